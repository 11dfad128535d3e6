// A condition asked question by question answers as it does where it stands, and facts are found
// as by looking through all of them.

#include <gtest/gtest.h>

#include <array>

#include "base/ids.h"
#include "engine/evaluate.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_.next() % n; }

 private:
  SeededRandomness random_;
};

Symbol name(std::size_t n) {
  return Symbol("flat_fact_" + std::to_string(n));
}

Condition leaf(Chance& chance) {
  using Op = Condition::Op;
  Condition c;
  c.op = std::array{Op::Present, Op::Empty, Op::Equals, Op::In, Op::AtLeast}[chance.below(5)];
  c.left.kind = Expression::Kind::Fact;
  c.left.name = name(chance.below(6));
  if (chance.below(4) == 0) c.left.path = {"m"};
  c.right.kind = Expression::Kind::Literal;
  c.right.literal = Value(static_cast<std::int64_t>(chance.below(3)));
  c.choices = {Value(1), Value(2)};
  if (chance.below(6) == 0) c.op = Op::Always;
  return c;
}

Condition random_condition(Chance& chance, int depth) {
  using Op = Condition::Op;
  if (depth == 0 || chance.below(3) == 0) return leaf(chance);
  Condition c;
  c.op = std::array{Op::All, Op::Any, Op::Not}[chance.below(3)];
  const std::size_t n = c.op == Op::Not ? 1 : chance.below(4);
  for (std::size_t i = 0; i < n; ++i) c.children.push_back(random_condition(chance, depth - 1));
  return c;
}

Case random_case(Chance& chance) {
  Case c;
  CaseEvent e;
  e.version = 1;
  for (std::size_t n = 0; n < 6; ++n) {
    Value v;
    switch (chance.below(4)) {
      case 0:
        v = Value(static_cast<std::int64_t>(chance.below(3)));
        break;
      case 1:
        v = Value::record({{"m", Value(static_cast<std::int64_t>(chance.below(3)))}});
        break;
      case 2:
        v = Value("");
        break;
      default:
        break;
    }
    e.sets.push_back({name(n), v, false});
  }
  apply(c, e);
  return c;
}

TEST(Flat, AnswersAsTheConditionItself) {
  Chance chance(7);
  const Procedure procedure;
  int flat = 0, held = 0;
  for (int i = 0; i < 4000; ++i) {
    Condition asked = random_condition(chance, 4);
    const Condition plain = asked;
    flatten(asked);
    EXPECT_FALSE(plain.flat);
    flat += static_cast<bool>(asked.flat);
    for (int k = 0; k < 4; ++k) {
      const Case c = random_case(chance);
      const Scope scope{procedure, c, nullptr, nullptr, nullptr, nullptr, Date()};
      EXPECT_EQ(holds(asked, scope), holds(plain, scope)) << i;
      held += holds(plain, scope);
    }
  }
  EXPECT_GT(flat, 1000);
  EXPECT_GT(held, 2000);
}

TEST(Flat, WhatIsCopiedOrMovedStartsWithout) {
  Chance chance(1);
  Condition c = leaf(chance);
  c.op = Condition::Op::Present;
  flatten(c);
  ASSERT_TRUE(c.flat);
  const Condition copy = c;
  EXPECT_FALSE(copy.flat);
  const Condition moved = std::move(c);
  EXPECT_FALSE(moved.flat);
  Law law = *test::law_of(test::real_files(), "cn-bj-egov-2007");
  EXPECT_FALSE(law.procedures.at("filing").shortcuts);
  law.index();
  EXPECT_TRUE(law.procedures.at("filing").shortcuts);
  const Law elsewhere = std::move(law);
  EXPECT_TRUE(elsewhere.procedures.at("filing").shortcuts);
}

// Names made one after the other have homes side by side; every 24th of them meets others there.
std::vector<Symbol> crowded(std::size_t n) {
  std::vector<Symbol> out;
  for (std::size_t i = 0; i < n * 24; ++i) {
    const Symbol made("crowded_" + std::to_string(i));
    if (i % 24 == 0) out.push_back(made);
  }
  return out;
}

// Up to more facts than there are places for.
TEST(FactPlaces, FindWhatLookingThroughAllFinds) {
  const std::vector<Symbol> all = crowded(200);
  for (const std::size_t names : {3u, 40u, 112u, 118u, 200u}) {
    SCOPED_TRACE(names);
    Chance chance(names);
    Case c;
    for (std::int64_t version = 1; version < 400; ++version) {
      CaseEvent e;
      e.version = version;
      for (int i = 0; i < 4; ++i)
        e.sets.push_back(
            {all[chance.below(names)], chance.below(3) ? Value(version) : Value(), false});
      apply(c, e);
      for (std::size_t n = 0; n < names; ++n)
        ASSERT_EQ(c.fact(all[n]), c.searched(all[n])) << version << " " << n;
    }
  }
}

}  // namespace
}  // namespace dengbao
