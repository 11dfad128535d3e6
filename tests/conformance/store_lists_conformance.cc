// Lists: pages, searches, orders and sights give the same rows on every database.

#include "app/lists.h"
#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

RecordRow object(const std::string& id, const std::string& owner, const std::string& name,
                 int level, const std::string& code = {}) {
  RecordRow row{"object", id, 1, owner, name, code, "", ""};
  row.doc =
      R"({"level":)" + std::to_string(level) + R"(,"status":"运行","object_type":"信息系统"})";
  return row;
}

RecordRow party(const std::string& id, const std::string& name, const std::string& place,
                const std::string& head = {}) {
  return {"party", id, 1,     id,
          name,    "", place, R"({"kind":"government","superiors":{"filing":")" + head + R"("}})"};
}

void fill(Work& work) {
  must(work.put(party("P1", "云杉大学", "990101")));
  must(work.put(party("P2", "白杉医院", "990102", "P1")));
  must(work.put(party("P9", "市信息办", "990000")));
  must(work.put(object("O1", "P1", "门户网站", 2, "99010100001-00001")));
  must(work.put(object("O2", "P1", "教务管理系统", 3)));
  must(work.put(object("O3", "P2", "医院信息系统", 3, "99010200001-00001")));
  must(work.put(object("O4", "P2", "OA系统", 1)));
  for (const auto& [id, subject, owner] :
       {std::tuple{"C1", "object/O1", "P1"}, {"C2", "object/O3", "P2"}, {"C3", "party/P2", "P2"}}) {
    CaseRow c = a_case(id, owner);
    c.subject = subject;
    c.procedure = "cn-mlps/filing";
    c.state = id[1] == '2' ? "filed" : "collecting";
    c.open = id[1] != '2';
    must(work.put(c));
    must(work.put_parties(id, {{"applicant", owner}, {"reviewer", id[1] == '1' ? "P9" : "P8"}}));
    DutyRow d = a_duty(id, "review", 100 + id[1]);
    d.owner_party = id[1] == '1' ? "P9" : "P8";
    must(work.put(d));
    must(work.insert(a_document(std::string("D") + id, id, owner)));
  }
}

std::string ids(const Page<RecordRow>& page) {
  std::string out;
  for (const RecordRow& row : page.rows) out += row.id + " ";
  return out;
}
template <class Row>
std::string ids(const Page<Row>& page) {
  std::string out;
  for (const Row& row : page.rows) {
    if constexpr (requires { row.case_id; })
      out += row.case_id + " ";
    else
      out += row.id + " ";
  }
  return out;
}

ListQuery objects(Sight sight = {.everything = true}) {
  ListQuery q;
  q.kind = "object";
  q.sight = std::move(sight);
  return q;
}

TEST_P(StoreConformance, RecordsAreSearchedSortedAndFiltered) {
  committed(fill);
  auto now = reading();
  const auto found = [&](const std::string& search) {
    ListQuery q = objects();
    q.search = search;
    const auto page = must(now->lists().records(q));
    EXPECT_EQ(page.total, static_cast<std::int64_t>(page.rows.size())) << search;
    return ids(page);
  };
  EXPECT_EQ(found("系统"), "O2 O3 O4 ");
  EXPECT_EQ(found("医院"), "O3 O4 ");  // by the name of the unit too
  EXPECT_EQ(found("教务管理"), "O2 ");
  EXPECT_EQ(found("网"), "O1 ");
  EXPECT_EQ(found("oa"), "O4 ");
  EXPECT_EQ(found("0200001-0"), "O3 ");
  EXPECT_EQ(found("没有"), "");
  EXPECT_EQ(found("%"), "");
  const auto sorted = [&](const std::string& sort) {
    ListQuery q = objects();
    q.sort = sort;
    return ids(must(now->lists().records(q)));
  };
  EXPECT_EQ(sorted(""), "O1 O2 O3 O4 ");
  EXPECT_EQ(sorted("-id"), "O4 O3 O2 O1 ");
  EXPECT_EQ(sorted("level"), "O4 O1 O2 O3 ");
  EXPECT_EQ(sorted("-level"), "O3 O2 O1 O4 ");
  EXPECT_EQ(sorted("name"), "O4 O3 O2 O1 ");
  ListQuery q = objects();
  q.terms.push_back({.column = "level", .text = {}, .number = 3});
  EXPECT_EQ(ids(must(now->lists().records(q))), "O2 O3 ");
  q.sort = "doc";
  EXPECT_EQ(outcome(now->lists().records(q)), "app.no_sort");
}

