#include "engine/instances.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/evaluate.h"

namespace dengbao::counting {
namespace {

const Symbol kKeepDue("keep_due");

// What is asked, and where the answers go.
struct Search {
  Instant horizon;
  Sought sought;
  std::vector<Instance>& out;
};

const std::string* first(const std::vector<std::string>& parties) {
  return parties.empty() ? nullptr : &parties.front();
}

// Moves a due date by the working days (or days) that stood still between pause and resumption.
void pause(const Counting& k, const Start& start, Instance& d) {
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
void keep_told(const Case& c, Instance& d) {
  if (!d.due) return;
  for (const DutyStep& s : c.steps)
    if (s.step == kKeepDue && s.due && s.duty == d.decl->name && d.called(s.instance))
      d.due = std::max(*d.due, Instant::end_of(*s.due));
}

void end_with(Instance& d, const Mark& mark, DutyStatus status) {
  d.status = status;
  d.ended_on = mark.on;
  d.ended_at = mark.at;
}

// Counts `d` from `start`; `from` is the first moment at which a move of it counts.
void run(const Counting& k, Instance d, const Start& start, const Start& counted_over,
         const Search& search) {
  d.decl = &k.decl;
  d.starts = start.on;
  // A clock of the moment itself ends at once only by a later move; day clocks by any in the round.
  const Instant from = k.round ? Instant() : start.at;
  const Mark* done = first_of(k.decl.done_by, k, from);
  const Mark* voided = first_of(k.decl.void_by, k, from);
  if (done && (!voided || done->at <= voided->at))
    end_with(d, *done, DutyStatus::Done);
  else if (voided)
    end_with(d, *voided, DutyStatus::Void);
  const bool ended = d.status != DutyStatus::Running;
  if (!ended || search.sought == Sought::All)
    if (auto due = due_of(k.decl.within, k, counted_over)) {
      d.due = due->at;
      d.provisional = due->provisional;
      d.budget = std::move(due->budget);
    }
  if (!ended) pause(k, start, d);
  keep_told(k.c, d);
  search.out.push_back(std::move(d));
}

void add_each(Counting k, Instance d, const Search& search) {
  const auto& owners = k.c.parties(k.decl.owner);
  const auto& recipients = k.c.parties(k.decl.recipient);
  const auto& parties = k.decl.each_owner ? owners : recipients;
  for (std::size_t i = 0; i < parties.size(); ++i) {
    d.party = k.party = &parties[i];
    const auto start = counted_from(k);
    if (!start) continue;
    d.owner = k.decl.each_owner ? k.party : first(owners);
    d.recipient = k.decl.each_owner ? nullptr : k.party;
    if (k.decl.recipient_above) {
      d.recipient = i < recipients.size() ? &recipients[i] : k.party;
      if (*d.recipient == *k.party) continue;  // nobody stands above
    }
    run(k, d, *start, *start, search);
  }
}

void add_once(const Counting& k, const Search& search) {
  Instance d;
  d.number = k.round ? k.round : 1;
  if (k.decl.each_recipient || k.decl.each_owner) return add_each(k, d, search);
  const auto start = counted_from(k);
  if (!start) return;
  d.owner = first(k.c.parties(k.decl.owner));
  d.recipient = first(k.c.parties(k.decl.recipient));
  run(k, d, *start, *start, search);
}

// Each calendar year after the start, by a day of the year ("04-30") [source-000 S0-18].
void add_yearly(const Counting& k, const Search& search) {
  const auto start = start_of(k.decl.starts, k);
  if (!start) return;
  Instance d;
  d.owner = first(k.c.parties(k.decl.owner));
  d.recipient = first(k.c.parties(k.decl.recipient));
  Instant from = start->at;
  for (d.number = start->on.year() + 1; d.number <= search.horizon.date().year(); ++d.number) {
    const Date first_day = *Date::of(d.number, 1, 1);
    run(k, d, {first_day, from}, {first_day.plus_days(-1), Instant::start_of(first_day)}, search);
    const Instance& made = search.out.back();
    if (made.status == DutyStatus::Running) break;
    // One report answers one year: later years look for a later one.
    if (made.ended_at) from = made.ended_at->plus_millis(1);
  }
}

// Counted anew from each completion: the n-th instance starts with the (n-1)-th done.
void add_cycle(const Counting& k, const Search& search) {
  constexpr std::int32_t kMostTurns = 200;
  auto start = start_of(k.decl.starts, k);
  if (!start) return;
  Instance d;
  d.owner = first(k.c.parties(k.decl.owner));
  d.recipient = first(k.c.parties(k.decl.recipient));
  for (d.number = 1; d.number < kMostTurns; ++d.number) {
    const Start counted{start->on, d.number == 1 ? start->at : start->at.plus_millis(1)};
    run(k, d, counted, *start, search);
    const Instance& made = search.out.back();
    if (made.status != DutyStatus::Done) return;
    start = Start{*made.ended_on, *made.ended_at};
  }
}

void add(const Counting& k, const Search& search) {
  switch (k.decl.repeat) {
    case DutyDecl::Repeat::Once:
      return add_once(k, search);
    case DutyDecl::Repeat::Yearly:
      return add_yearly(k, search);
    case DutyDecl::Repeat::Cycle:
      return add_cycle(k, search);
  }
}

// What the end of the case and the passing of time make of an instance.
void conclude(const Case& c, Instant horizon, Instance& d) {
  if (d.decl->done_by_elapsing) {
    if (d.status != DutyStatus::Running || !d.due || *d.due > horizon) return;
    d.status = DutyStatus::Done;
    d.ended_at = d.due;
    d.ended_on = d.due_date();
  } else if (!c.open && !c.moves.empty() &&
             (d.status == DutyStatus::Running || d.status == DutyStatus::Paused)) {
    // A closed case owes nothing more: what still ran is void with its last move.
    end_with(d, c.moves.back(), DutyStatus::Void);
  }
}

}  // namespace

std::string Instance::name() const {
  if (!party) return std::to_string(number);
  return number == 1 ? *party : fmt::format("{}/{}", number, *party);
}

bool Instance::called(std::string_view name) const {
  char digits[16];
  const char* end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const std::string_view shown(digits, static_cast<std::size_t>(end - digits));
  if (!party) return name == shown;
  if (number == 1) return name == *party;
  return name.size() == shown.size() + 1 + party->size() && name.starts_with(shown) &&
         name[shown.size()] == '/' && name.ends_with(*party);
}

std::optional<Date> Instance::due_date() const {
  if (!due) return std::nullopt;
  return due->plus_millis(-1).date();
}

void instances_of(const DutyDecl& decl, const Procedure& p, const Case& c, const Law& law,
                  const Calendar& calendar, Instant horizon, Sought sought,
                  std::vector<Instance>& out) {
  if (decl.when.op != Condition::Op::Always &&
      !holds(decl.when, {p, c, nullptr, &law, nullptr, &calendar, c.opened_on}))
    return;
  const std::size_t first_new = out.size();
  const Search search{horizon, sought, out};
  Counting k{p, c, law, calendar, decl, 0};
  if (decl.per_round)
    for (k.round = 1; k.round <= c.round; ++k.round) add(k, search);
  else
    add(k, search);
  for (std::size_t i = first_new; i < out.size(); ++i) conclude(c, horizon, out[i]);
}

std::vector<Instance> instances(const Procedure& p, const Case& c, const Law& law,
                                const Calendar& calendar, Instant horizon) {
  std::vector<Instance> out;
  out.reserve(p.duties.size());
  for (const DutyDecl& decl : p.duties)
    instances_of(decl, p, c, law, calendar, horizon, Sought::All, out);
  return out;
}

}  // namespace dengbao::counting
