// The trials of the vocabulary: each is read; those whose words run are proved, the others are
// refused at load with the words named.

#include <algorithm>
#include <set>

#include "law/pack_test_support.h"

namespace dengbao {
namespace {

const LawFiles& files() {
  static const LawFiles all = law_with("tests/cases/vocabulary");
  return all;
}

class RunningSketch : public ::testing::TestWithParam<const char*> {};

TEST_P(RunningSketch, IsProvedByItsCases) {
  prove_pack(files(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Vocabulary, RunningSketch,
                         ::testing::Values("two-part-receipt", "supplementing", "month-roll-up",
                                           "guarded-roster", "revoked-certificate",
                                           "incident-clocks"));

struct Later {
  const char* pack;
  std::set<std::string> words;
};

// The same words stand in docs/guides/vocabulary.md under "known, not yet run".
const Later kLater[] = {
    {"coverage-programme", {"objects", "within", "covered_by", "owner", "plan"}},
    {"guarded-days", {"people", "handover", "each", "at"}},
    {"blind-marks",
     {"draw", "many", "recuse", "scores", "per", "form", "seen_by", "frozen_by", "computed",
      "recused", "done_by"}},
};

TEST(Vocabulary, WordsThatDoNotRunYetAreNamedAndTheirPacksRefused) {
  for (const Later& later : kLater) {
    const Loaded loaded = read_law(files(), later.pack);
    for (const Explanation& e : loaded.faults) ADD_FAILURE() << told(e);
    std::set<std::string> words;
    for (const NotYetRun& n : loaded.law.not_run) words.insert(n.word);
    EXPECT_EQ(words, later.words) << later.pack;
    const auto refused = load_law(files(), later.pack);
    ASSERT_FALSE(refused) << later.pack;
    EXPECT_EQ(refused.error().code, "law.word_not_yet_run");
    EXPECT_NE(refused.error().where.find(".yaml:"), std::string::npos) << "the place is named";
  }
}

TEST(Vocabulary, EveryTrialIsOneOfTheTwoKinds) {
  std::set<std::string> packs;
  for (const std::string& id : pack_ids(files()))
    if (!id.starts_with("cn-")) packs.insert(id);
  EXPECT_EQ(packs.size(), 6u + std::size(kLater));
}

// A word nobody knows is a fault, not "not yet run".
TEST(Vocabulary, AWordNobodyKnowsIsAFault) {
  LawFiles changed = files();
  std::string& text = changed.at("packs/two-part-receipt/procedures/receipt.yaml");
  text += "    weather: fine\n";
  const Loaded loaded = read_law(changed, "two-part-receipt");
  ASSERT_FALSE(loaded.faults.empty());
  EXPECT_EQ(loaded.faults[0].code, "law.unknown_word");
}

TEST(Vocabulary, ADutyToWhoStandsAboveNeedsARoleForThem) {
  LawFiles changed = files();
  std::string& text = changed.at("packs/incident-clocks/procedures/incident.yaml");
  const std::string each = ", each: true";
  text.erase(text.find(each), each.size());
  const Loaded loaded = read_law(changed, "incident-clocks");
  EXPECT_TRUE(std::any_of(loaded.faults.begin(), loaded.faults.end(),
                          [](const Explanation& e) { return e.code == "law.no_role_above"; }));
}

}  // namespace
}  // namespace dengbao
