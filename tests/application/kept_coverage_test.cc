// What the packs prove is worked out once for the same law and calendar, however many ask.
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "app/coverage.h"
#include "app/law_library.h"

namespace dengbao {
namespace {

template <class T>
T must(Result<T> result) {
  EXPECT_TRUE(result) << result.error().code;
  return std::move(*result);
}

struct Asked {
  std::shared_ptr<const Coverage> coverage;
  int steps = 0;  // packs that were looked at for it
};

Asked ask(const LawFiles& files, const Calendar& calendar, bool to_the_end = true) {
  Asked out;
  auto found = kept_coverage_of(files, "cn-cq-software-guide", calendar, named_functions(),
                                [&](std::string_view, std::int64_t, std::int64_t) {
                                  ++out.steps;
                                  return to_the_end;
                                });
  EXPECT_TRUE(found);
  if (found) out.coverage = *found;
  return out;
}

class KeptCoverage : public testing::Test {
 protected:
  LawFiles files = must(files_from_folder(DENGBAO_SOURCE_DIR "/law"));
  Calendar calendar = must(read_calendar(files));
};

TEST_F(KeptCoverage, TheSameLawAndCalendarAreWorkedOutOnce) {
  const Asked first = ask(files, calendar), second = ask(files, calendar);
  EXPECT_GT(first.coverage->covered(), 0U);
  EXPECT_EQ(second.steps, 0);
  EXPECT_EQ(second.coverage, first.coverage);
}

TEST_F(KeptCoverage, AnotherLawOrAnotherCalendarIsWorkedOutAnew) {
  ask(files, calendar);
  LawFiles changed = files;
  changed.begin()->second += "\n";
  EXPECT_GT(ask(changed, calendar).steps, 0);
  Calendar newer = calendar;
  Calendar::Year year = newer.years().at(2026);
  year.rest[must(Date::of(2026, 6, 1))] = "one more";
  newer.publish(std::move(year));
  EXPECT_GT(ask(changed, newer).steps, 0);
}

TEST_F(KeptCoverage, WhatWasStoppedIsNotKept) {
  files.begin()->second += "# stopped\n";
  EXPECT_EQ(ask(files, calendar, false).steps, 1);
  EXPECT_GT(ask(files, calendar).steps, 1);
}

TEST_F(KeptCoverage, ManyAtOnceWaitForTheFirst) {
  files.begin()->second += "# at once\n";
  std::array<Asked, 4> asked;
  {
    std::vector<std::jthread> at_once;
    for (Asked& a : asked) at_once.emplace_back([&] { a = ask(files, calendar); });
  }
  int worked = 0;
  for (const Asked& a : asked) {
    worked += a.steps > 0;
    EXPECT_EQ(a.coverage, asked[0].coverage);
  }
  EXPECT_EQ(worked, 1);
}

}  // namespace
}  // namespace dengbao
