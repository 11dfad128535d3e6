// The vectors of law/calendars as a table, and what holds for every count.

#include "law/calendar.h"

#include <gtest/gtest.h>

#include "base/yaml.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

using test::day;

std::string text_of(const Yaml& y, std::string_view key) {
  const Yaml* v = y.find(key);
  return v ? v->text : "";
}

TEST(Calendar, CountsAsTheVectorsSay) {
  const Calendar calendar = test::real_calendar();
  const LawFiles files = test::real_files();
  const auto yaml = parse_yaml(files.at("calendars/vectors.yaml"), "vectors.yaml");
  ASSERT_TRUE(yaml);
  const Yaml* vectors = yaml->find("vectors");
  ASSERT_GE(vectors->items.size(), 20u);
  for (const Yaml& v : vectors->items) {
    SCOPED_TRACE("vectors.yaml:" + std::to_string(v.line));
    Counted got;
    if (v.has("month")) {
      got.due = day(text_of(v, "month") + "-01").end_of_month();
    } else {
      const Date from = day(text_of(v, "from"));
      got =
          v.has("working_days")
              ? calendar.add_working_days(from, std::stoi(text_of(v, "working_days")))
              : calendar.add_days(from, std::stoi(text_of(v, "days")), text_of(v, "roll") == "yes");
    }
    EXPECT_EQ(got.due.iso(), text_of(v, "due"));
    EXPECT_EQ(got.provisional, text_of(v, "provisional") == "yes");
  }
}

TEST(Calendar, DeadlinesNeverFallAsTheStartRises) {
  const Calendar calendar = test::real_calendar();
  for (int n : {1, 2, 5, 10, 15, 30, 60})
    for (Date from = day("2023-12-01"); from < day("2027-02-01"); from = from.plus_days(1)) {
      const Date next = from.plus_days(1);
      ASSERT_LE(calendar.add_working_days(from, n).due, calendar.add_working_days(next, n).due);
      ASSERT_LE(calendar.add_days(from, n, true).due, calendar.add_days(next, n, true).due);
      ASSERT_LE(calendar.add_months(from, n, true).due, calendar.add_months(next, n, true).due);
      ASSERT_LT(calendar.add_working_days(from, n).due, calendar.add_working_days(from, n + 1).due);
    }
}

TEST(Calendar, AWorkingDeadlineIsAWorkingDayAndCountsBack) {
  const Calendar calendar = test::real_calendar();
  for (Date from = day("2024-01-01"); from < day("2026-11-01"); from = from.plus_days(1))
    for (int n : {1, 7, 10}) {
      const Date due = calendar.add_working_days(from, n).due;
      ASSERT_TRUE(calendar.is_working_day(due)) << from.iso();
      ASSERT_EQ(calendar.working_days_between(from, due), n) << from.iso();
    }
}

TEST(Calendar, TheNoticeOfAYearReplacesWhatWasComputed) {
  Calendar calendar;
  EXPECT_TRUE(calendar.add_working_days(day("2030-02-01"), 3).provisional);
  Calendar::Year year;
  year.year = 2030;
  year.rest[day("2030-02-04")] = "spring";
  year.work[day("2030-02-09")] = "spring";
  const Date before = calendar.add_working_days(day("2030-02-01"), 1).due;
  calendar.publish(std::move(year));
  EXPECT_EQ(before, day("2030-02-04"));
  EXPECT_EQ(calendar.add_working_days(day("2030-02-01"), 1), (Counted{day("2030-02-05"), false}));
  EXPECT_TRUE(calendar.is_working_day(day("2030-02-09")));  // a Saturday that is worked
}

// Day by day, as one would with a calendar on the wall.
TEST(Calendar, EachDayIsWhatItsYearSays) {
  Calendar::Year year;
  year.year = 2028;
  year.rest[day("2028-01-03")] = year.rest[day("2028-12-29")] = "rest";
  year.work[day("2028-02-26")] = "work";
  year.rest[day("2029-01-02")] = "of another year";
  Calendar calendar;
  calendar.publish(year);
  int working = 0;
  for (Date d = day("1990-01-01"); d <= day("2119-12-31"); d = d.plus_days(1)) {
    const std::string md = d.iso().substr(5);
    bool expected = !d.is_weekend();
    if (d.year() == 2028)
      expected = year.work.contains(d) || (expected && !year.rest.contains(d));
    else if (md == "01-01" || md == "05-01" || md == "05-02" || md == "10-01" || md == "10-02" ||
             md == "10-03")
      expected = false;
    ASSERT_EQ(calendar.is_working_day(d), expected) << d.iso();
    working += expected && d > day("2000-01-01") ? 1 : 0;
    if (d <= day("2000-01-01")) continue;
    ASSERT_EQ(calendar.working_days_between(day("2000-01-01"), d), working) << d.iso();
  }
}

TEST(Calendar, FilesAreReadOrRefusedWithTheirLine) {
  const auto good = read_calendar_year(
      "year: 2026\ndays:\n  - {date: 2026-01-01, kind: rest, name: x}\n", "c.yaml");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->rest.size(), 1u);
  struct Bad {
    const char *text, *code, *where;
  };
  for (const Bad& bad :
       {Bad{"year: 26\ndays: []\n", "calendar.year", "c.yaml:1"},
        Bad{"year: 2026\n", "calendar.days", "c.yaml:1"},
        Bad{"year: 2026\ndays:\n  - {date: 2026-01-01}\n", "calendar.entry", "c.yaml:3"},
        Bad{"year: 2026\ndays:\n  - {date: 2025-01-01, kind: rest}\n", "calendar.other_year",
            "c.yaml:3"},
        Bad{"year: 2026\ndays:\n  - {date: 2026-01-01, kind: feast}\n", "calendar.kind",
            "c.yaml:3"}}) {
    const auto read = read_calendar_year(bad.text, "c.yaml");
    ASSERT_FALSE(read) << bad.text;
    EXPECT_EQ(read.error().code, bad.code);
    EXPECT_EQ(read.error().where, bad.where);
  }
}

}  // namespace
}  // namespace dengbao
