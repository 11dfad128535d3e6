// A small city on the engine alone: 200 systems, three years, three seeds, with everything that
// must hold after it.

#include <gtest/gtest.h>

#include "app/law_library.h"
#include "app/simulate_world.h"
#include "engine/check/worked_case.h"
#include "simulation/one_pack.h"

namespace dengbao {
namespace {

Result<SimulationReport> city(std::uint64_t seed) {
  SimulationOptions options;
  options.systems = 200;
  options.years = 3;
  options.seed = seed;
  return simulate(test::real_files(), test::real_calendar(), named_functions(), options);
}

TEST(City, NothingIsEverUndefinedOrForgotten) {
  for (std::uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE(seed);
    const auto r = city(seed);
    ASSERT_TRUE(r) << r.error().code << " " << r.error().where;
    EXPECT_EQ(r->violated, 0) << r->violations[0].what << " " << r->violations[0].case_id << " "
                              << r->violations[0].detail;
    EXPECT_GT(r->events, 2000);
    // Everything that the demo city is to show happens here too.
    for (const char* letter :
         {"reply_a", "reply_b", "reply_c", "filing_certificate", "month_summary"})
      EXPECT_GT(r->documents.count(letter), 0u) << letter;
    for (const char* how : {"done_in_time", "done_late", "overdue_escalated", "open_not_yet_due"})
      EXPECT_GT(r->duties.count(how), 0u) << how;
    EXPECT_GT(r->numbers.at("letter_number"), 0);
  }
}

TEST(City, TheSameSeedIsTheSameCity) {
  const auto one = city(7), two = city(7), other = city(8);
  ASSERT_TRUE(one && two && other);
  EXPECT_EQ(one->states, two->states);
  EXPECT_EQ(one->events, two->events);
  EXPECT_EQ(one->duties, two->duties);
  EXPECT_NE(one->states, other->states);
}

TEST(WorkedCases, HoldForALawWithoutItsShortcuts) {
  const LawFiles files = test::real_files();
  const Calendar calendar = test::real_calendar();
  std::size_t cases = 0;
  for (const std::string& id : pack_ids(files)) {
    auto loaded = load_law(files, id);
    if (!loaded) continue;
    const auto plain = std::make_shared<const Law>(*loaded);  // a copy starts without
    const auto worked = read_worked_cases(*plain);
    ASSERT_TRUE(worked) << id;
    for (const WorkedCase& w : *worked) {
      const auto wrong = run_worked_case(w, plain, calendar, named_functions());
      EXPECT_TRUE(wrong.empty()) << w.id << ": " << wrong[0].code << " " << wrong[0].where;
    }
    cases += worked->size();
  }
  EXPECT_GT(cases, 30u);
}

TEST(City, WhatMustNotBeIsFound) {
  WorldCity city(test::real_calendar(), {});
  auto law = test::law_of(
      test::one_pack("procedure: p\nabout: object\nroles: {owner: {find: "
                     "owner_of_subject}}\nstates: {open: {}, done: {final: true}}\n"
                     "moves: {end: {from: open, by: owner, to: done}}\n"
                     "duties: {d: {owner: owner, starts: opened, within: P1D, done_by: [end]}}\n"));
  city.world().add_law(law);
  city.world().add_party("a", {});
  city.world().add_object("o", "a", {});
  ASSERT_TRUE(city.world().advance(test::noon("2026-02-10")));
  OpenCommand open;
  open.subject = "object/o";
  const auto id = city.open("t", "p", open, "a", test::day("2026-02-10"));
  ASSERT_TRUE(id);
  SimulationReport fine;
  verify_city(city, fine);
  EXPECT_EQ(fine.violated, 0);
  ASSERT_TRUE(city.advance(test::noon("2026-02-20")));
  SimulationReport late;
  verify_city(city, late);
  EXPECT_EQ(late.violations.at(0).what, "overdue_without_escalation");
  city.world().find(*id)->c.state = Symbol("nowhere");
  SimulationReport undefined;
  verify_city(city, undefined);
  EXPECT_EQ(undefined.violations.at(0).what, "undefined_state");
}

}  // namespace
}  // namespace dengbao