TEST_P(StoreConformance, PagesOfAListFollowEachOther) {
  committed(fill);
  auto now = reading();
  for (const std::string sort : {"", "-id", "name", "-name", "level", "-level", "unit"}) {
    ListQuery q = objects();
    q.sort = sort;
    const std::string whole = ids(must(now->lists().records(q)));
    q.limit = 1;
    std::string paged;
    for (int n = 0; n < 4; ++n) {
      const auto page = must(now->lists().records(q));
      EXPECT_EQ(page.total, 4) << sort;
      paged += ids(page);
      q.after = page.next;
      EXPECT_EQ(page.next.empty(), n == 3) << sort;
    }
    EXPECT_EQ(paged, whole) << sort;
  }
  ListQuery q = objects();
  q.limit = 1;
  q.after = must(now->lists().records(q)).next;
  q.sort = "name";
  EXPECT_EQ(outcome(now->lists().records(q)), "app.cursor") << "a place in another order";
}

// Each kind of list × each kind of viewer.
TEST_P(StoreConformance, ASightSeesItsOwnItsCasesAndItsTerritory) {
  committed(fill);
  auto now = reading();
  struct {
    Sight sight;
    std::string objects, cases, duties, documents;
  } const table[] = {
      {{.everything = true}, "O1 O2 O3 O4 ", "C1 C2 C3 ", "C1 C2 C3 ", "DC1 DC2 DC3 "},
      {{}, "", "", "", ""},
      {{.parties = {"P1"}}, "O1 O2 ", "C1 ", "C1 ", "DC1 "},
      {{.parties = {"P1", "P2"}}, "O1 O2 O3 O4 ", "C1 C2 C3 ", "C1 C2 C3 ", "DC1 DC2 DC3 "},
      {{.parties = {"P8"}}, "O3 ", "C2 C3 ", "C2 C3 ", "DC2 DC3 "},
      {{.parties = {"P9"}}, "O1 ", "C1 ", "C1 ", "DC1 "},
      {{.parties = {"P9"}, .territories = {"990102"}}, "O1 O3 O4 ", "C1 ", "C1 ", "DC1 "},
      {{.parties = {"P9"}, .territories = {"990000"}}, "O1 O2 O3 O4 ", "C1 ", "C1 ", "DC1 "},
      {{.parties = {"' OR 1=1 --"}}, "", "", "", ""},
  };
  for (const auto& row : table) {
    ListQuery q = objects(row.sight);
    Lists& lists = now->lists();
    EXPECT_EQ(ids(must(lists.records(q))), row.objects);
    EXPECT_EQ(ids(must(lists.cases(q))), row.cases);
    EXPECT_EQ(ids(must(lists.duties(q))), row.duties);
    std::string documents;
    for (const DocumentRow& d : must(lists.documents(q)).rows) documents += d.id + " ";
    EXPECT_EQ(documents, row.documents);
    // One at a time, the same.
    for (const std::string id : {"O1", "O2", "O3", "O4"})
      EXPECT_EQ(must(lists.sees(Listed::Records, "object/" + id, row.sight)),
                row.objects.find(id) != std::string::npos);
    for (const std::string id : {"C1", "C2", "C3"})
      EXPECT_EQ(must(lists.sees(Listed::Cases, id, row.sight)),
                row.cases.find(id) != std::string::npos);
  }
  EXPECT_EQ(must(now->lists().files_for("P1")), std::vector<std::string>{"P2"});
}

TEST_P(StoreConformance, AHeadOfficeFilesForAllItsBranches) {
  constexpr int kBranches = 400;
  committed([](Work& work) {
    for (int i = 0; i < kBranches; ++i) {
      const std::string id = "B" + std::to_string(1000 + i);
      must(work.put(party(id, "分公司" + id, "990101", "P0")));
      must(work.put(object("O" + id, id, "业务系统", 2)));
    }
  });
  auto now = reading();
  Sight sight{.parties = must(now->lists().files_for("P0"))};
  EXPECT_EQ(sight.parties.size(), kBranches);
  ListQuery q = objects(std::move(sight));
  const Page<RecordRow> page = must(now->lists().records(q));
  EXPECT_EQ(page.total, kBranches);
  q.search = "业务";
  EXPECT_EQ(must(now->lists().records(q)).total, kBranches);
}

