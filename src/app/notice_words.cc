// notice list, notice seen: what somebody was told, and that he has read it.

#include <algorithm>
#include <boost/json.hpp>

#include "app/deliveries.h"
#include "app/doing.h"
#include "app/notices.h"
#include "app/options.h"
#include "app/sight.h"

namespace dengbao {
namespace {

// What the other side answered may name an address: that is for the account itself to read.
json::object delivery_json(const Delivery& d, const Actor& actor) {
  json::object o{{"account", d.account},
                 {"channel", d.channel},
                 {"state", d.state},
                 {"attempts", d.attempts},
                 {"next", d.next.empty() ? json::value(nullptr) : json::value(d.next)},
                 {"at", d.at.empty() ? json::value(nullptr) : json::value(d.at)}};
  if (actor.may_act_for_all || d.account == actor.account) o["reason"] = d.reason;
  return o;
}

Result<Answer> notice_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  RecordQuery query;
  query.kind = kNotice;
  query.viewer = TRY(viewer_of(*reading, actor));
  if (a.has("of")) {
    const Sight sight = TRY(sight_of(session, *reading, actor));
    query.owner_party = TRY(seen_record(*reading, sight, "party", a.text("of"))).id;
  }
  std::vector<std::pair<RecordRow, json::object>> found;
  for (bool more = true; more;) {
    auto page = TRY(reading->records(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (RecordRow& row : page) {
      json::object doc = document_of(row);
      if (!actor.party.empty() && !is_for(doc, actor.account)) continue;
      if (a.has("unseen") && !seen_at(doc, actor.account).empty()) continue;
      found.emplace_back(std::move(row), std::move(doc));
    }
  }
  // Ids are in the order of time: the newest first.
  std::reverse(found.begin(), found.end());
  json::array rows;
  NoticeRows made(*in, *reading);
  const auto deliveries = TRY(deliveries_of(*reading, actor.party));
  for (const auto& [row, doc] : found) {
    json::object o = TRY(made.row(row, doc, actor.account));
    json::array carried;
    if (const auto it = deliveries.find(row.id); it != deliveries.end())
      for (const Delivery& d : it->second) carried.push_back(delivery_json(d, actor));
    o["carried"] = std::move(carried);
    rows.push_back(std::move(o));
  }
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"sent", {"发出", "Sent"}},  {"what_label", {"内容", "What"}},
                    {"about", {"待办", "Duty"}}, {"subject_name", {"对象", "Subject"}},
                    {"to_name", {"送达", "To"}}, {"seen", {"已读", "Seen"}},
                    {"id", {"标识", "Id"}}};
  return answer;
}

struct Unread {
  std::string id;
  json::array seen;  // by whom so far
};

// Those that are meant and that the account has not read yet.
Result<std::vector<Unread>> unread(Reading& reading, const Actor& actor, const Arguments& a) {
  std::vector<Unread> out;
  const auto take = [&](const RecordRow& row) {
    const json::object doc = document_of(row);
    if (!is_for(doc, actor.account) || !seen_at(doc, actor.account).empty()) return;
    const json::value* seen = doc.if_contains("seen");
    out.push_back({row.id, seen && seen->is_array() ? seen->get_array() : json::array{}});
  };
  for (const std::string& id : a.all("notice")) {
    const auto row = TRY(reading.record(kNotice, id));
    if (!row || row->owner_party != actor.party || !is_for(document_of(*row), actor.account))
      return fail(ErrorKind::NotFound, "notice.none", {{"notice", id}});
    take(*row);
  }
  RecordQuery query;
  query.kind = kNotice;
  query.owner_party = actor.party;
  for (bool more = a.has("all"); more;) {
    const auto page = TRY(reading.records(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (const RecordRow& row : page) take(row);
  }
  return out;
}

Result<Answer> notice_seen(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  if (actor.party.empty()) return fail(ErrorKind::Usage, "duty.needs_account", {}, "--as");
  if (!a.has("notice") && !a.has("all")) return fail(ErrorKind::Usage, "notice.which");
  if (TRY(unread(*reading, actor, a)).empty()) {
    Answer answer;
    answer.value = json::object{{"seen", 0}};
    return answer;
  }
  reading.reset();
  Request r = request_of(actor, a, "notice seen");
  r.act = [&](Desk& desk) -> Result<Deed> {
    const auto all = TRY(unread(desk.work(), actor, a));
    if (all.empty()) return fail(ErrorKind::Conflict, "notice.seen_already");
    std::optional<Deed> first;
    for (const Unread& one : all) {
      Desk::RecordChange change;
      change.kind = kNotice;
      change.id = one.id;
      change.event = "notice seen";
      json::array seen = one.seen;
      seen.push_back(json::object{{"account", actor.account}, {"at", desk.now().iso()}});
      change.fields = {{"seen", std::move(seen)}};
      change.on = desk.now().date();
      Deed deed = TRY(desk.change_record(change, actor));
      if (!first) first = std::move(deed);
    }
    first->more["seen"] = static_cast<std::int64_t>(all.size());
    return std::move(*first);
  };
  return submit(session, *in, std::move(r));
}

// For whoever runs no server: what is waiting is handed over now, e.g. once a minute by cron.
Result<Answer> notice_send(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  Courier courier(*in);
  const Delivered d = TRY(courier.deliver(a.has("at-once"), {}));
  Answer answer;
  answer.value =
      json::object{{"sent", d.sent},
                   {"later", d.later},
                   {"refused", d.refused},
                   {"waiting", d.waiting},
                   {"unreachable", json::array(d.unreachable.begin(), d.unreachable.end())}};
  for (const std::string& one : d.unreachable)
    answer.notes.push_back(
        {ErrorKind::External, "notice.unreachable", {{"carrier", one}}, {}, {}, {}, {}});
  return answer;
}

}  // namespace

void add_notice_words(Catalogue& all) {
  all.push_back({"notice list",
                 Needs::Reading,
                 "read",
                 {"消息：发出、送达、已读", "notices: sent, delivered, seen"},
                 {"dengbao --as zhang notice list --unseen",
                  "dengbao notice list --of 云杉市信息化工作办公室 --json"},
                 {option("unseen", "", {"只列未读的", "only those not read yet"}),
                  option("of", "PARTY", {"送达单位", "to which party"})},
                 notice_list});
  Option which = positional("notice", "NOTICE", {"消息", "notices"}, false);
  which.many = true;
  all.push_back({"notice seen",
                 Needs::Writing,
                 "act",
                 {"标为已读，即阅读回执", "mark as read: the read receipt"},
                 {"dengbao --as zhang notice seen 01J8Z7", "dengbao --as zhang notice seen --all"},
                 {which, option("all", "", {"全部未读的", "all that are not read yet"}),
                  option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"})},
                 notice_seen});
  all.push_back(
      {"notice send",
       Needs::Writing,
       "administer",
       {"把等待投递的消息从各渠道送出（不运行服务时由定时任务调用）",
        "hand over what waits, by all channels (for cron, where no server runs)"},
       {"dengbao notice send", "dengbao notice send --at-once --json"},
       {option("at-once", "", {"不等下次重试的时间", "without waiting for the next attempt"})},
       notice_send,
       {.here = true}});
}

}  // namespace dengbao
