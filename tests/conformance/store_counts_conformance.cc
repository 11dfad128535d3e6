// What is counted as it is written, what is found by parts of two characters, and lists so long
// that they are walked along: always the same as looking at each row by itself.

#include <algorithm>

#include "conformance/listed_things.h"

namespace dengbao::conformance {
namespace {

const struct {
  std::string search, found;
} kSearches[] = {
    {"𡋾𠮷", "O1 "},
    {"𠮷平", "O1 "},
    {"𠮷", "O1 O2 O3 O4 "},  // by the unit too
    {"野大", "O1 O2 O3 O4 "},
    {"𡋾", "O1 "},
    {"%", "O2 "},
    {"0%", "O2 "},
    {"_", "O2 "},
    {"标_", "O2 "},
    {"\\", "O3 "},
    {"a\\", "O3 "},
    {"a\\b", "O3 "},
    {"b云", "O3 "},
    {"%%", ""},
    {"__", ""},
    {"oa", "O4 "},
    {"OA", "O4 "},
    {"A系", "O4 "},
    {"77", "O4 "},
    {"077", "O4 "},
    {"0077-", "O4 "},
    {"2", "O4 "},
    {"00002", "O4 "},
    {"系统", "O2 O4 "},
    {"统1", ""},
    {"台9", ""},
    {"统\n9", ""},
    {"99", "O1 O4 "},
    {"学", "O1 O2 O3 O4 "},
};

TEST_P(StoreConformance, PartsOfTwoCharactersAreFoundInAnyScript) {
  committed([](Work& work) {
    must(work.put(unit("P1", "𠮷野大学", "990101")));
    must(work.put(row_of({"O1", "P1", "𡋾𠮷平台", "99010100001-00001", "", "", "", 2})));
    must(work.put(row_of({"O2", "P1", "100%达标_系统", "", "", "", "", 2})));
    must(work.put(row_of({"O3", "P1", "a\\b云", "", "", "", "", 2})));
    must(work.put(row_of({"O4", "P1", "OA系统", "99010100077-00002", "", "", "", 2})));
    for (const char* id : {"C1", "C2"}) {
      CaseRow c = a_case(id, "P1");
      c.subject = std::string("object/O") + id[1];
      must(work.put(c));
      must(work.put(a_duty(id, "review", 100)));
    }
  });
  auto now = reading();
  for (const auto& row : kSearches) {
    ListQuery q = objects();
    q.search = row.search;
    std::string found;
    for (const RecordRow& r : must(now->lists().records(q)).rows) found += r.id + " ";
    EXPECT_EQ(found, row.found) << row.search;
    const auto n = std::count(found.begin(), found.end(), ' ');
    q.limit = 1;
    EXPECT_EQ(total_of(now->lists().records(q)), n) << row.search;
    // What is about them is found with them.
    const auto about =
        (found.find("O1") != std::string::npos) + (found.find("O2") != std::string::npos);
    EXPECT_EQ(total_of(now->lists().cases(q)), about) << row.search;
    EXPECT_EQ(total_of(now->lists().duties(q)), about) << row.search;
  }
}

TEST_P(StoreConformance, CountsFollowWhatIsWritten) {
  const auto levels = [&] {
    std::string out;
    ListQuery q = objects();
    auto now = reading();
    for (const Tally& t : must(now->lists().tally(
             Listed::Records, q, {"t.level", "CASE WHEN t.code = '' THEN 'no' ELSE 'yes' END"})))
      out += t.values[0] + t.values[1] + std::to_string(t.count) + " ";
    return out;
  };
  const auto states = [&] {
    std::string out;
    auto now = reading();
    for (const Tally& t : must(now->lists().tally(Listed::Cases, objects(), {"t.state", "t.open"})))
      out += t.values[0] + t.values[1] + "=" + std::to_string(t.count) + " ";
    return out;
  };
  const auto moved = [&](const std::string& state, bool open, std::int64_t version) {
    committed([&](Work& work) {
      CaseRow c = a_case("C1", "P1");
      c.state = state;
      c.open = open;
      c.version = version;
      must(work.put(c));
    });
  };
  committed([](Work& work) {
    must(work.put(unit("P1", "云杉大学", "990101")));
    must(work.put(row_of({"O1", "P1", "门户", "", "", "", "", 2})));
    must(work.put(row_of({"O2", "P1", "教务", "", "", "", "", 3})));
    must(work.put(row_of({"O3", "P1", "财务", "", "", "", "", 3})));
  });
  EXPECT_EQ(levels(), "2no1 3no2 ");
  committed([](Work& work) {
    must(work.put(row_of({"O1", "P1", "门户", "", "", "", "", 3})));
    must(work.put(row_of({"O2", "P1", "教务", "99-1", "", "", "", 3})));
    must(work.put(row_of({"O2", "P1", "教务", "99-2", "", "", "", 3})));
  });
  EXPECT_EQ(levels(), "3no2 3yes1 ");
  moved("collecting", true, 1);
  moved("collecting", true, 2);
  EXPECT_EQ(states(), "collecting1=1 ");
  moved("filed", false, 3);
  EXPECT_EQ(states(), "filed0=1 ");
  {  // what is not committed counts for nothing
    auto work = begin();
    must(work->put(row_of({"O9", "P1", "档案", "", "", "", "", 1})));
    must(work->put(a_case("C9", "P1")));
  }
  EXPECT_EQ(levels(), "3no2 3yes1 ");
  EXPECT_EQ(states(), "filed0=1 ");
  committed([](Work& work) {
    must(work.clear_projections());
    must(work.put(a_case("C7", "P1")));
  });
  EXPECT_EQ(levels(), "");
  EXPECT_EQ(states(), a_case("C7", "P1").state + "1=1 ");
}

// A unit moves from one district to another: its objects with it, and the cases about them.
TEST_P(StoreConformance, WhoeverSupervisesCountsWhatStandsThereNow) {
  const Sight district{.parties = {"P9"}, .territories = {"990102"}};
  const auto seen = [&] {
    auto now = reading();
    ListQuery q = objects(district);
    q.limit = 1;
    std::string out = std::to_string(total_of(now->lists().records(q)));
    q.terms.push_back(number_is("level", 3));
    out += "/" + std::to_string(total_of(now->lists().records(q)));
    q.terms.clear();
    for (const Tally& t : must(now->lists().tally(Listed::Records, q, {"t.level"})))
      out += " " + t.values[0] + "=" + std::to_string(t.count);
    return out;
  };
  committed([](Work& work) {
    must(work.put(unit("P1", "云杉大学", "990101")));
    must(work.put(unit("P2", "白杉医院", "990102")));
    must(work.put(row_of({"O1", "P1", "门户", "", "", "", "", 3})));
    must(work.put(row_of({"O2", "P1", "教务", "", "", "", "", 2})));
    must(work.put(row_of({"O3", "P2", "挂号", "", "", "", "", 3})));
    must(work.put(row_of({"O4", "P2", "邮件", "", "", "", "", 2})));
    // It has a seat in a case about O1, which stands elsewhere, and in one about O3.
    for (const char* id : {"C1", "C3"}) {
      CaseRow c = a_case(id, "P1");
      c.subject = std::string("object/O") + id[1];
      must(work.put(c));
      must(work.put_parties(id, {{"reviewer", "P9"}, {"district", "P9"}}));
    }
  });
  EXPECT_EQ(seen(), "3/2 2=1 3=2");
  committed([](Work& work) { must(work.put(unit("P1", "云杉大学", "990102"))); });
  EXPECT_EQ(seen(), "4/2 2=2 3=2");
  committed([](Work& work) { must(work.put(unit("P1", "云杉大学", "990103"))); });
  EXPECT_EQ(seen(), "3/2 2=1 3=2");
  committed(
      [](Work& work) { must(work.put(row_of({"O1", "P1", "门户", "", "990102", "", "", 3}))); });
  EXPECT_EQ(seen(), "3/2 2=1 3=2");
}

}  // namespace
}  // namespace dengbao::conformance
