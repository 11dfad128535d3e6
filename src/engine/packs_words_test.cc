// Words that packs lean on, each run in a pack of a few lines: first_of, done_for_each, a parameter
// by level, facts shared by the cases of a file.

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/check/check.h"
#include "engine/check/worked_case.h"

namespace dengbao {
namespace {

constexpr const char* kHead = R"(
id: t
title: {zh: 试, en: Trial}
edition: "1"
force: notice
since: 2020-01-01
uses: []
)";

constexpr const char* kCycle = R"(
parameter: cycle
unit: span_by_level
values:
  - {since: 2020-01-01, value: {"2": null, "3": P1Y, "4": P6M}, source: t 1}
)";

constexpr const char* kProcedure = R"(
procedure: p
about: object
roles:
  owner: {find: owner_of_subject}
  both: {find: given, many: true, optional: true}
facts:
  level: {type: integer}
  own: {type: text}
  other: {type: text}
  chosen: {type: text}
  when_started: {type: date}
states: {open: {}, done: {final: true}}
moves:
  choose:
    from: open
    by: owner
    asks: {may: [own, other]}
    sets: {chosen: {first_of: [own, other, "neither"]}}
  confirm:
    from: open
    by: owner
    addressed_to: both
    to: {when: {done_for_each: {move: confirm, role: both}}, then: done, else: stay}
duties:
  again:
    owner: owner
    starts: opened
    within: {parameter: cycle, by: level}
    done_by: [confirm]
    escalate: {after: P0D, to: owner}
)";

// A case file with a stage of its own and the given steps.
std::string cases(const std::string& steps) {
  return R"(
given:
  parties: {a: {}, b: {}, c: {}}
  objects: {x: {owner: a}}
packages:
  usual: {own: mine, other: yours}
cases:
  - case: one
    when:
)" + steps;
}

std::vector<Explanation> run(const std::string& steps) {
  const LawFiles files{{"packs/t/pack.yaml", kHead},
                       {"packs/t/parameters/cycle.yaml", kCycle},
                       {"packs/t/procedures/p.yaml", kProcedure},
                       {"packs/t/cases/c.yaml", cases(steps)}};
  Loaded loaded = read_law(files, "t");
  EXPECT_TRUE(loaded.faults.empty())
      << loaded.faults.front().code << " " << loaded.faults.front().where;
  const auto law = std::make_shared<const Law>(std::move(loaded.law));
  const auto worked = read_worked_cases(*law);
  EXPECT_TRUE(worked.has_value());
  return run_worked_case(worked->at(0), law, Calendar(), {});
}

// What differs, for the message of a failing test.
std::string told(const std::vector<Explanation>& failures) {
  std::string out;
  for (const Explanation& e : failures)
    for (const auto& [name, value] : e.args) out += name + "=" + value + " ";
  return out;
}

TEST(PacksWords, FirstOfTakesTheFirstThatHasAValue) {
  const std::string open = "      - {on: 2026-03-02, open: p, about: x, by: a}\n";
  const struct {
    const char* given;
    const char* chosen;
  } kRows[] = {{"{own: mine}", "mine"},
               {"{own: mine, other: yours}", "mine"},
               {"{other: yours}", "yours"},
               {"{}", "neither"}};
  for (const auto& row : kRows) {
    const auto got = run(open + "      - {on: 2026-03-02, do: choose, by: a, set: " + row.given +
                         ", expect: {facts: {chosen: " + row.chosen + "}}}\n");
    EXPECT_TRUE(got.empty()) << row.given << told(got);
  }
}

TEST(PacksWords, DoneForEachHoldsOnlyWithTheLastOfThem) {
  const std::string open =
      "      - {on: 2026-03-02, open: p, about: x, by: a, roles: {both: [b, c]}}\n";
  const std::string to_b =
      "      - {on: 2026-03-03, do: confirm, by: a, to: b, expect: {state: open}}\n";
  EXPECT_TRUE(run(open + to_b).empty());
  EXPECT_TRUE(run(open + to_b + to_b).empty()) << "twice to the same party is not both";
  EXPECT_TRUE(run(open + to_b +
                  "      - {on: 2026-03-04, do: confirm, by: a, to: c, expect: {state: done}}\n")
                  .empty());
}

TEST(PacksWords, AParameterByLevelGivesEachLevelItsSpan) {
  const struct {
    const char* level;
    const char* due;
  } kRows[] = {{"2", "none"}, {"3", "2027-03-02"}, {"4", "2026-09-02"}};
  for (const auto& row : kRows) {
    const auto got =
        run(std::string("      - {on: 2026-03-02, open: p, about: x, by: a, set: {level: ") +
            row.level + "}, expect: {duties: [{duty: again, due: " + row.due + "}]}}\n");
    EXPECT_TRUE(got.empty()) << row.level << told(got);
  }
}

TEST(PacksWords, PackagesOfAFileAreGivenByNameAndOverlaid) {
  const std::string open = "      - {on: 2026-03-02, open: p, about: x, by: a}\n";
  EXPECT_TRUE(run(open +
                  "      - {on: 2026-03-02, do: choose, by: a, with: usual, set: {own: ours}, "
                  "expect: {facts: {chosen: ours, other: yours}}}\n")
                  .empty());
  EXPECT_FALSE(run(open + "      - {on: 2026-03-02, do: choose, by: a, with: unknown}\n").empty());
}

TEST(PacksWords, EachEntryOfAParameterIsChangedInTurn) {
  const LawFiles files{{"packs/t/pack.yaml", kHead},
                       {"packs/t/parameters/cycle.yaml", kCycle},
                       {"packs/t/procedures/p.yaml", kProcedure}};
  const Loaded loaded = read_law(files, "t");
  std::vector<std::string> changed;
  each_mutation(loaded.law, [&](const Mutation& m) {
    if (m.what.starts_with("parameter")) changed.push_back(m.what);
  });
  EXPECT_EQ(changed, (std::vector<std::string>{"parameter cycle since 2020-01-01 at 3",
                                               "parameter cycle since 2020-01-01 at 4"}));
}

}  // namespace
}  // namespace dengbao
