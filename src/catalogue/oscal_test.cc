// OSCAL out and in again.

#include "catalogue/oscal.h"

#include <gmock/gmock.h>

#include "catalogue/overlay.h"
#include "catalogue/test_catalogue.h"
#include "catalogue/uuid.h"

namespace dengbao::requirements {
namespace {

using testing::HasSubstr;
using Keys = std::set<std::pair<std::string, int>>;

Keys keys_of(const std::vector<Row>& rows) {
  Keys out;
  for (const Row& row : rows) out.emplace(row.item->id, row.at->level);
  return out;
}

TEST(Uuid, IsTheOneOfTheRfc) {
  // RFC 9562, appendix A.4.
  EXPECT_EQ(uuid_v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

// Kept by whoever refers to us from outside: these never change.
TEST(Uuid, OfTheCatalogueStays) {
  EXPECT_EQ(uuid_of("profile/S3A2G3/1.0.0"), "633bf19b-0cc9-5cb5-aac0-5fc1b38951e1");
}

TEST(OscalProfile, SelectsTheSameRowsAgain) {
  const Standard& c = real_catalogue();
  for (const Grade& grade : grades(c)) {
    Selection by_grade;
    by_grade.grade = grade;
    const auto rows = select(c, by_grade);
    const OscalFile file = oscal_profile(c, grade.code(), {"题", "title"}, rows);
    const auto keys = read_oscal_profile(c, {}, file.text, file.name);
    ASSERT_TRUE(keys) << keys.error().code;
    EXPECT_EQ(*keys, keys_of(rows)) << grade.code();
    Selection by_keys;
    by_keys.keys = *keys;
    EXPECT_EQ(keys_of(select(c, by_keys)), keys_of(rows)) << grade.code();
  }
  EXPECT_EQ(grades(c).size(), 16u);
}

TEST(OscalProfile, LeavesOutWhatDoesNotApplyAndBringsWhatIsAdded) {
  const Standard& c = real_catalogue();
  std::vector<Explanation> faults;
  const Tailored tailored = Tailored::read(
      c,
      {{"o.yaml",
        "overlay: o\n"
        "add: [{id: o.extra, control_point: ces.identity, levels: [3], summary: {zh: 多, en: m}}]\n"
        "sharpen: [{id: ces.identity.credentials, levels: [3], demand: {zh: 严, en: s}}]\n"
        "not_applicable: [{id: pes.location.floor, levels: [3], reason: {zh: 云, en: c}}]\n"}},
      faults);
  ASSERT_TRUE(faults.empty()) << faults.front().code;
  Selection level3;
  level3.levels.insert(3);
  const auto rows = select(c, level3, &tailored);
  const OscalFile file = oscal_profile(c, "o", {"题", "t"}, rows, "o_catalog.json");
  EXPECT_THAT(file.text, HasSubstr("o_catalog.json"));
  EXPECT_THAT(file.text, HasSubstr("严\\n\\ns"));
  const auto keys = read_oscal_profile(c, tailored.added(), file.text, file.name);
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->size(), 341u);  // one more, one less
  EXPECT_TRUE(keys->contains({"o.extra", 3}));
  EXPECT_FALSE(keys->contains({"pes.location.floor", 3}));
  EXPECT_EQ(read_oscal_profile(c, {}, file.text, file.name).error().code,
            "catalogue.unknown_control");
}

TEST(OscalProfile, ReadsWhatOthersWrite) {
  const struct {
    const char* imports;
    std::size_t rows;
    const char* code;
  } cases[] = {
      {R"([{"href": "c", "include-all": {}}])", 1006, ""},
      {R"([{"href": "c", "include-all": {}, "exclude-controls":
            [{"with-ids": ["pes.location.floor.l3"]}]}])",
       1005, ""},
      {R"([{"href": "c", "include-controls": [{"with-ids": ["pes.location.floor.l3"]}]},
           {"href": "c", "include-controls": [{"with-ids": ["pes.location.floor.l3",
            "pes.location.floor.l4"]}]}])",
       2, ""},
      {R"([])", 0, ""},
      {R"([{"href": "c", "include-controls": [{"with-ids": ["pes.location.flor.l3"]}]}])", 0,
       "catalogue.unknown_control"},
      {R"([{"href": "c", "include-controls": [{"matching": [{"pattern": "*"}]}]}])", 0,
       "catalogue.no_such_profile"},
      {R"([{"href": "c"}])", 0, "catalogue.no_such_profile"},
      {R"([7])", 0, "catalogue.no_such_profile"},
      {R"({})", 0, "catalogue.no_such_profile"},
  };
  for (const auto& [imports, rows, code] : cases) {
    const std::string text = R"({"profile": {"imports": )" + std::string(imports) + "}}";
    const auto keys = read_oscal_profile(real_catalogue(), {}, text, "p.json");
    EXPECT_EQ(keys ? "" : keys.error().code, code) << imports;
    if (keys) {
      EXPECT_EQ(keys->size(), rows) << imports;
    }
  }
  EXPECT_EQ(read_oscal_profile(real_catalogue(), {}, "{", "p.json").error().kind,
            ErrorKind::BadInput);
}

TEST(OscalFiles, AreTheSameEachTime) {
  const auto once = oscal_files(real_catalogue()), again = oscal_files(real_catalogue());
  ASSERT_EQ(once.size(), 22u);
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].text, again[i].text);
}

}  // namespace
}  // namespace dengbao::requirements
