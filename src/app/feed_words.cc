// feed make, end, show, print: the address of an account's calendar.

#include <array>
#include <boost/json.hpp>

#include "app/calendar_feed.h"
#include "app/channel_words.h"
#include "app/channels.h"
#include "app/doing.h"
#include "app/options.h"

namespace dengbao {
namespace {

Status needs_account(const Actor& actor) {
  if (!actor.party.empty()) return {};
  return fail(ErrorKind::Usage, "duty.needs_account", {}, "--as");
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Result<Answer> change_feed(Session& session, const Arguments& a, const char* event,
                           const std::string& code) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(needs_account(actor));
  const auto standing = TRY(reading->record(kFeed, actor.account));
  if (code.empty() && (!standing || standing->code == "ended"))
    return fail(ErrorKind::NotFound, "feed.not_made");
  reading.reset();
  Request r = request_of(actor, a, code.empty() ? "feed end" : "feed make");
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = kFeed;
    change.id = actor.account;
    change.event = event;
    change.fields = {{"account", actor.account}, {"made", desk.now().iso()}};
    if (code.empty()) change.fields = {{"ended", desk.now().iso()}};
    change.code = code.empty() ? "ended" : code;
    change.owner_party = actor.party;
    change.name = actor.account;
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> make(Session& session, const Arguments& a) {
  std::array<std::uint8_t, 20> bytes{};
  SystemRandomness().fill(bytes);
  const std::string token = hex(bytes);
  Answer answer = TRY(change_feed(session, a, "calendar address made", feed_code(token)));
  const std::string path = "/calendar/" + token + ".ics";
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const std::string page = TRY(page_address(*reading));
  json::object& o = answer.value.as_object();
  o["token"] = token;
  o["path"] = path;
  o["url"] = page.empty() ? json::value(nullptr) : json::value(page + path);
  answer.columns.insert(answer.columns.begin(), {"path", {"日历地址", "Calendar"}});
  return answer;
}

Result<Answer> end(Session& session, const Arguments& a) {
  return change_feed(session, a, "calendar address ended", {});
}

Result<Answer> show(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const auto row = TRY(reading->record(kFeed, actor.account));
  const bool stands = row && row->code != "ended";
  Answer answer;
  answer.value = json::object{
      {"account", actor.account},
      {"stands", stands},
      {"made", stands ? json::value(text(document_of(*row), "made")) : json::value(nullptr)}};
  return answer;
}

Result<Answer> print(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(needs_account(actor));
  Answer answer;
  answer.text = TRY(calendar_feed(*in, *reading, actor.account, session.chinese()));
  answer.value = json::object{{"calendar", answer.text}};
  return answer;
}

}  // namespace

void add_feed_words(Catalogue& all) {
  const Option key = option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"});
  all.push_back({"feed make",
                 Needs::Writing,
                 "act",
                 {"生成我的日历订阅地址；原有的随即失效",
                  "make the address of my calendar; an older one ends"},
                 {"dengbao --as zhang feed make", "dengbao --as zhang feed make --json"},
                 {key},
                 make,
                 {.tells_secret = true}});
  all.push_back({"feed end",
                 Needs::Writing,
                 "act",
                 {"停用我的日历订阅地址", "end the address of my calendar"},
                 {"dengbao --as zhang feed end", "dengbao --as zhang feed end --json"},
                 {key},
                 end});
  all.push_back({"feed show",
                 Needs::Reading,
                 "read",
                 {"我的日历订阅地址是否有效", "whether my calendar has an address"},
                 {"dengbao --as zhang feed show", "dengbao --as zhang feed show --json"},
                 {},
                 show});
  all.push_back({"feed print",
                 Needs::Reading,
                 "read",
                 {"按日历格式（iCalendar）输出本单位的待办", "the duties of my party as iCalendar"},
                 {"dengbao --as zhang feed print", "dengbao --as zhang --lang en feed print"},
                 {},
                 print});
}

}  // namespace dengbao