TEST_P(StoreConformance, CasesAndDutiesAreFoundByWhatTheyAreAbout) {
  committed(fill);
  auto now = reading();
  ListQuery q = objects();
  q.search = "医院";
  EXPECT_EQ(ids(must(now->lists().cases(q))), "C2 C3 ");
  EXPECT_EQ(ids(must(now->lists().duties(q))), "C2 C3 ");
  EXPECT_EQ(must(now->lists().documents(q)).total, 2);
  q.search = "院";  // no pair: walked along
  EXPECT_EQ(ids(must(now->lists().cases(q))), "C2 C3 ");
  EXPECT_EQ(ids(must(now->lists().duties(q))), "C2 C3 ");
  EXPECT_EQ(must(now->lists().documents(q)).total, 2);
  q.search.clear();
  q.terms.push_back(
      {.column = "procedure", .how = ListTerm::How::EndOf, .text = "filing", .number = {}});
  q.terms.push_back({.column = "open", .text = {}, .number = 1});
  EXPECT_EQ(ids(must(now->lists().cases(q))), "C1 C3 ");
  q.terms.clear();
  const auto tally = must(now->lists().tally(Listed::Cases, q, {"t.state", "t.open"}));
  std::string told;
  for (const Tally& t : tally)
    told += t.values[0] + "/" + t.values[1] + "=" + std::to_string(t.count) + " ";
  EXPECT_EQ(told, "collecting/1=2 filed/0=1 ");
}

// What a unit is called and where it stands goes with it into the lines of its systems.
TEST_P(StoreConformance, LinesFollowTheirRecords) {
  committed(fill);
  committed([](Work& work) {
    must(work.put(party("P1", "青松学院", "990102")));
    must(work.put(object("O4", "P2", "档案系统", 1)));
  });
  auto now = reading();
  const auto found = [&](const std::string& search, Sight sight = {.everything = true}) {
    ListQuery q = objects(std::move(sight));
    q.search = search;
    return ids(must(now->lists().records(q)));
  };
  EXPECT_EQ(found("云杉"), "");
  EXPECT_EQ(found("青松"), "O1 O2 ");
  EXPECT_EQ(found("oa"), "");
  EXPECT_EQ(found("档案"), "O4 ");
  EXPECT_EQ(found("", {.parties = {"P9"}, .territories = {"990102"}}), "O1 O2 O3 O4 ");
}

TEST_P(StoreConformance, TheTrailIsReadFromItsEnd) {
  committed([](Work& work) {
    fill(work);
    for (int i = 0; i < 5; ++i) {
      EventRow e = an_event(i);
      e.stream = i < 3 ? "case/C1" : "object/O3";
      e.version = i + 1;
      e.account = i % 2 ? "zhang" : "li";
      e.owner_party = i < 3 ? "P1" : "P2";
      must(work.insert(e));
    }
  });
  auto now = reading();
  const auto told = [&](ListQuery q) {
    std::string out;
    for (const EventRow& e : must(now->lists().events(q)).rows) out += std::to_string(e.index);
    return out;
  };
  ListQuery q = objects();
  EXPECT_EQ(told(q), "43210");
  EXPECT_EQ(must(now->lists().events(q)).total, 5);
  q.limit = 2;
  q.after = must(now->lists().events(q)).next;
  EXPECT_EQ(told(q), "21");
  q = objects();
  q.terms.push_back({.column = "account", .text = "zhang", .number = {}});
  EXPECT_EQ(told(q), "31");
  q = objects();
  q.search = "医院";
  EXPECT_EQ(told(q), "43");
  q.search = "院";
  EXPECT_EQ(told(q), "43");
  EXPECT_EQ(told(objects({.parties = {"P9"}})), "210");
  EXPECT_EQ(told(objects({.parties = {"P9"}, .territories = {"990102"}})), "43210");
  EXPECT_EQ(told(objects({.parties = {"P7"}})), "");
}

}  // namespace
}  // namespace dengbao::conformance
