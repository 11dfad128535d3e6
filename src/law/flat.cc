// Conditions as lists of questions: a rule is asked far more often than it is read.

#include "law/model.h"

namespace dengbao {
namespace {

using Op = Condition::Op;

constexpr std::size_t kMost = 4096;  // questions; a longer condition is left as it stands

bool about_a_fact(const Condition& c) {
  return c.left.kind == Expression::Kind::Fact;
}

FlatTest::Ask ask_of(const Condition& c) {
  if (!about_a_fact(c)) return FlatTest::Ask::Condition;
  if (c.op == Op::Present) return FlatTest::Ask::Present;
  if (c.op == Op::Empty) return FlatTest::Ask::Empty;
  if (c.op == Op::Equals && c.right.kind == Expression::Kind::Literal) return FlatTest::Ask::Equals;
  return FlatTest::Ask::Condition;
}

// Writes the questions of `c` behind those that stand in `out` already: the answer leads to `so` or
// to `otherwise`. Answers where the first of them stands. From the last to the first, so that each
// knows where those after it begin.
std::uint16_t write(const Condition& c, std::uint16_t so, std::uint16_t otherwise,
                    FlatCondition& out) {
  switch (c.op) {
    case Op::Always:
      return so;
    case Op::Not:
      return write(c.children.front(), otherwise, so, out);
    case Op::All:
    case Op::Any: {
      const bool all = c.op == Op::All;
      std::uint16_t next = all ? so : otherwise;
      for (auto child = c.children.rbegin(); child != c.children.rend(); ++child)
        next = all ? write(*child, next, otherwise, out) : write(*child, so, next, out);
      return next;
    }
    default:
      break;
  }
  out.push_back({ask_of(c), about_a_fact(c) && !c.left.path.empty(), so, otherwise,
                 about_a_fact(c) ? c.left.name : Symbol(), &c});
  return static_cast<std::uint16_t>(out.size() - 1);
}

std::size_t questions(const Condition& c) {
  std::size_t n = 1;
  for (const Condition& child : c.children) n += questions(child);
  return n;
}

}  // namespace

void flatten(Condition& c) {
  if (c.op == Op::Always || questions(c) > kMost) return;
  FlatCondition backwards;
  const std::uint16_t first = write(c, FlatTest::kHolds, FlatTest::kFails, backwards);
  // No question at all: the answer is the same always, and found without a list.
  if (backwards.empty()) return;
  const auto last = static_cast<std::uint16_t>(backwards.size() - 1);
  const auto turned = [&](std::uint16_t at) {
    return at >= FlatTest::kFails ? at : static_cast<std::uint16_t>(last - at);
  };
  FlatCondition flat(backwards.rbegin(), backwards.rend());
  for (FlatTest& test : flat) {
    test.if_so = turned(test.if_so);
    test.if_not = turned(test.if_not);
  }
  if (turned(first) != 0) return;
  c.flat.set(std::move(flat));
}

namespace {

void flatten_all(Amount& a) {
  for (auto& [when, amount] : a.choices) {
    flatten(when);
    flatten_all(amount);
  }
}

void flatten_all(std::vector<Assignment>& sets) {
  for (Assignment& a : sets) flatten(a.when);
}

void flatten_all(MoveDecl& m) {
  for (Guard& g : m.guards) flatten(g.when);
  for (Issue& i : m.issues) flatten(i.when);
  for (Target& t : m.to) flatten(t.when);
  flatten_all(m.sets);
  for (EffectDecl& e : m.then) {
    flatten(e.when);
    flatten_all(e.sets);
  }
}

}  // namespace

void Procedure::flatten() {
  for (RoleDecl& r : roles)
    for (auto& [when, parties] : r.find.choices) dengbao::flatten(when);
  for (CheckDecl& c : checks) dengbao::flatten(c.fails_when);
  for (FactDecl& f : facts) dengbao::flatten(f.seen_after);
  for (MoveDecl& m : moves) flatten_all(m);
  for (DutyDecl& d : duties) {
    dengbao::flatten(d.when);
    flatten_all(d.within);
  }
  flatten_all(at_open);
}

}  // namespace dengbao
