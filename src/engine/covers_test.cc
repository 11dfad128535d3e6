#include "engine/covers.h"

#include <gtest/gtest.h>

namespace dengbao {
namespace {

Value span_of(const char* from, const char* to) {
  const auto at = [](const char* time) {
    return Value("2026-05-06T" + std::string(time) + ":00+08:00");
  };
  return Value::record({{"from", at(from)}, {"to", at(to)}});
}

Value shift(const char* person, const char* from, const char* to) {
  const Value window = span_of(from, to);
  return Value::record(
      {{"person", Value(person)}, {"from", *window.member("from")}, {"to", *window.member("to")}});
}

constexpr std::int64_t kMinute = 60'000;

struct Row {
  const char* what;
  std::vector<Value> shifts;
  std::int64_t people, handover;
  bool covered;
};

TEST(RosterCovers, NoGapsEnoughPersonsAndHandovers) {
  const Row rows[] = {
      {"one shift over all of it", {shift("a", "08:00", "20:00")}, 1, 0, true},
      {"shifts that touch",
       {shift("a", "08:00", "12:00"), shift("b", "12:00", "20:00")},
       1,
       0,
       true},
      {"a minute nobody is there",
       {shift("a", "08:00", "12:00"), shift("b", "12:01", "20:00")},
       1,
       0,
       false},
      {"it begins too late", {shift("a", "08:01", "20:00")}, 1, 0, false},
      {"it ends too early", {shift("a", "08:00", "19:59")}, 1, 0, false},
      {"longer than the window", {shift("a", "07:00", "21:00")}, 1, 0, true},
      {"two are asked, two are there",
       {shift("a", "08:00", "20:00"), shift("b", "08:00", "20:00")},
       2,
       0,
       true},
      {"one person twice is one person",
       {shift("a", "08:00", "20:00"), shift("a", "08:00", "20:00")},
       2,
       0,
       false},
      {"touching is no handover",
       {shift("a", "08:00", "12:00"), shift("b", "12:00", "20:00")},
       1,
       15 * kMinute,
       false},
      {"an overlap is",
       {shift("a", "08:00", "12:15"), shift("b", "12:00", "20:00")},
       1,
       15 * kMinute,
       true},
      {"an overlap too short is not",
       {shift("a", "08:00", "12:14"), shift("b", "12:00", "20:00")},
       1,
       15 * kMinute,
       false},
      {"a shift that ends before it begins", {shift("a", "20:00", "08:00")}, 1, 0, false},
      {"nobody", {}, 1, 0, false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(
        roster_covers(Value::list(row.shifts), span_of("08:00", "20:00"), row.people, row.handover),
        row.covered)
        << row.what;
}

TEST(RosterCovers, AWindowThatIsNoneIsNotCovered) {
  const Value roster = Value::list({shift("a", "08:00", "20:00")});
  EXPECT_FALSE(roster_covers(roster, span_of("12:00", "12:00"), 1, 0));
  EXPECT_FALSE(roster_covers(roster, Value(), 1, 0));
}

}  // namespace
}  // namespace dengbao
