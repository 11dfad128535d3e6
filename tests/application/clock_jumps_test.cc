// The machine's clock jumps under a running installation: an hour back, a year ahead. Nothing is
// recorded before the newest entry, nothing at an instant that cannot be believed, and what fell
// due meanwhile is caught up with once somebody says that the clock is right.

#include "application/town.h"

namespace dengbao {
namespace {

constexpr std::int64_t kSecond = 1'000, kHour = 3'600'000, kDay = 24 * kHour;

class SetClock final : public MachineClock {
 public:
  Instant now() const override { return Instant::from_millis(wall); }
  std::int64_t running_millis() const override { return running; }
  void pass(std::int64_t millis) { wall += millis, running += millis; }
  void jump(std::int64_t millis) { wall += millis; }

  std::int64_t wall = Instant::parse("2026-03-02T01:00:00Z")->millis();
  std::int64_t running = 5 * kHour;
};

class ClockJumps : public Town {
 protected:
  ClockJumps() {
    init();
    open(&clock_);
    settle();
    clock_.pass(kHour);
  }
  std::string writes() {
    return outcome("org new", {{"name", "another"}, {"kind", "other"}, {"place", "990000"}});
  }
  std::size_t size() { return events().size(); }
  void expect_in_order() {
    const auto all = events();
    for (std::size_t i = 1; i < all.size(); ++i)
      EXPECT_GE(all[i].at, all[i - 1].at) << "entry " << i;
    EXPECT_TRUE(log_is_sound());
  }

  SetClock clock_;
};

TEST_F(ClockJumps, AnHourBackStopsWritingAndNothingElse) {
  ASSERT_EQ(writes(), "ok");
  const std::size_t before = size();
  clock_.pass(kSecond);
  clock_.jump(-kHour);
  EXPECT_EQ(writes(), "app.clock_jumped");
  EXPECT_EQ(outcome("tick", {}), "app.clock_jumped");
  EXPECT_EQ(outcome("org list", {}), "ok");
  EXPECT_EQ(outcome("ledger checkpoint", {}), "ok");
  EXPECT_EQ(size(), before);
  // A program that is started now knows of no jump, but the log does.
  open(&clock_);
  EXPECT_EQ(writes(), "app.clock_behind");
  EXPECT_EQ(outcome("tick", {}), "app.clock_behind");
  EXPECT_EQ(size(), before);
  // Once the hour has passed again it writes by itself.
  clock_.pass(kHour);
  EXPECT_EQ(writes(), "ok");
  EXPECT_EQ(size(), before + 1);
  expect_in_order();
}

TEST_F(ClockJumps, SetRightAgainItGoesOn) {
  clock_.jump(-kHour);
  EXPECT_EQ(writes(), "app.clock_jumped");
  clock_.jump(kHour);
  EXPECT_EQ(writes(), "ok");
  expect_in_order();
}

// Machines that share a database differ by seconds; their entries still follow each other.
TEST_F(ClockJumps, AFewSecondsBehindRecordsAtTheInstantOfTheLast) {
  ASSERT_EQ(writes(), "ok");
  const Instant last = events().back().at;
  clock_.jump(-20 * kSecond);
  ASSERT_EQ(writes(), "ok");
  EXPECT_EQ(events().back().at, last);
  clock_.pass(kHour);
  ASSERT_EQ(writes(), "ok");
  EXPECT_EQ(events().back().at, clock_.now());
  expect_in_order();
}

TEST_F(ClockJumps, AYearAheadNothingFallsDueUntilTheClockIsConfirmed) {
  const json::object system = must("system new", {{"unit", "unit"}, {"name", "门户网站"}});
  const json::object opened = must(
      "case open", {{"procedure", "consultation"}, {"about", "门户网站"}, {"set", "question=?"}});
  ASSERT_EQ(outcome("tick", {}), "ok");
  const std::size_t before = size();
  clock_.pass(kHour);
  clock_.jump(365 * kDay);
  EXPECT_EQ(outcome("tick", {}), "app.clock_jumped");
  EXPECT_EQ(writes(), "app.clock_jumped");
  EXPECT_EQ(size(), before) << "no reminder, no escalation, no new period";
  // A restart says that the clock is right: as after an outage of a year.
  open(&clock_);
  const auto ticked = does("tick", {});
  ASSERT_TRUE(ticked) << ticked.error().code;
  const json::object& told = ticked->value.as_object();
  EXPECT_GE(told.at("reminders").to_number<int>(), 1);
  EXPECT_GE(told.at("escalations").to_number<int>(), 1);
  EXPECT_GT(told.at("latest_seconds").to_number<std::int64_t>(), 350 * kDay / kSecond);
  const std::size_t after = size();
  EXPECT_GT(after, before);
  ASSERT_EQ(outcome("tick", {}), "ok");
  EXPECT_EQ(size(), after) << "each step once";
  const auto overdue = does("duty list", {{"overdue", ""}});
  ASSERT_TRUE(overdue);
  EXPECT_EQ(overdue->value.as_array().size(), 1U);
  expect_in_order();
  // And back again: what is in the log stays the newest there is.
  clock_.jump(-365 * kDay);
  open(&clock_);
  EXPECT_EQ(writes(), "app.clock_behind");
  EXPECT_EQ(size(), after);
}

}  // namespace
}  // namespace dengbao
