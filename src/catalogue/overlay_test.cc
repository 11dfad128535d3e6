// Overlays: what they do, and every mistake with its line.

#include "catalogue/overlay.h"

#include <gmock/gmock.h>

#include "catalogue/test_catalogue.h"

namespace dengbao::requirements {
namespace {

constexpr const char* kBank = R"(overlay: bank
title: {zh: 银行, en: Bank}
basis: "JR/T 0071"
add:
  - id: bank.otp
    control_point: ces.identity
    levels: [4, 3]
    clause: "6.2 c"
    summary: {zh: 转账再验一次, en: Transfers are confirmed once more}
    methods: [test]
sharpen:
  - id: ces.identity.credentials
    levels: [3]
    demand: {zh: 口令不少于十二位, en: Twelve characters}
not_applicable:
  - id: pes.location.floor
    reason: {zh: 机房由托管方负责, en: The host answers for the room}
)";

std::vector<Explanation> faults_of(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<Explanation> faults;
  Tailored::read(real_catalogue(), files, faults);
  return faults;
}

TEST(Overlay, AddsSharpensAndDrops) {
  const Standard& c = real_catalogue();
  std::vector<Explanation> faults;
  const Tailored t = Tailored::read(c, {{"bank.yaml", kBank}}, faults);
  ASSERT_TRUE(faults.empty()) << faults.front().where << faults.front().code;
  Selection wanted;
  wanted.grade = Grade{3, 3};
  wanted.domains.insert("general");
  const auto rows = select(c, wanted, &t);
  ASSERT_EQ(rows.size(), 212u);
  std::size_t dropped = 0, sharpened = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    dropped += row.applicable() ? 0 : 1;
    sharpened += row.tailoring && !row.tailoring->sharpened.empty() ? 1 : 0;
    if (row.item->id != "bank.otp") continue;
    // After the items of the standard at the same control point, with its attribute.
    EXPECT_EQ(rows[i - 1].item->id, "ces.identity.two-factor");
    EXPECT_EQ(row.point->attribute, "S");
    EXPECT_EQ(row.at->clause, "JR/T 0071 6.2 c");
    EXPECT_EQ(row.tailoring->added_by, "bank");
  }
  EXPECT_EQ(dropped, 1u);
  EXPECT_EQ(sharpened, 1u);
  EXPECT_FALSE(t.of("ces.identity.credentials", 4));
  EXPECT_EQ(t.of("pes.location.floor", 2)->reason.zh, "机房由托管方负责");
}

TEST(Overlay, SaysWhereAMistakeIs) {
  const struct {
    const char* what;
    const char* with;
    const char* code;
    int line;
  } cases[] = {
      {"overlay: bank", "overlays: bank", "law.unknown_word", 1},
      {"id: bank.otp", "id: ces.identity.remote", "catalogue.overlay_exists", 5},
      {"control_point: ces.identity", "control_point: ces.identty", "catalogue.unknown_point", 5},
      {"levels: [4, 3]", "levels: [7]", "catalogue.no_level", 5},
      {"    levels: [4, 3]\n", "", "law.missing", 5},
      {"summary: {zh: 转账再验一次, en: Transfers", "text: {zh: 转账再验一次, en: Transfers",
       "law.missing", 5},
      {"methods: [test]", "methods: [tast]", "catalogue.unknown_term", 5},
      {"id: ces.identity.credentials", "id: ces.identity.credential", "catalogue.unknown_item", 12},
      {"levels: [3]\n    demand", "levels: [9]\n    demand", "catalogue.no_level", 12},
      {"id: ces.identity.credentials", "id: bank.otp2", "catalogue.unknown_item", 12},
      {"id: ces.identity.credentials\n    levels: [3]",
       "id: ces.identity.two-factor\n    levels: [2]", "catalogue.not_at_level", 12},
      {"    demand: {zh: 口令不少于十二位, en: Twelve characters}\n", "", "law.missing", 12},
      {"    reason: {zh: 机房由托管方负责, en: The host answers for the room}\n", "",
       "catalogue.reason_missing", 16},
      {"id: pes.location.floor", "id: bank.otp", "catalogue.overlay_contradicts", 16},
      {"id: pes.location.floor", "id: ces.identity.credentials", "catalogue.overlay_contradicts",
       16},
  };
  for (const auto& [what, with, code, line] : cases) {
    std::string text = kBank;
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text.replace(at, std::string_view(what).size(), with);
    std::vector<std::string> said;
    for (const Explanation& e : faults_of({{"bank.yaml", text}}))
      said.push_back(e.code + " " + e.where);
    EXPECT_THAT(said, testing::Contains(std::string(code) + " bank.yaml:" + std::to_string(line)))
        << with;
  }
}

TEST(Overlay, ContradictionsBetweenTwoAreFound) {
  const std::string other =
      "overlay: branch\nsharpen:\n  - {id: pes.location.floor, levels: [3], "
      "demand: {zh: 严, en: s}}\n";
  const auto faults = faults_of({{"bank.yaml", kBank}, {"branch.yaml", other}});
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, "catalogue.overlay_contradicts");
  EXPECT_EQ(faults[0].where, "branch.yaml:3");
  EXPECT_EQ(faults_of({{"a.yaml", kBank}, {"b.yaml", kBank}}).front().code,
            "catalogue.overlay_twice");
}

}  // namespace
}  // namespace dengbao::requirements
