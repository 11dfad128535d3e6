// Pages, filters, and who sees what.

#include "app/lists.h"
#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

std::string ids(const std::vector<CaseRow>& rows) {
  std::string out;
  for (const CaseRow& row : rows) out += row.id + " ";
  return out;
}

std::string ids(const std::vector<DutyRow>& rows) {
  std::string out;
  for (const DutyRow& row : rows) out += row.case_id + "/" + row.duty + " ";
  return out;
}

TEST_P(StoreConformance, CasesAreFilteredAndPaged) {
  committed([](Work& work) {
    for (int i = 0; i < 7; ++i) {
      CaseRow row = a_case("C" + std::to_string(i), i < 4 ? "P1" : "P2");
      if (i % 2 == 1) row.state = "filed";
      row.open = i != 6;
      if (i == 2) row.procedure = "cn-cq/filing";
      if (i == 3) row.subject = "object/O9";
      must(work.put(row));
    }
    must(work.put_parties("C5", {{"reviewer", "P7"}}));
  });
  auto now = reading();
  struct {
    CaseQuery query;
    std::string expected;
  } const table[] = {
      {{}, "C0 C1 C2 C3 C4 C5 C6 "},
      {{.procedure = "cn-cq/filing"}, "C2 "},
      {{.subject = "object/O9"}, "C3 "},
      {{.state = "filed"}, "C1 C3 C5 "},
      {{.state = "filed", .owner_party = "P1"}, "C1 C3 "},
      {{.party = "P7"}, "C5 "},
      {{.open = false}, "C6 "},
      {{.open = true, .after = "C3"}, "C4 C5 "},
      {{.after = "C1", .limit = 2}, "C2 C3 "},
      {{.owner_party = "' OR 1=1 --"}, ""},
  };
  for (const auto& row : table) EXPECT_EQ(ids(must(now->cases(row.query))), row.expected);
}

TEST_P(StoreConformance, DutiesAreFilteredAndPagedByDue) {
  committed([](Work& work) {
    must(work.put(a_duty("C2", "review", 100)));
    must(work.put(a_duty("C1", "review", 100)));
    must(work.put(a_duty("C1", "answer", 50)));
    DutyRow never = a_duty("C0", "annual", 0);
    never.due = std::nullopt;
    never.status = "waiting";
    must(work.put(never));
    DutyRow done = a_duty("C3", "review", 70);
    done.status = "done";
    done.owner_party = "P5";
    done.provisional = true;
    must(work.put(done));
  });
  auto now = reading();
  struct {
    DutyQuery query;
    std::string expected;
  } const table[] = {
      {{}, "C1/answer C3/review C1/review C2/review C0/annual "},
      {{.limit = 2}, "C1/answer C3/review "},
      {{.after_case = "C3", .after_duty = "review", .after_instance = "1", .limit = 2},
       "C1/review C2/review "},
      {{.after_case = "C2", .after_duty = "review", .after_instance = "1"}, "C0/annual "},
      {{.status = {"running"}}, "C1/answer C1/review C2/review "},
      {{.status = {"waiting", "done"}}, "C3/review C0/annual "},
      {{.due_before = Instant::from_millis(100)}, "C1/answer C3/review "},
      {{.provisional = true}, "C3/review "},
      {{.case_id = "C1"}, "C1/answer C1/review "},
      {{.owner_party = "P5"}, "C3/review "},
  };
  for (const auto& row : table) EXPECT_EQ(ids(must(now->duties(row.query))), row.expected);
}

TEST_P(StoreConformance, TheLastDutyThatFellDue) {
  committed([](Work& work) {
    for (const std::int64_t due : {100, 200, 300}) {
      DutyRow duty = a_duty("C" + std::to_string(due), "review", due);
      duty.status = due == 200 ? "done" : due == 300 ? "paused" : "running";
      must(work.put(duty));
    }
  });
  const std::pair<std::int64_t, std::int64_t> table[] = {
      {99, 0}, {100, 100}, {250, 100}, {300, 300}, {9999, 300}};
  auto now = reading();
  for (const auto& [at, last] : table)
    EXPECT_EQ(must(now->lists().last_due(Instant::from_millis(at))).millis(), last) << at;
}

// Cell by cell: owner or holder of a role sees a row, nobody else; an empty viewer sees all.
TEST_P(StoreConformance, AViewerSeesWhatIsItsOwnOrWhereItHoldsARole) {
  committed([](Work& work) {
    for (const auto& [id, owner] : {std::pair{"C1", "P1"}, {"C2", "P2"}, {"C3", "P3"}}) {
      must(work.put(a_case(id, owner)));
      DutyRow duty = a_duty(id, "review", 1);
      duty.owner_party = owner;
      must(work.put(duty));
      must(work.insert(a_document(std::string("D") + id, id, owner)));
      must(work.put(a_record("object", std::string("O") + id, owner)));
    }
    must(work.put_parties("C2", {{"reviewer", "P1"}, {"expert", "P4"}, {"witness", "P1"}}));
  });
  struct {
    std::string viewer, cases, duties, records;
  } const table[] = {
      {"", "C1 C2 C3 ", "C1/review C2/review C3/review ", "OC1 OC2 OC3 "},
      {"P1", "C1 C2 ", "C1/review C2/review ", "OC1 "},
      {"P2", "C2 ", "C2/review ", "OC2 "},
      {"P3", "C3 ", "C3/review ", "OC3 "},
      {"P4", "C2 ", "C2/review ", ""},
      {"P5", "", "", ""},
      {"P", "", "", ""},
      {"%", "", "", ""},
  };
  auto now = reading();
  for (const auto& row : table) {
    SCOPED_TRACE("viewer '" + row.viewer + "'");
    EXPECT_EQ(ids(must(now->cases({.viewer = row.viewer}))), row.cases);
    EXPECT_EQ(ids(must(now->duties({.viewer = row.viewer}))), row.duties);
    std::string records;
    for (const RecordRow& r : must(now->records({.viewer = row.viewer}))) records += r.id + " ";
    EXPECT_EQ(records, row.records);
  }
  EXPECT_EQ(ids(must(now->cases({.owner_party = "P3", .viewer = "P1"}))), "")
      << "a filter never widens what a viewer sees";
}

TEST_P(StoreConformance, TheOrderOfTextIsThatOfItsBytes) {
  committed([](Work& work) {
    for (const char* id : {"b", "B", "a-1", "a1", "中", "é"}) must(work.put(a_case(id)));
  });
  EXPECT_EQ(ids(must(reading()->cases({}))), "B a-1 a1 b é 中 ");
}

}  // namespace
}  // namespace dengbao::conformance
