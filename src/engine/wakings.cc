// What happens by itself: reminders, escalations, moves of the system on their day.
#include <fmt/format.h>

#include <algorithm>

#include "engine/evaluate.h"
#include "engine/instances.h"

namespace dengbao {

using namespace counting;

namespace {

const Symbol kRemind("remind"), kEscalate("escalate"), kMove("move"), kTried("tried"),
    kYear("year");

bool stepped(const Case& c, const Instance& d, Symbol step) {
  return std::any_of(c.steps.begin(), c.steps.end(), [&](const DutyStep& s) {
    return s.step == step && s.duty == d.decl->name && d.called(s.instance);
  });
}

Instant after(const Calendar& calendar, Instant due, const Span& span) {
  if (span.unit == Span::Unit::Millis) return due.plus_millis(span.count);
  const Date day = due.plus_millis(-1).date();
  const int n = static_cast<int>(span.count);
  if (n == 0) return due;
  if (span.unit == Span::Unit::WorkingDays)
    return Instant::end_of(calendar.add_working_days(day, n).due);
  return Instant::end_of(span.unit == Span::Unit::Days ? day.plus_days(n) : day.plus_months(n));
}

// A move of the system that waits for its day, and has not been refused on it.
std::optional<Waking> own_move(const MoveDecl& move, const Case& c, const Scope& scope) {
  if (!move.at || std::find(move.from.begin(), move.from.end(), c.state) == move.from.end())
    return std::nullopt;
  const Value day = evaluate(*move.at, scope);
  if (!day.text()) return std::nullopt;
  const bool was_tried = std::any_of(c.steps.begin(), c.steps.end(), [&](const DutyStep& s) {
    return s.step == kTried && s.duty == move.name && s.instance == *day.text();
  });
  const auto date = Date::parse(*day.text());
  if (was_tried || !date) return std::nullopt;
  // A date of validity is its last good day.
  return Waking{Instant::end_of(*date), Symbol(), *day.text(), kMove, move.name};
}

// Calls `use(at, waking)` for whatever happens by itself; `waking()` is made where it is wanted.
template <class Use>
void each_waking(const Procedure& p, const Case& c, const Law& law, const Calendar& calendar,
                 Instant horizon, Use&& use) {
  const auto step = [&](Instant at, const Instance& d, Symbol what) {
    if (!stepped(c, d, what))
      use(at, [&] { return Waking{at, d.decl->name, d.name(), what, Symbol()}; });
  };
  // A closed case owes nothing but what ends by its time.
  const bool owes = c.open || std::any_of(p.duties.begin(), p.duties.end(),
                                          [](const DutyDecl& d) { return d.done_by_elapsing; });
  // Asked after every event: the room for the answer is kept.
  thread_local std::vector<Instance> found;
  found.clear();
  if (owes) instances(p, c, law, calendar, horizon, Sought::Waking, found);
  for (const Instance& d : found) {
    if (d.status != DutyStatus::Running || !d.due) continue;
    if (d.decl->remind) step(ahead_of(calendar, *d.due, *d.decl->remind), d, kRemind);
    if (d.decl->escalate_after)
      step(after(calendar, *d.due, *d.decl->escalate_after), d, kEscalate);
  }
  const Scope scope{p, c, nullptr, &law, nullptr, &calendar, c.opened_on};
  for (const MoveDecl& move : p.moves)
    if (const auto w = own_move(move, c, scope)) use(w->at, [&] { return *w; });
  // What repeats yearly wakes with the year, so that next year's duty is seen.
  if (c.open && std::any_of(p.duties.begin(), p.duties.end(), [](const DutyDecl& d) {
        return d.repeat == DutyDecl::Repeat::Yearly;
      })) {
    const int year = horizon.date().year() + 1;
    const Instant at = Instant::start_of(*Date::of(year, 1, 1));
    use(at, [&] { return Waking{at, Symbol(), std::to_string(year), kYear, Symbol()}; });
  }
}

}  // namespace

Instant ahead_of(const Calendar& calendar, Instant due, const Span& span) {
  if (span.unit == Span::Unit::Millis) return due.plus_millis(-span.count);
  Date day = due.plus_millis(-1).date();
  if (span.unit == Span::Unit::Months)
    return Instant::start_of(day.plus_months(-static_cast<int>(span.count)));
  for (std::int64_t left = span.count; left > 0;) {
    day = day.plus_days(-1);
    if (span.unit == Span::Unit::Days || calendar.is_working_day(day)) --left;
  }
  return Instant::start_of(day);
}

std::string Waking::key() const {
  return fmt::format("{}/{}/{}", step == kMove ? move.text() : duty.text(), instance, step.text());
}

DutyStep tried(const Waking& w) {
  return {w.move, w.instance, kTried, {}, {}};
}

std::vector<Waking> wakings(const Procedure& p, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon) {
  std::vector<Waking> out;
  each_waking(p, c, law, calendar, horizon,
              [&](Instant, const auto& waking) { out.push_back(waking()); });
  std::stable_sort(out.begin(), out.end(),
                   [](const Waking& a, const Waking& b) { return a.at < b.at; });
  return out;
}

std::optional<Instant> wake(const Procedure& p, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon) {
  std::optional<Instant> first;
  each_waking(p, c, law, calendar, horizon, [&](Instant at, const auto&) {
    if (!first || at < *first) first = at;
  });
  return first;
}

Result<std::vector<std::string>> told_by(const Procedure& p, const Case& c, const Waking& w,
                                         const View& view) {
  for (const DutyDecl& decl : p.duties) {
    if (decl.name != w.duty) continue;
    if (w.step == kRemind || decl.escalate_to.empty()) return c.parties(decl.owner);
    const auto& parties = c.parties(decl.escalate_to);
    if (!decl.escalate_to_superior || parties.empty()) return parties;
    const auto superior = TRY(view.superior_of(parties.front(), ""));
    // Nobody above: the duty stays with its owner, visibly.
    return superior ? std::vector<std::string>{*superior} : parties;
  }
  return std::vector<std::string>{};
}

}  // namespace dengbao
