#include "engine/evaluate.h"

#include <algorithm>
#include <utility>

#include "engine/covers.h"

namespace dengbao {
namespace {

using EK = Expression::Kind;
using Op = Condition::Op;

const Value kNone;

// Half of the engine's time is spent asking for facts: what leads there stands in one piece.
[[gnu::always_inline]] inline const Value& fact_value(Symbol name, const Scope& s) {
  if (s.given && s.perhaps_given.may_hold(name))
    for (const FactChange& change : *s.given)
      if (change.fact == name) return change.value;
  return s.the_case.value(name);
}

[[gnu::noinline]] const Value& below(const Value& value, const std::vector<std::string>& path) {
  const Value* v = &value;
  for (const std::string& member : path) {
    v = v->member(member);
    if (!v) return kNone;
  }
  return *v;
}

[[gnu::always_inline]] inline const Value& at_path(const Expression& e, const Scope& s) {
  const Value& v = fact_value(e.name, s);
  return e.path.empty() ? v : below(v, e.path);
}

// The chosen one of several dates (ISO texts order as dates do) or integers; none if any is
// missing.
Value extreme(const Expression& e, const Scope& s) {
  Value best;
  for (const Expression& child : e.children) {
    Value v = evaluate(child, s);
    if (v.none()) return {};
    if (best.none()) {
      best = std::move(v);
      continue;
    }
    bool greater = false;
    if (const auto *a = v.integer(), *b = best.integer(); a && b)
      greater = *a > *b;
    else if (const auto* x = v.text(), *y = best.text(); x && y)
      greater = *x > *y;
    if (greater == (e.kind != EK::Earliest)) best = std::move(v);
  }
  return best;
}

Value call(const Expression& e, const Scope& s) {
  if (!s.functions || !s.law) return {};
  const auto it = s.functions->find(e.name.text());
  if (it == s.functions->end()) return {};
  std::vector<Value> arguments;
  for (const std::string& name : it->second.arguments) {
    const auto key = std::find(e.keys.begin(), e.keys.end(), name);
    arguments.push_back(
        key == e.keys.end()
            ? Value()
            : evaluate(e.children[static_cast<std::size_t>(key - e.keys.begin())], s));
  }
  return it->second.run(arguments, *s.law, s.on).value_or(Value());
}

const Value& parameter(Symbol name, const Scope& s) {
  const Parameter* p = s.law ? s.law->parameter(name) : nullptr;
  const DatedValue* v = p ? p->at(s.on) : nullptr;
  return v ? v->value : kNone;
}

[[gnu::always_inline]] inline const Value* at_hand(const Expression& e, const Scope& s) {
  if (e.kind == EK::Fact) return &at_path(e, s);
  if (e.kind == EK::Literal || e.kind == EK::None) return &e.literal;
  if (e.kind == EK::Parameter) return &parameter(e.name, s);
  return nullptr;
}

// The value where it stands, or made into `made`.
const Value& valued(const Expression& e, const Scope& s, Value& made) {
  if (const Value* there = at_hand(e, s)) return *there;
  return made = evaluate(e, s);
}

Value lookup(const Expression& e, const Scope& s) {
  Value made;
  const Value* table = &valued(e.children[0], s, made);
  for (std::size_t i = 1; i < e.children.size(); ++i) {
    table = table->member(evaluate(e.children[i], s).show());
    if (!table) return {};
  }
  return *table;
}

Value date_plus(const Expression& e, const Scope& s) {
  Value from_made, span_made;
  const Value& from = valued(e.children[0], s, from_made);
  const Value& span = valued(e.children[1], s, span_made);
  if (!from.text() || !span.text()) return {};
  const auto day = Date::maybe(std::string_view(*from.text()).substr(0, 10));
  const auto by = Span::maybe(*span.text());
  if (!day || !by) return {};
  const int n = static_cast<int>(by->count);
  switch (by->unit) {
    case Span::Unit::Days:
      return Value(day->plus_days(n).iso());
    case Span::Unit::Months:
      return Value(day->plus_months(n).iso());
    case Span::Unit::WorkingDays:
      return s.calendar ? Value(s.calendar->add_working_days(*day, n).due.iso()) : Value();
    case Span::Unit::Millis:
      return {};
  }
  return {};
}

// Compares for order: integers by size, codes by their place in the list, texts (dates) by letters.
int order(const Value& a, const Value& b) {
  if (const auto *x = a.integer(), *y = b.integer(); x && y) return *x < *y ? -1 : *x > *y;
  if (const auto *x = a.text(), *y = b.text(); x && y) return x->compare(*y);
  return 0;
}

// Codes of an ordered list by their place in it; a code outside it compares with nothing.
bool in_order(const Condition& c, const Value& left, const Value& right) {
  const auto place = [&](const Value& v) {
    return v.text() ? std::find(c.order.begin(), c.order.end(), *v.text()) : c.order.end();
  };
  const auto a = place(left), b = place(right);
  if (a == c.order.end() || b == c.order.end()) return false;
  switch (c.op) {
    case Op::AtLeast:
      return a >= b;
    case Op::AtMost:
      return a <= b;
    case Op::Before:
      return a < b;
    case Op::After:
      return a > b;
    default:
      return false;
  }
}

bool sum_equals(const Condition& c, const Scope& s) {
  Value list_made, want_made;
  const Value& list = valued(c.left, s, list_made);
  const Value& want = valued(c.right, s, want_made);
  std::int64_t sum = 0;
  if (const auto* items = list.compound())
    for (const Value& item : items->items)
      if (const Value* m = item.member(c.member); m && m->integer()) sum += *m->integer();
  return want.integer() && *want.integer() == sum;
}

bool in_relation(const Condition& c, const Value& left, const Value& right) {
  if (c.op == Op::Equals) return left == right;
  if (left.none() || right.none()) return false;
  if (!c.order.empty()) return in_order(c, left, right);
  switch (c.op) {
    case Op::AtLeast:
      return order(left, right) >= 0;
    case Op::AtMost:
      return order(left, right) <= 0;
    case Op::Before:
      return order(left, right) < 0;
    case Op::After:
      return order(left, right) > 0;
    default:
      return false;
  }
}

[[gnu::always_inline]] inline bool compares(const Condition& c, const Value& left, const Scope& s) {
  if (c.op == Op::Present) return !left.empty();
  if (c.op == Op::Empty) return left.empty();
  if (c.op == Op::In) return std::find(c.choices.begin(), c.choices.end(), left) != c.choices.end();
  if (const Value* right = at_hand(c.right, s)) return in_relation(c, left, *right);
  return in_relation(c, left, evaluate(c.right, s));
}

bool compares(const Condition& c, const Scope& s) {
  if (const Value* left = at_hand(c.left, s)) return compares(c, *left, s);
  return compares(c, evaluate(c.left, s), s);
}

// Whether the move has been done, in this round, by or for every party of a role; the move being
// decided counts.
bool done_for_each(const Condition& c, const Scope& s) {
  const Case& k = s.the_case;
  if (s.memo) s.memo->asked_the_move = true;
  const auto& parties = k.parties(c.right.name);
  return !parties.empty() && std::all_of(parties.begin(), parties.end(), [&](const auto& party) {
    return (s.doing == c.left.name && s.doing_for == party) ||
           std::any_of(k.moves.begin(), k.moves.end(), [&](const Mark& m) {
             return m.what == c.left.name && m.round == k.round && m.party == party;
           });
  });
}

bool fails(const CheckDecl& check, const Scope& s) {
  const auto at = static_cast<std::size_t>(&check - s.procedure.checks.data());
  if (!s.memo || at >= CheckMemo::kMost) return holds(check.fails_when, s);
  CheckMemo& memo = *s.memo;
  const std::uint64_t bit = std::uint64_t{1} << at;
  if (memo.known & bit) return memo.failing & bit;
  const bool before = std::exchange(memo.asked_the_move, false);
  const bool failing = holds(check.fails_when, s);
  if (!memo.asked_the_move) {
    memo.known |= bit;
    if (failing) memo.failing |= bit;
  }
  memo.asked_the_move |= before;
  return failing;
}

}  // namespace

const Value* peek(const Expression& e, const Scope& s) {
  return at_hand(e, s);
}

Value evaluate(const Expression& e, const Scope& s) {
  switch (e.kind) {
    case EK::None:
      return {};
    case EK::Literal:
      return e.literal;
    case EK::Fact:
      return at_path(e, s);
    case EK::Today:
      return Value(s.on.iso());
    case EK::Add: {
      const Value v = evaluate(e.children[0], s);
      const std::int64_t by = *e.literal.integer();
      return Value((v.integer() ? *v.integer() : 0) + by);
    }
    case EK::DatePlus:
      return date_plus(e, s);
    case EK::Latest:
    case EK::Earliest:
    case EK::Greatest:
      return extreme(e, s);
    case EK::Parameter:
      return parameter(e.name, s);
    case EK::Call:
      return call(e, s);
    case EK::FailedChecks:
      return failed_checks(s);
    case EK::PartyOf: {
      const auto& parties = s.the_case.parties(e.name);
      return parties.empty() ? Value() : Value(parties.front());
    }
    case EK::Subject:
      return Value(s.the_case.subject);
    case EK::OwnCase:
      return Value(s.the_case.id);
    case EK::Record: {
      std::vector<std::pair<std::string, Value>> members;
      for (std::size_t i = 0; i < e.children.size(); ++i)
        members.emplace_back(e.keys[i], evaluate(e.children[i], s));
      return Value::record(std::move(members));
    }
    case EK::Lookup:
      return lookup(e, s);
    case EK::FirstOf:
      for (const Expression& child : e.children)
        if (Value v = evaluate(child, s); !v.none()) return v;
      return {};
    case EK::WorkingDays: {
      const Value from = evaluate(e.children[0], s), to = evaluate(e.children[1], s);
      if (!from.text() || !to.text() || !s.calendar) return {};
      const auto a = Date::maybe(*from.text()), b = Date::maybe(*to.text());
      if (!a || !b) return {};
      return Value(std::int64_t{s.calendar->working_days_between(*a, *b)});
    }
  }
  return {};
}

namespace {

bool as_it_stands(const Condition& c, const Scope& s) {
  switch (c.op) {
    case Op::Always:
      return true;
    case Op::All:
      for (const Condition& child : c.children)
        if (!holds(child, s)) return false;
      return true;
    case Op::Any:
      for (const Condition& child : c.children)
        if (holds(child, s)) return true;
      return false;
    case Op::Not:
      return !holds(c.children.front(), s);
    case Op::Count: {
      Value made;
      const Value& list = valued(c.left, s, made);
      const auto* items = list.compound();
      return items && static_cast<std::int64_t>(items->items.size()) >= *c.right.literal.integer();
    }
    case Op::Sum:
      return sum_equals(c, s);
    case Op::CheckFails: {
      for (const CheckDecl& check : s.procedure.checks)
        if ((c.left.name.empty() || check.name == c.left.name) && fails(check, s)) return true;
      return false;
    }
    case Op::DoneForEach:
      return done_for_each(c, s);
    case Op::Covers:
      return roster_covers(evaluate(c.left, s), evaluate(c.right, s), c.people, c.handover_millis);
    default:
      return compares(c, s);
  }
}

// The same, question by question.
bool one_by_one(const FlatCondition& flat, const Scope& s) {
  std::uint16_t at = 0;
  while (at < FlatTest::kFails) {
    const FlatTest& test = flat[at];
    bool so = false;
    if (test.ask == FlatTest::Ask::Condition) {
      so = as_it_stands(*test.condition, s);
    } else {
      const Value* v = &fact_value(test.fact, s);
      if (test.in_record) v = &below(*v, test.condition->left.path);
      if (test.ask == FlatTest::Ask::Equals)
        so = *v == test.condition->right.literal;
      else
        so = v->empty() == (test.ask == FlatTest::Ask::Empty);
    }
    at = so ? test.if_so : test.if_not;
  }
  return at == FlatTest::kHolds;
}

}  // namespace

bool holds(const Condition& c, const Scope& s) {
  if (c.op == Op::Always) return true;
  return c.flat ? one_by_one(*c.flat, s) : as_it_stands(c, s);
}

NameBits names_of(const std::vector<FactChange>& given) {
  NameBits names;
  for (const FactChange& change : given) names.add(change.fact);
  return names;
}

std::vector<const CheckDecl*> failing(const Scope& s) {
  std::vector<const CheckDecl*> out;
  for (const CheckDecl& check : s.procedure.checks)
    if (fails(check, s)) out.push_back(&check);
  return out;
}

Value failed_checks(const Scope& s) {
  std::vector<Value> items;
  for (const CheckDecl* check : failing(s)) {
    std::string clauses;
    for (const std::string& cite : check->cites) clauses += (clauses.empty() ? "" : "；") + cite;
    items.push_back(Value::record({{"item", Value(check->field)},
                                   {"clause", Value(clauses)},
                                   {"text", Value(check->say.zh)}}));
  }
  return Value::list(std::move(items));
}

}  // namespace dengbao
