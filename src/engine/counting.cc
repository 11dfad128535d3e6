#include "engine/counting.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/evaluate.h"

namespace dengbao::counting {
namespace {

// The latest one; `also` may ask for more than the name and the round.
template <class M, class Also>
const M* latest(const std::vector<M>& marks, Symbol what, std::int32_t round, const Also& also) {
  for (auto m = marks.rbegin(); m != marks.rend(); ++m)
    if (m->what == what && (!round || m->round == round) && also(*m)) return &*m;
  return nullptr;
}
const auto kAny = [](const FactMark&) { return true; };

std::optional<Start> fact_value_start(const Counting& k, Symbol fact) {
  const Value& v = k.c.value(fact);
  if (!v.text()) return std::nullopt;
  if (const auto day = Date::maybe(*v.text())) return Start{*day, Instant::start_of(*day)};
  if (const auto at = Instant::parse(*v.text())) return Start{at->date(), *at, true};
  return std::nullopt;
}

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
  if (const auto span = Span::maybe(text)) {
    if (span->unit == Span::Unit::Millis)
      return Due{start.at.plus_millis(span->count), false, text};
    return days_due(k, start.on, *span, text);
  }
  if (const auto day = Date::maybe(text)) return Due{Instant::end_of(*day), false, text};
  if (text.size() == 5 && text[2] == '-') {
    for (int year = start.on.year();; ++year) {
      const auto day = Date::maybe(fmt::format("{:04}-{}", year, text));
      if (!day) return std::nullopt;
      if (*day > start.on) return Due{Instant::end_of(*day), false, day->iso()};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Start> start_of(const Moment& m, const Counting& k) {
  switch (m.kind) {
    case Moment::Kind::Opened:
      return Start{k.c.opened_on, k.c.opened_at};
    case Moment::Kind::Move: {
      const Mark* mark = latest(k.c.moves, m.name, k.round, kAny);
      if (!mark) return std::nullopt;
      return Start{mark->on, mark->at};
    }
    case Moment::Kind::Fact: {
      const FactMark* mark = latest(k.c.fact_marks, m.name, k.round, kAny);
      if (!mark) return std::nullopt;
      return Start{mark->on, mark->at};
    }
    case Moment::Kind::FactValue:
      return fact_value_start(k, m.name);
    case Moment::Kind::Receipt: {
      const Mark* mark = latest(k.c.moves, m.name, k.round,
                                [&](const Mark& at) { return !k.party || at.party == *k.party; });
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

std::optional<Start> counted_from(const Counting& k) {
  auto start = start_of(k.decl.starts, k);
  if (!start || k.decl.recount != DutyDecl::Recount::FromChange) return start;
  const FactMark* began = latest(k.c.fact_marks, began_mark(k.decl.name), k.round, kAny);
  if (began && began->at > start->at) start = Start{began->on, began->at};
  return start;
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
          if (const auto d = Date::maybe(std::string_view(*of.text()).substr(0, 10))) day = *d;
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
    if (k.party && m.party != *k.party) continue;
    if (m.at < from) continue;
    if (!first || m.at < first->at) first = &m;
  }
  return first;
}

}  // namespace dengbao::counting
