// Grading against both matrices, every single field and every combination of fields.

#include "domain/grading/grading.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "simulation/one_pack.h"

namespace dengbao::grading {
namespace {

const char* const kInterests[] = {"rights", "public", "national"};
const char* const kHarms[] = {"general", "serious", "especially-serious"};

// Written down from the two texts, apart from the pack [gbt-22240-2020 §4.3, form-2025 表三-1].
const std::map<std::string, std::array<int, 9>> kLevels = {
    {"2020", {1, 2, 2, 2, 3, 4, 3, 4, 5}},
    {"2025", {1, 2, 2, 2, 3, 4, 4, 5, 5}},
};

Value matrix() {
  auto loaded = load_law(test::real_files(), "cn-mlps");
  if (!loaded) return {};
  const Parameter* p = loaded->parameter(Symbol("grading_matrix"));
  return p ? p->at(test::day("2026-01-01"))->value : Value();
}

TEST(Grading, EveryCombinationOfTicksUnderBothMatrices) {
  const Value table = matrix();
  ASSERT_TRUE(table.compound());
  for (const auto& [edition, levels] : kLevels)
    for (unsigned ticked = 1; ticked < 512; ++ticked) {
      std::vector<Tick> ticks;
      int highest = 0;
      for (unsigned i = 0; i < 9; ++i)
        if (ticked >> i & 1) {
          ticks.push_back({kInterests[i / 3], kHarms[i % 3]});
          highest = std::max(highest, levels[i]);
        }
      const auto level = level_of(table, edition, ticks);
      ASSERT_TRUE(level);
      ASSERT_EQ(*level, highest) << edition << " " << ticked;
    }
}

TEST(Grading, TheEditionsDifferExactlyWhereNationalSecurityIsHarmed) {
  int differing = 0;
  for (std::size_t i = 0; i < 9; ++i) differing += kLevels.at("2020")[i] != kLevels.at("2025")[i];
  EXPECT_EQ(differing, 2);
}

TEST(Grading, TicksAreReadOrRefused) {
  for (const char* interest : kInterests)
    for (const char* harm : kHarms) {
      const auto tick = tick_from(std::string(interest) + ":" + harm);
      ASSERT_TRUE(tick);
      EXPECT_EQ(tick->interest, interest);
      EXPECT_EQ(tick->harm, harm);
    }
  for (const char* wrong :
       {"", "national", "national:", ":serious", "national:grave", "nation:serious"}) {
    const auto tick = tick_from(wrong);
    ASSERT_FALSE(tick) << wrong;
    EXPECT_EQ(tick.error().code, "grading.tick");
    EXPECT_EQ(tick.error().kind, ErrorKind::Usage);
  }
  const Value table = matrix();
  EXPECT_EQ(level_of(table, "1999", {{"rights", "general"}}).error().code, "grading.edition");
  EXPECT_EQ(level_of(table, "2020", {}).error().code, "grading.no_tick");
}

TEST(Grading, TheCodeNamesTheHigherSide) {
  for (int s = 1; s <= 5; ++s)
    for (int a = 1; a <= 5; ++a)
      EXPECT_EQ(grade_code(s, a), "S" + std::to_string(s) + "A" + std::to_string(a) + "G" +
                                      std::to_string(std::max(s, a)));
}

TEST(Grading, TicksOfAListFactAndNothingForNone) {
  const Value table = matrix();
  EXPECT_EQ(*level_of_ticks(table, "2025", Value::list({"public:general", "national:general"})),
            Value(4));
  EXPECT_TRUE(level_of_ticks(table, "2025", Value())->none());
}

}  // namespace
}  // namespace dengbao::grading
