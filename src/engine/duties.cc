#include "engine/duties.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/evaluate.h"

namespace dengbao {
namespace {

const Symbol kRemind("remind"), kEscalate("escalate"), kKeepDue("keep_due"), kMove("move"),
    kTried("tried"), kYear("year");

struct Start {
  Date on;
  Instant at;
  bool exact = false;  // a clock time, not a day
};

// What a duty instance is counted over.
struct Counting {
  const Procedure& procedure;
  const Case& c;
  const Law& law;
  const Calendar& calendar;
  const DutyDecl& decl;
  std::int32_t round;  // 0: any
  std::string party;   // addressee of the moves that count; empty: any
};

const Mark* latest(const std::vector<Mark>& marks, Symbol what, std::int32_t round,
                   const std::string& party, const Mark* not_before = nullptr) {
  const Mark* found = nullptr;
  for (const Mark& m : marks) {
    if (m.what != what || (round && m.round != round)) continue;
    if (!party.empty() && m.party != party) continue;
    if (not_before && m.at < not_before->at) continue;
    found = &m;
  }
  return found;
}

std::optional<Start> fact_value_start(const Counting& k, Symbol fact) {
  const Value& v = k.c.value(fact);
  if (!v.text()) return std::nullopt;
  if (const auto day = Date::parse(*v.text())) return Start{*day, Instant::start_of(*day)};
  if (const auto at = Instant::parse(*v.text())) return Start{at->date(), *at, true};
  return std::nullopt;
}

std::optional<Start> start_of(const Moment& m, const Counting& k) {
  switch (m.kind) {
    case Moment::Kind::Opened:
      return Start{k.c.opened_on, k.c.opened_at};
    case Moment::Kind::Move: {
      const Mark* mark = latest(k.c.moves, m.name, k.round, {});
      if (!mark) return std::nullopt;
      return Start{mark->on, mark->at};
    }
    case Moment::Kind::Fact: {
      const Mark* mark = latest(k.c.fact_marks, m.name, k.round, {});
      if (!mark) return std::nullopt;
      return Start{mark->on, mark->at};
    }
    case Moment::Kind::FactValue:
      return fact_value_start(k, m.name);
    case Moment::Kind::Receipt: {
      const Mark* mark = latest(k.c.moves, m.name, k.round, k.party);
      if (!mark || mark->party.empty()) return std::nullopt;
      return Start{mark->on, mark->at};
    }
    case Moment::Kind::Earliest:
    case Moment::Kind::Latest:
      break;
  }
  std::optional<Start> best;
  for (const Moment& child : m.children) {
    const auto s = start_of(child, k);
    if (!s) {
      if (m.kind == Moment::Kind::Latest) return std::nullopt;  // all of them must be there
      continue;
    }
    if (!best || (m.kind == Moment::Kind::Latest ? s->on > best->on : s->on < best->on)) best = s;
  }
  return best;
}

// When the duty's clock begins: its moment, or later where its condition came to hold only then
// and the pack counts from that change.
std::optional<Start> counted_from(const Counting& k) {
  auto start = start_of(k.decl.starts, k);
  if (!start || k.decl.recount != DutyDecl::Recount::FromChange) return start;
  const Mark* began = latest(k.c.fact_marks, began_mark(k.decl.name), k.round, {});
  if (began && began->at > start->at) start = Start{began->on, began->at};
  return start;
}

struct Due {
  Instant at;
  bool provisional = false;
  std::string budget;
};

Due days_due(const Counting& k, Date from, const Span& span, const std::string& text) {
  Counted counted;
  const int n = static_cast<int>(span.count);
  if (span.unit == Span::Unit::WorkingDays)
    counted = k.calendar.add_working_days(from, n);
  else if (span.unit == Span::Unit::Days)
    counted = k.calendar.add_days(from, n, k.decl.roll);
  else
    counted = k.calendar.add_months(from, n, k.decl.roll);
  return {Instant::end_of(counted.due), counted.provisional, text};
}

// "P10WD", "PT2H", "2020-08-31" or the next "04-30" after the start.
std::optional<Due> due_by_text(const Counting& k, const Start& start, const std::string& text) {
  if (const auto span = Span::parse(text)) {
    if (span->unit == Span::Unit::Millis)
      return Due{start.at.plus_millis(span->count), false, text};
    return days_due(k, start.on, *span, text);
  }
  if (const auto day = Date::parse(text)) return Due{Instant::end_of(*day), false, text};
  if (text.size() == 5 && text[2] == '-') {
    for (int year = start.on.year();; ++year) {
      const auto day = Date::parse(fmt::format("{:04}-{}", year, text));
      if (!day) return std::nullopt;
      if (*day > start.on) return Due{Instant::end_of(*day), false, day->iso()};
    }
  }
  return std::nullopt;
}

std::optional<Due> due_of(const Amount& a, const Counting& k, const Start& start) {
  const Scope scope{k.procedure, k.c, nullptr, &k.law, nullptr, &k.calendar, start.on};
  switch (a.kind) {
    case Amount::Kind::Span:
      return due_by_text(k, start, a.text);
    case Amount::Kind::Parameter: {
      const Parameter* p = k.law.parameter(a.name);
      const DatedValue* v = p ? p->at(start.on) : nullptr;
      const Value* value = v ? &v->value : nullptr;
      if (value && a.of) value = value->member(evaluate(*a.of, scope).show());
      if (!value || !value->text()) return std::nullopt;  // silent: there is no date to miss
      return due_by_text(k, start, *value->text());
    }
    case Amount::Kind::Budget: {
      const Value* v = &k.c.value(a.name);
      for (const std::string& member : a.path) v = v ? v->member(member) : nullptr;
      if (!v || !v->text()) return std::nullopt;
      return due_by_text(k, start, *v->text());
    }
    case Amount::Kind::MonthEnd: {
      Date day = start.on;
      if (a.of) {
        const Value of = evaluate(*a.of, scope);
        if (of.text())
          if (const auto d = Date::parse(of.text()->substr(0, 10))) day = *d;
      }
      return Due{Instant::end_of(day.end_of_month()), false, day.end_of_month().iso()};
    }
    case Amount::Kind::AtOnce:
      return Due{start.at, false, "at_once"};
    case Amount::Kind::Choose:
      for (const auto& [when, amount] : a.choices)
        if (holds(when, scope)) return due_of(amount, k, start);
      return std::nullopt;
  }
  return std::nullopt;
}

const Mark* first_of(const std::vector<Symbol>& moves, const Counting& k, Instant from) {
  const Mark* first = nullptr;
  for (const Mark& m : k.c.moves) {
    if (std::find(moves.begin(), moves.end(), m.what) == moves.end()) continue;
    if (k.round && m.round != k.round) continue;
    if (!k.party.empty() && m.party != k.party) continue;
    if (m.at < from) continue;
    if (!first || m.at < first->at) first = &m;
  }
  return first;
}

// Moves a due date by the working days (or days) that stood still between pause and resumption.
void pause(const Counting& k, const Start& start, Duty& d) {
  if (k.decl.pause_from.empty() || !d.due) return;
  std::optional<Date> paused;
  const bool working = d.budget.ends_with("WD");
  for (const Mark& m : k.c.moves) {
    if (m.at < start.at || (k.round && m.round != k.round)) continue;
    const auto in = [&](const std::vector<Symbol>& list) {
      return std::find(list.begin(), list.end(), m.what) != list.end();
    };
    if (!paused && in(k.decl.pause_from)) {
      paused = m.on;
    } else if (paused && in(k.decl.pause_to)) {
      const Date old = *d.due_date();
      const int still =
          working ? k.calendar.working_days_between(*paused, m.on) : m.on.days() - paused->days();
      const Counted moved = working ? k.calendar.add_working_days(old, still)
                                    : k.calendar.add_days(old, still, k.decl.roll);
      d.due = Instant::end_of(moved.due);
      d.provisional |= moved.provisional;
      paused.reset();
    }
  }
  if (paused) {
    d.status = DutyStatus::Paused;
    d.due.reset();
  }
}

// A date once told is not taken back: the later of what is counted and what was kept.
void keep_told(const Case& c, Duty& d) {
  for (const DutyStep& s : c.steps)
    if (s.step == kKeepDue && s.duty == d.name && s.instance == d.instance && s.due && d.due)
      d.due = std::max(*d.due, Instant::end_of(*s.due));
}

void end_with(Duty& d, const Mark& mark, DutyStatus status) {
  d.status = status;
  d.ended_on = mark.on;
  d.ended_at = mark.at;
}

std::optional<Duty> instance(const Counting& k, const std::string& name, const std::string& owner,
                             const std::string& recipient, const Start& start,
                             const std::optional<Due>& due) {
  Duty d;
  d.decl = &k.decl;
  d.name = k.decl.name;
  d.instance = name;
  d.owner = owner;
  d.recipient = recipient;
  d.starts = start.on;
  if (due) {
    d.due = due->at;
    d.provisional = due->provisional;
    d.budget = due->budget;
  }
  // A clock of the moment itself ends at once only by a later move; day clocks by any in the round.
  const Mark* done = first_of(k.decl.done_by, k, k.round ? Instant() : start.at);
  const Mark* voided = first_of(k.decl.void_by, k, k.round ? Instant() : start.at);
  if (done && (!voided || done->at <= voided->at))
    end_with(d, *done, DutyStatus::Done);
  else if (voided)
    end_with(d, *voided, DutyStatus::Void);
  if (d.status == DutyStatus::Running) pause(k, start, d);
  keep_told(k.c, d);
  return d;
}

void add_once(Counting k, const std::string& name, std::vector<Duty>& out) {
  const auto& owners = k.c.parties(k.decl.owner);
  const auto& recipients = k.c.parties(k.decl.recipient);
  const std::string owner = owners.empty() ? "" : owners.front();
  if (k.decl.each_recipient || k.decl.each_owner) {
    const auto& parties = k.decl.each_owner ? owners : recipients;
    for (std::size_t i = 0; i < parties.size(); ++i) {
      k.party = parties[i];
      const auto start = counted_from(k);
      if (!start) continue;
      std::string to = k.decl.each_owner ? "" : k.party;
      if (k.decl.recipient_above) to = i < recipients.size() ? recipients[i] : k.party;
      if (k.decl.recipient_above && to == k.party) continue;  // nobody stands above
      const std::string key = name == "1" ? k.party : name + "/" + k.party;
      if (auto d = instance(k, key, k.decl.each_owner ? k.party : owner, to, *start,
                            due_of(k.decl.within, k, *start)))
        out.push_back(std::move(*d));
    }
    return;
  }
  const auto start = counted_from(k);
  if (!start) return;
  const auto due = due_of(k.decl.within, k, *start);
  if (auto d = instance(k, name, owner, recipients.empty() ? "" : recipients.front(), *start, due))
    out.push_back(std::move(*d));
}

// Each calendar year after the start, by a day of the year ("04-30") [source-000 S0-18].
void add_yearly(const Counting& k, Instant horizon, std::vector<Duty>& out) {
  const auto start = start_of(k.decl.starts, k);
  if (!start) return;
  const auto& owners = k.c.parties(k.decl.owner);
  Instant from = start->at;
  for (int year = start->on.year() + 1; year <= horizon.date().year(); ++year) {
    const Date first = *Date::of(year, 1, 1);
    const Start of_year{first.plus_days(-1), Instant::start_of(first)};
    const auto due = due_of(k.decl.within, k, of_year);
    auto d =
        instance(k, std::to_string(year), owners.empty() ? "" : owners[0], "", {first, from}, due);
    if (!d) continue;
    // One report answers one year: later years look for a later one.
    if (d->ended_at) from = d->ended_at->plus_millis(1);
    const bool done = d->status != DutyStatus::Running;
    out.push_back(std::move(*d));
    if (!done) break;
  }
}

// Counted anew from each completion: the n-th instance starts with the (n-1)-th done.
void add_cycle(const Counting& k, std::vector<Duty>& out) {
  auto start = start_of(k.decl.starts, k);
  if (!start) return;
  const auto& owners = k.c.parties(k.decl.owner);
  for (int n = 1; start && n < 200; ++n) {
    const auto due = due_of(k.decl.within, k, *start);
    auto d = instance(k, std::to_string(n), owners.empty() ? "" : owners[0], "",
                      {start->on, n == 1 ? start->at : start->at.plus_millis(1)}, due);
    if (!d) return;
    const bool done = d->status == DutyStatus::Done;
    if (done) start = Start{*d->ended_on, *d->ended_at};
    out.push_back(std::move(*d));
    if (!done) return;
  }
}

void add(const Counting& k, Instant horizon, std::vector<Duty>& out) {
  switch (k.decl.repeat) {
    case DutyDecl::Repeat::Once:
      return add_once(k, k.round ? std::to_string(k.round) : "1", out);
    case DutyDecl::Repeat::Yearly:
      return add_yearly(k, horizon, out);
    case DutyDecl::Repeat::Cycle:
      return add_cycle(k, out);
  }
}

bool stepped(const Case& c, const Duty& d, Symbol step) {
  return std::any_of(c.steps.begin(), c.steps.end(), [&](const DutyStep& s) {
    return s.duty == d.name && s.instance == d.instance && s.step == step;
  });
}

Instant before(const Calendar& calendar, Instant due, const Span& span) {
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

Instant after(const Calendar& calendar, Instant due, const Span& span) {
  if (span.unit == Span::Unit::Millis) return due.plus_millis(span.count);
  const Date day = due.plus_millis(-1).date();
  const int n = static_cast<int>(span.count);
  if (n == 0) return due;
  if (span.unit == Span::Unit::WorkingDays)
    return Instant::end_of(calendar.add_working_days(day, n).due);
  return Instant::end_of(span.unit == Span::Unit::Days ? day.plus_days(n) : day.plus_months(n));
}

}  // namespace

std::string_view duty_status_name(DutyStatus status) {
  switch (status) {
    case DutyStatus::Running:
      return "running";
    case DutyStatus::Paused:
      return "paused";
    case DutyStatus::Done:
      return "done";
    case DutyStatus::Void:
      return "void";
  }
  return "";
}

std::optional<Date> Duty::due_date() const {
  if (!due) return std::nullopt;
  return due->plus_millis(-1).date();
}

std::vector<Duty> duties(const Procedure& p, const Case& c, const Law& law,
                         const Calendar& calendar, Instant horizon) {
  std::vector<Duty> out;
  out.reserve(p.duties.size());
  for (const DutyDecl& decl : p.duties) {
    if (decl.when.op != Condition::Op::Always &&
        !holds(decl.when, {p, c, nullptr, &law, nullptr, &calendar, c.opened_on}))
      continue;
    Counting k{p, c, law, calendar, decl, 0, {}};
    if (!decl.per_round) {
      add(k, horizon, out);
      continue;
    }
    for (k.round = 1; k.round <= c.round; ++k.round) add(k, horizon, out);
  }
  // A closed case owes nothing more: what still ran is void with its last move.
  if (!c.open && !c.moves.empty())
    for (Duty& d : out)
      if (d.status == DutyStatus::Running || d.status == DutyStatus::Paused) {
        if (d.decl->done_by_elapsing) continue;
        end_with(d, c.moves.back(), DutyStatus::Void);
      }
  for (Duty& d : out)
    if (d.decl->done_by_elapsing && d.status == DutyStatus::Running && d.due && *d.due <= horizon) {
      d.status = DutyStatus::Done;
      d.ended_at = d.due;
      d.ended_on = d.due_date();
    }
  return out;
}

std::string Waking::key() const {
  return fmt::format("{}/{}/{}", step == kMove ? move.text() : duty.text(), instance, step.text());
}

DutyStep tried(const Waking& w) {
  return {w.move, w.instance, kTried, {}, {}};
}

namespace {

// Calls `use(at, duty name, instance, step, move)` for whatever happens by itself.
template <class Use>
void each_waking(const Procedure& p, const Case& c, const Law& law, const Calendar& calendar,
                 Instant horizon, Use&& use) {
  // A closed case owes nothing but what ends by its time.
  const bool owes = c.open || std::any_of(p.duties.begin(), p.duties.end(),
                                          [](const DutyDecl& d) { return d.done_by_elapsing; });
  for (const Duty& d : owes ? duties(p, c, law, calendar, horizon) : std::vector<Duty>()) {
    if (d.status != DutyStatus::Running || !d.due) continue;
    if (d.decl->remind && !stepped(c, d, kRemind))
      use(before(calendar, *d.due, *d.decl->remind), d.name, d.instance, kRemind, Symbol());
    if (d.decl->escalate_after && !stepped(c, d, kEscalate))
      use(after(calendar, *d.due, *d.decl->escalate_after), d.name, d.instance, kEscalate,
          Symbol());
  }
  const Scope scope{p, c, nullptr, &law, nullptr, &calendar, c.opened_on};
  for (const MoveDecl& move : p.moves) {
    if (!move.at) continue;
    if (std::find(move.from.begin(), move.from.end(), c.state) == move.from.end()) continue;
    const Value day = evaluate(*move.at, scope);
    if (!day.text()) continue;
    const bool was_tried = std::any_of(c.steps.begin(), c.steps.end(), [&](const DutyStep& s) {
      return s.step == kTried && s.duty == move.name && s.instance == *day.text();
    });
    if (was_tried) continue;
    // A date of validity is its last good day.
    if (const auto d = Date::parse(*day.text()))
      use(Instant::end_of(*d), Symbol(), *day.text(), kMove, move.name);
  }
  // What repeats yearly wakes with the year, so that next year's duty is seen.
  if (c.open && std::any_of(p.duties.begin(), p.duties.end(), [](const DutyDecl& d) {
        return d.repeat == DutyDecl::Repeat::Yearly;
      })) {
    const int year = horizon.date().year() + 1;
    use(Instant::start_of(*Date::of(year, 1, 1)), Symbol(), std::to_string(year), kYear, Symbol());
  }
}

}  // namespace

std::vector<Waking> wakings(const Procedure& p, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon) {
  std::vector<Waking> out;
  each_waking(p, c, law, calendar, horizon,
              [&](Instant at, Symbol duty, const std::string& instance, Symbol step, Symbol move) {
                out.push_back({at, duty, instance, step, move});
              });
  std::stable_sort(out.begin(), out.end(),
                   [](const Waking& a, const Waking& b) { return a.at < b.at; });
  return out;
}

std::optional<Instant> wake(const Procedure& p, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon) {
  std::optional<Instant> first;
  each_waking(p, c, law, calendar, horizon,
              [&](Instant at, Symbol, const std::string&, Symbol, Symbol) {
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
