// The catalogue as it stands: totals of the standard, its check, and that each rule of the check
// can fail.

#include <gmock/gmock.h>

#include <functional>

#include "base/text.h"
#include "catalogue/check.h"
#include "catalogue/compiled.h"
#include "catalogue/test_catalogue.h"

namespace dengbao::requirements {
namespace {

using testing::Contains;
using testing::HasSubstr;

int rows_of(std::string_view domain, int level) {
  int n = 0;
  for (const Item& item : real_catalogue().items)
    if (real_catalogue().point(item.point)->domain == domain && item.at(level)) ++n;
  return n;
}

// Written here apart from totals.yaml: the numbers that the field quotes.
TEST(Catalogue, HasTheRowsOfTheStandard) {
  const struct {
    const char* domain;
    int rows[kLevels];
  } expected[] = {{"general", {55, 135, 211, 228}}, {"cloud", {11, 29, 46, 49}},
                  {"mobile", {5, 14, 19, 21}},      {"iot", {4, 7, 20, 21}},
                  {"ics", {9, 15, 21, 22}},         {"bigdata", {3, 12, 24, 25}}};
  for (const auto& [domain, rows] : expected)
    for (int level = 1; level <= kLevels; ++level)
      EXPECT_EQ(rows_of(domain, level), rows[level - 1]) << domain << " " << level;
}

TEST(Catalogue, IsReadWithoutAFaultAndPassesItsCheck) {
  const Read read = read_catalogue(real_files(), "law/catalogue");
  for (const Explanation& e : read.faults) ADD_FAILURE() << e.where << " " << e.code;
  const Checked checked = check_catalogue(read.catalogue);
  for (const Explanation& e : checked.findings) ADD_FAILURE() << e.where << " " << e.code;
  EXPECT_EQ(checked.items, 370u);
  EXPECT_EQ(checked.rows, 1006u);
  EXPECT_EQ(checked.points, 118u);
  EXPECT_EQ(checked.guides, 370u);
  EXPECT_EQ(checked.high_risk, 81u);
  EXPECT_EQ(checked.hazards, 32u);
}

TEST(Catalogue, FollowsTheOrderOfTheStandard) {
  const Standard& c = real_catalogue();
  EXPECT_EQ(c.items.front().id, "pes.location.building");
  EXPECT_EQ(c.points.front().id, "pes.location");
  EXPECT_EQ(c.points.back().id, "bigdata.mms");
  EXPECT_EQ(c.point("abs.malware")->title_of(2).zh, "恶意代码防范");
  EXPECT_EQ(c.point("abs.malware")->title_of(3).zh, "恶意代码和垃圾邮件防范");
}

TEST(Catalogue, TakesTheSummaryOfTheLevelItIsTheSameAs) {
  const Item* item = real_catalogue().item("ces.identity.two-factor");
  ASSERT_TRUE(item);
  EXPECT_FALSE(item->at(2));
  EXPECT_EQ(item->at(4)->same_as, 3);
  EXPECT_EQ(item->at(4)->summary.zh, item->at(3)->summary.zh);
  EXPECT_EQ(item->at(4)->unit, "L4-CES1-04");
}

TEST(Compiled, GivesBackTheSameCatalogue) {
  const std::string bytes = compiled(real_catalogue());
  const auto back = from_compiled(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(compiled(*back), bytes);
  EXPECT_EQ(back->item("ces.identity.two-factor")->at(3)->place,
            real_catalogue().item("ces.identity.two-factor")->at(3)->place);
}

TEST(Compiled, RefusesWhatIsCutOrForeign) {
  const std::string bytes = compiled(real_catalogue());
  EXPECT_FALSE(from_compiled(""));
  EXPECT_FALSE(from_compiled("dengbao catalogue 0\n"));
  EXPECT_FALSE(from_compiled(bytes + "x"));
  for (std::size_t size = 0; size < bytes.size(); size += 4099)
    EXPECT_FALSE(from_compiled(std::string_view(bytes).substr(0, size))) << size;
  // A length that promises more than there is.
  std::string huge = bytes;
  huge.replace(20, 1, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F");
  EXPECT_FALSE(from_compiled(huge));
}

// One change in one file of the catalogue, and what must be said of it.
struct Change {
  const char* file;
  const char* what;
  const char* with;
  const char* code;  // of a fault of reading or a finding
  int line;          // where it must stand; 0: anywhere in the file named by `at`
  const char* at;    // file the finding points to, empty: the changed one
};

constexpr const char* kIdentity = "items/ces/identity.yaml";

const Change kChanges[] = {
    {kIdentity, "attribute: S", "attribute: S\nnote: x", "law.unknown_word", 8, ""},
    {kIdentity, "unit: L3-CES1-01", "units: L3-CES1-01", "law.missing", 0, ""},
    {kIdentity, "      3:\n", "      7:\n", "catalogue.no_level", 0, ""},
    {kIdentity, "same_as: 1", "same_as: 3", "catalogue.same_as", 0, ""},
    {kIdentity, "        same_as: 2", "        note: 2", "catalogue.summary_or_same", 0, ""},
    {kIdentity, "unit: L3-CES1-04", "unit: L3-CES1-03", "catalogue.same_unit", 0, ""},
    {kIdentity, "unit: L3-CES1-04", "unit: L3-CES2-04", "catalogue.unit_form", 0, ""},
    {kIdentity, "clause: \"8.1.4.1 d\"", "clause: \"8.1.4.1 c\"", "catalogue.same_clause", 0, ""},
    {kIdentity, "clause: \"8.1.4.1 d\"", "clause: \"8.1.4.2 z\"", "catalogue.clause_form", 0, ""},
    {kIdentity, "methods: [examine, test]", "methods: [examine, tast]", "catalogue.unknown_term", 0,
     ""},
    {kIdentity, "[network_device,", "[netwrk_device,", "catalogue.unknown_term", 0, ""},
    {kIdentity, "single_check: [2, 3, 4]", "single_check: [1, 3, 4]", "catalogue.single_check", 0,
     ""},
    {kIdentity, "high_risk: [\"6.4.1.1\"]", "high_risk: [\"6.4.1.99\"]", "catalogue.unknown_case",
     0, ""},
    {kIdentity, "high_risk: [\"6.4.1.1\"]", "high_risk: [\"6.4.1.2\"]", "catalogue.one_way", 0,
     "high-risk.yaml"},
    {kIdentity, "hazards: [A-18]", "hazards: [A-99]", "catalogue.unknown_hazard", 0, ""},
    {kIdentity, "class: CES", "class: CEX", "catalogue.unknown_term", 1, ""},
    {kIdentity, "domain: general", "domain: cloud", "catalogue.total_differs", 0, "totals.yaml"},
    {kIdentity, "id: ces.identity.remote", "id: ces.identity.login-failure", "catalogue.same_id", 0,
     ""},
    {"totals.yaml", "ces.identity: [2, 3, 4, 4]", "ces.identity: [2, 3, 4, 5]",
     "catalogue.total_differs", 0, ""},
    {"totals.yaml", "ces.identity: [2, 3, 4, 4]", "ces.identty: [2, 3, 4, 4]", "catalogue.no_total",
     1, kIdentity},
    {"totals.yaml", "ces.identity: [2, 3, 4, 4]", "ces.identity: [2, 3, 4]",
     "catalogue.four_numbers", 0, ""},
    {"guide/ces/identity.yaml", "item: ces.identity.remote", "item: ces.identity.remotes",
     "catalogue.no_guide", 0, kIdentity},
    {"guide/ces/identity.yaml", "item: ces.identity.remote", "item: ces.identity.credentials",
     "catalogue.guide_twice", 0, ""},
    {"guide/ces/identity.yaml", "kinds: [linux]", "kinds: [linnux]", "catalogue.unknown_term", 0,
     ""},
    {"guide/ces/identity.yaml", "    gap: ", "    gaps: ", "law.missing", 0, ""},
    {"high-risk.yaml", "levels: [3, 5]", "levels: [5, 3]", "catalogue.level_range", 0, ""},
    {"high-risk.yaml", "items: [pes.access.entry]", "items: [pes.access.entri]",
     "catalogue.unknown_item", 0, ""},
    {"major-hazards.yaml", "high_risk: \"6.1.1.1\"", "high_risk: \"6.1.1.9\"",
     "catalogue.unknown_case", 0, ""},
    {"mappings/nist-csf-2.0.yaml", "control_point: pes.location", "control_point: pes.lokation",
     "catalogue.unknown_point", 0, ""},
    {"mappings/nist-csf-2.0.yaml", "relation: subset-of", "relation: subset",
     "catalogue.unknown_term", 0, ""},
    {"mappings/nist-csf-2.0.yaml", "control_point: pes.theft", "control_point: pes.access",
     "catalogue.mapped_twice", 0, ""},
};

TEST(Check, FindsEveryChangeWithItsFileAndLine) {
  for (const Change& change : kChanges) {
    LawFiles files = real_files();
    std::string& text = files.at(change.file);
    const std::size_t at = text.find(change.what);
    ASSERT_NE(at, std::string::npos) << change.what;
    text.replace(at, std::string_view(change.what).size(), change.with);
    const Read read = read_catalogue(files, "x");
    std::vector<Explanation> found = read.faults;
    if (found.empty()) found = check_catalogue(read.catalogue).findings;
    std::vector<std::string> said;
    const std::string place = "x/" + std::string(*change.at ? change.at : change.file) + ":" +
                              (change.line > 0 ? std::to_string(change.line) : "");
    for (const Explanation& e : found)
      if (e.code == change.code) said.push_back(e.where);
    EXPECT_THAT(said, Contains(HasSubstr(place))) << change.with << " → " << change.code;
  }
}

TEST(Check, FindsTwoItemsWithOneSummary) {
  Standard c = real_catalogue();
  for (Item& item : c.items)
    if (item.id == "ces.identity.remote")
      for (AtLevel& l : item.levels)
        if (l.level == 3) l.summary = c.item("ces.identity.two-factor")->at(3)->summary;
  const auto found = check_catalogue(c).findings;
  ASSERT_EQ(found.size(), 2u);  // in both languages
  EXPECT_EQ(found[0].code, "catalogue.same_summary");
  EXPECT_THAT(found[0].where, HasSubstr("law/catalogue/items/ces/identity.yaml:"));
}

}  // namespace
}  // namespace dengbao::requirements
