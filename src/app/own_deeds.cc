// duty done: what an account has done itself, the newest first, each a record with a receipt.

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/deed_rows.h"
#include "app/doing.h"
#include "app/lists.h"
#include "app/options.h"

namespace dengbao {
namespace {

// That something was read or sent along with a deed is no deed of its own.
constexpr std::string_view kAlong[] = {"notice sent", "notice seen", "delivery queued"};

// What an account did before a place in the log, the newest first.
ListQuery deeds_before(const std::string& account, std::int64_t end, std::int64_t most) {
  ListQuery query;
  query.sight.everything = true;
  query.limit = static_cast<int>(most);
  query.terms.push_back({.column = "account", .text = account, .number = {}});
  for (const std::string_view kind : kAlong)
    query.terms.push_back(
        {.column = "kind", .how = ListTerm::How::Not, .text = std::string(kind), .number = {}});
  // From there on, as if a page had ended there: nothing is counted.
  query.sort = "-index";
  query.after = spelled({query.sort, std::to_string(end), {std::to_string(end)}, 0, false});
  return query;
}

Result<Answer> duty_done(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  std::string account = actor.account;
  if (a.has("account")) {
    if (!actor.may_act_for_all && a.text("account") != account)
      return fail(ErrorKind::Refused, "app.not_allowed",
                  {{"account", actor.account}, {"who", "owner"}});
    account = a.text("account");
  }
  const std::int64_t most = TRY(a.integer("most")).value_or(100);
  if (most < 1 || most > 1000)
    return fail(ErrorKind::BadInput, "duty.most", {{"value", a.text("most")}}, "--most");
  std::int64_t end = TRY(reading->head()).size;
  if (const auto before = TRY(a.integer("before"))) end = std::clamp<std::int64_t>(*before, 0, end);
  const auto page = TRY(reading->lists().events(deeds_before(account, end, most)));
  json::array rows;
  DeedRows made(*in, *reading);
  for (const EventRow& e : page.rows) rows.push_back(TRY(made.row(e)));
  Answer answer;
  answer.value = json::object{
      {"rows", std::move(rows)},
      {"account", account},
      // Where to go on from; null where nothing older can be there.
      {"before", page.next.empty() ? json::value(nullptr) : json::value(page.rows.back().index)},
  };
  answer.rows = "rows";
  answer.columns = {{"at", {"时间", "At"}},
                    {"what", {"办理", "What"}},
                    {"case_title", {"事项", "Case"}},
                    {"subject_name", {"对象", "Subject"}},
                    {"event", {"存证记录", "Event"}}};
  return answer;
}

}  // namespace

void add_own_deeds_word(Catalogue& all) {
  all.push_back({"duty done",
                 Needs::Reading,
                 "read",
                 {"我已办理的，每条都有回执", "what I have done, each with its receipt"},
                 {"dengbao --as zhang duty done", "dengbao duty done --account zhang --most 20"},
                 {option("most", "N", {"最多几条（默认 100）", "at most (100)"}),
                  option("before", "N", {"只看存证序号更小的", "only below this place in the log"}),
                  option("account", "ACCOUNT", {"谁的（默认自己）", "whose (my own)"})},
                 duty_done});
}

}  // namespace dengbao
