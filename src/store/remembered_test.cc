#include "store/remembered.h"

#include <gtest/gtest.h>

#include <array>

namespace dengbao::store {
namespace {

// Answers 1, 2, 3 … so that it is seen who asked.
struct Asked {
  int times = 0;
  Ask ask() {
    return [this](std::string_view, Values, const RowTaker& take) -> Status {
      struct One final : Row {
        explicit One(int number) : number_(number) {}
        bool null(int) const override { return false; }
        std::int64_t integer(int) const override { return number_; }
        std::string_view raw(int) const override { return "x"; }
        int number_;
      };
      take(One(++times));
      return {};
    };
  }
};

std::int64_t number(const Counting& counting, std::string_view sql, Values values = {}) {
  return counting.number(std::string(sql), values).value_or(-1);
}

TEST(RememberedNumbers, AreAskedOnceInAState) {
  RememberedNumbers remembered;
  Asked database;
  const Counting first(database.ask(), &remembered, "7"), second(database.ask(), &remembered, "7");
  EXPECT_EQ(number(first, "a"), 1);
  EXPECT_EQ(number(second, "a"), 1);
  EXPECT_EQ(number(second, "b"), 2);
  const auto groups = second.tally("c", {}, 2);
  ASSERT_TRUE(groups.has_value());
  EXPECT_EQ(groups->front().values, (std::vector<std::string>{"x", "x"}));
  EXPECT_EQ(first.tally("c", {}, 2)->front().count, 3);
}

TEST(RememberedNumbers, AreAskedAnewInAnotherState) {
  RememberedNumbers remembered;
  Asked database;
  const Counting before(database.ask(), &remembered, "7"), after(database.ask(), &remembered, "8");
  EXPECT_EQ(number(before, "a"), 1);
  EXPECT_EQ(number(after, "a"), 2);
  EXPECT_EQ(number(after, "a"), 2);
  EXPECT_EQ(number(before, "a"), 3) << "who still reads the former state is not told of the new";
}

TEST(RememberedNumbers, AreThoseOfTheSameValuesOnly) {
  RememberedNumbers remembered;
  Asked database;
  const Counting counting(database.ask(), &remembered, "7");
  const std::string_view a = "a", one = "1";
  const std::array<Value, 2> split{Value(a), Value(std::string_view("a1"))};
  const std::array<Value, 2> other{Value(std::string_view("aa")), Value(one)};
  const std::array<Value, 1> text{Value(one)}, integer{Value(1)}, none{Value()};
  std::int64_t next = 0;
  for (const Values values :
       {Values(split), Values(other), Values(text), Values(integer), Values(none), Values()})
    EXPECT_EQ(number(counting, "q", values), ++next);
}

TEST(RememberedNumbers, OfAWorkAreNeverRemembered) {
  Asked database;
  const Counting counting(database.ask(), nullptr, "");
  EXPECT_EQ(number(counting, "a"), 1);
  EXPECT_EQ(number(counting, "a"), 2);
}

}  // namespace
}  // namespace dengbao::store
