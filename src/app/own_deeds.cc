// duty done: what an account has done itself, the newest first, each a record with a receipt.

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/deed_rows.h"
#include "app/doing.h"
#include "app/options.h"

namespace dengbao {
namespace {

// That something was read or sent along with a deed is no deed of its own.
bool counts(const EventRow& e) {
  return e.kind != "notice sent" && e.kind != "notice seen" && e.kind != "delivery queued";
}

// There is no index of who did what: the log is read from its end, so far and no further at once.
constexpr std::int64_t kFarthest = 100'000;
constexpr std::int64_t kBlock = 2'000;

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
  const std::int64_t stop = std::max<std::int64_t>(0, end - kFarthest);
  json::array rows;
  DeedRows made(*in, *reading);
  while (end > stop && static_cast<std::int64_t>(rows.size()) < most) {
    const std::int64_t from = std::max(stop, end - kBlock);
    const auto block = TRY(reading->events(from, static_cast<int>(end - from)));
    std::int64_t seen = from;
    for (auto it = block.rbegin(); it != block.rend(); ++it) {
      if (it->account != account || !counts(*it)) continue;
      rows.push_back(TRY(made.row(*it)));
      seen = it->index;
      if (static_cast<std::int64_t>(rows.size()) == most) break;
    }
    end = static_cast<std::int64_t>(rows.size()) == most ? seen : from;
  }
  Answer answer;
  answer.value = json::object{
      {"rows", std::move(rows)},
      {"account", account},
      // Where to go on from; null where nothing older can be there.
      {"before", end > 0 ? json::value(end) : json::value(nullptr)},
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
