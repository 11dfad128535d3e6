// What happens by itself: reminders, escalations, moves of the system on their day.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

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
  const auto date = Date::maybe(*day.text());
  if (was_tried || !date) return std::nullopt;
  // A date of validity is its last good day.
  return Waking{Instant::end_of(*date), Symbol(), *day.text(), kMove, move.name};
}

bool elapses(const Procedure& p) {
  if (p.shortcuts) return p.shortcuts->elapses;
  return std::any_of(p.duties.begin(), p.duties.end(),
                     [](const DutyDecl& d) { return d.done_by_elapsing; });
}

bool repeats_yearly(const Procedure& p) {
  if (p.shortcuts) return p.shortcuts->yearly;
  return std::any_of(p.duties.begin(), p.duties.end(),
                     [](const DutyDecl& d) { return d.repeat == DutyDecl::Repeat::Yearly; });
}

// Calls `use` for the moves that the system does on their day.
template <class Use>
void each_on_its_day(const Procedure& p, Use&& use) {
  if (p.shortcuts)
    for (const MoveDecl* m : p.shortcuts->on_their_day) use(*m);
  else
    for (const MoveDecl& m : p.moves)
      if (m.at) use(m);
}

// What a waking is reckoned from.
struct Question {
  const Procedure& p;
  const Case& c;
  const Law& law;
  const Calendar& calendar;
  Instant horizon;
};

// Calls `use(at, waking)` for what one duty reminds of and escalates; `waking()` is made where it
// is wanted.
template <class Use>
void each_step(const DutyDecl& decl, const Question& a, Use&& use) {
  // Asked after every event: the room for the answer is kept.
  thread_local std::vector<Instance> found;
  found.clear();
  instances_of(decl, a.p, a.c, a.law, a.calendar, a.horizon, Sought::Waking, found);
  const auto step = [&](Instant at, const Instance& d, Symbol what) {
    use(at, [&] { return Waking{at, d.decl->name, d.name(), what, Symbol()}; });
  };
  for (const Instance& d : found) {
    if (d.status != DutyStatus::Running || !d.due) continue;
    if (decl.remind && !stepped(a.c, d, kRemind))
      step(ahead_of(a.calendar, *d.due, *decl.remind), d, kRemind);
    if (decl.escalate_after && !stepped(a.c, d, kEscalate))
      step(after(a.calendar, *d.due, *decl.escalate_after), d, kEscalate);
  }
}

// The same for what hangs on no duty.
template <class Use>
void each_other(const Question& a, Use&& use) {
  const Scope scope{a.p, a.c, nullptr, &a.law, nullptr, &a.calendar, a.c.opened_on};
  each_on_its_day(a.p, [&](const MoveDecl& move) {
    if (const auto w = own_move(move, a.c, scope)) use(w->at, [&] { return *w; });
  });
  // What repeats yearly wakes with the year, so that next year's duty is seen.
  if (a.c.open && repeats_yearly(a.p)) {
    const int year = a.horizon.date().year() + 1;
    const Instant at = Instant::start_of(*Date::of(year, 1, 1));
    use(at, [&] { return Waking{at, Symbol(), std::to_string(year), kYear, Symbol()}; });
  }
}

// A closed case owes nothing but what ends by its time.
bool owes(const Question& a) {
  return a.c.open || elapses(a.p);
}

template <class Use>
void each_waking(const Question& a, Use&& use) {
  if (owes(a))
    for (const DutyDecl& decl : a.p.duties)
      if (decl.remind || decl.escalate_after) each_step(decl, a, use);
  each_other(a, use);
}

void sort_by_time(std::vector<Waking>& all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Waking& a, const Waking& b) { return a.at < b.at; });
}

constexpr Instant kNever = Instant::from_millis(std::numeric_limits<std::int64_t>::max());
constexpr Instant kUnknown = Instant::from_millis(std::numeric_limits<std::int64_t>::min());

NameBits names_in(const CaseEvent& e) {
  NameBits names = names_of(e.sets);
  names.add(e.move);
  for (const RoleBinding& b : e.bound) names.add(b.role);
  for (Symbol duty : e.began) names.add(duty);
  if (e.step) names.add(e.step->duty);
  return names;
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
  each_waking({p, c, law, calendar, horizon},
              [&](Instant, const auto& waking) { out.push_back(waking()); });
  sort_by_time(out);
  return out;
}

std::optional<Instant> wake(const Procedure& p, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon) {
  std::optional<Instant> first;
  each_waking({p, c, law, calendar, horizon}, [&](Instant at, const auto&) {
    if (!first || at < *first) first = at;
  });
  return first;
}

void NextWaking::note(const Procedure& p, const CaseEvent& e) {
  bool counts_anew = !p.shortcuts || of_duty_.size() != p.shortcuts->telling.size();
  if (!e.step) {  // its end ends what runs; going on lets it run again
    counts_anew |= e.closes == open_;
    open_ = !e.closes;
  }
  if (counts_anew) return forget();
  const NameBits names = names_in(e);
  for (std::size_t i = 0; i < of_duty_.size(); ++i)
    if (p.shortcuts->telling[i].looks_at.meets(names)) of_duty_[i] = kUnknown;
}

Instant NextWaking::of_duty(std::size_t i, const Procedure& p, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon) {
  const Shortcuts::Telling& telling = p.shortcuts->telling[i];
  if (of_duty_[i] != kUnknown && !telling.always) return of_duty_[i];
  Instant first = kNever;
  each_step(*telling.duty, {p, c, law, calendar, horizon},
            [&](Instant at, const auto&) { first = std::min(first, at); });
  return of_duty_[i] = first;
}

std::optional<Instant> NextWaking::at(const Procedure& p, const Case& c, const Law& law,
                                      const Calendar& calendar, Instant horizon) {
  if (!p.shortcuts) return wake(p, c, law, calendar, horizon);
  of_duty_.resize(p.shortcuts->telling.size(), kUnknown);
  const Question question{p, c, law, calendar, horizon};
  Instant first = kNever;
  for (std::size_t i = 0; owes(question) && i < of_duty_.size(); ++i)
    first = std::min(first, of_duty(i, p, c, law, calendar, horizon));
  each_other(question, [&](Instant at, const auto&) { first = std::min(first, at); });
  return first == kNever ? std::nullopt : std::optional(first);
}

std::vector<Waking> NextWaking::due(const Procedure& p, const Case& c, const Law& law,
                                    const Calendar& calendar, Instant now) {
  std::vector<Waking> out;
  const auto take = [&](Instant at, const auto& waking) {
    if (at <= now) out.push_back(waking());
  };
  const Question question{p, c, law, calendar, now};
  if (!p.shortcuts) {
    each_waking(question, take);
  } else {
    of_duty_.resize(p.shortcuts->telling.size(), kUnknown);
    for (std::size_t i = 0; owes(question) && i < of_duty_.size(); ++i)
      if (of_duty(i, p, c, law, calendar, now) <= now)
        each_step(*p.shortcuts->telling[i].duty, question, take);
    each_other(question, take);
  }
  sort_by_time(out);
  return out;
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
