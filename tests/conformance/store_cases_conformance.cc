// Cases: replaced, moved on, left behind, woken.

#include "app/lists.h"
#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

TEST_P(StoreConformance, ACaseIsReplacedByItsNextVersion) {
  CaseRow row = a_case("C1");
  row.key = "inspection/P1/2026-06";
  row.wake = Instant::from_millis(500);
  committed([&](Work& work) { must(work.put(row)); });
  EXPECT_EQ(must(reading()->case_row("C1")), row);
  EXPECT_EQ(must(reading()->case_by_key(row.key)), row);
  row.version = 2;
  row.state = "filed";
  row.open = false;
  row.wake = std::nullopt;
  row.pack = "another";
  row.owner_party = "P-new";
  committed([&](Work& work) { must(work.put(row)); });
  EXPECT_EQ(must(reading()->case_row("C1")), row);
  EXPECT_EQ(must(reading()->case_row("C2")), std::nullopt);
  EXPECT_EQ(must(reading()->case_by_key("")), std::nullopt);
}

TEST_P(StoreConformance, ACaseMovesOnWhereItStands) {
  CaseRow row = a_case("C1");
  committed([&](Work& work) { must(work.put(row)); });
  row.version = 2;
  row.wake = Instant::from_millis(700);
  row.snapshot = R"({"state":"收件","version":2})";
  committed([&](Work& work) { must(work.move_on(row, Work::Wake::Otherwise)); });
  EXPECT_EQ(must(reading()->case_row("C1")), row);
  row.version = 3;
  row.snapshot = R"({"state":"收件","version":3})";
  committed([&](Work& work) { must(work.move_on(row, Work::Wake::AsBefore)); });
  EXPECT_EQ(must(reading()->case_row("C1")), row);
  // Only a case that is there can move on.
  for (const auto wake : {Work::Wake::AsBefore, Work::Wake::Otherwise}) {
    auto work = begin();
    const CaseRow nobody = a_case("C9");
    Status done = work->move_on(nobody, wake);
    if (done) done = work->commit();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "store.no_case");
  }
}

// A busy installation writes the case itself only now and then: whoever reads it is given what has
// happened since, and nothing of it once the case has been written.
TEST_P(StoreConformance, ASnapshotThatStaysBehindComesWithTheEventsSince) {
  CaseRow row = a_case("C1");
  row.key = "key-1";
  row.wake = Instant::from_millis(5);
  const auto moved = [&](std::int64_t version) {
    EventRow event = an_event(version - 1);
    event.stream = "case/C1";
    event.version = version;
    event.core = "{\"version\":" + std::to_string(version) + "}";
    return event;
  };
  committed([&](Work& work) {
    must(work.insert(moved(1)));
    must(work.put(row));
  });
  const std::string first = row.snapshot;
  row.snapshot.clear();
  for (row.version = 2; row.version <= 3; ++row.version)
    committed([&](Work& work) {
      must(work.insert(moved(row.version)));
      must(row.version == 2 ? work.move_on(row, Work::Wake::AsBefore) : work.put(row));
    });
  row.version = 3;
  row.snapshot = first;
  row.since = {"{\"version\":2}", "{\"version\":3}"};
  EXPECT_EQ(must(reading()->case_row("C1")), row);
  EXPECT_EQ(must(reading()->case_by_key("key-1")), row);
  EXPECT_EQ(must(reading()->cases({})), std::vector{row});
  EXPECT_EQ(must(reading()->waking(Instant::from_millis(9), 9)), std::vector{row});
  ListQuery everything;
  everything.sight.everything = true;
  // Lists show the line of a case only; whoever wants the whole asks for that one.
  CaseRow line = row;
  line.snapshot.clear();
  line.since.clear();
  EXPECT_EQ(must(reading()->lists().cases(everything)).rows, std::vector{line});

  row.snapshot = "{\"all\":3}";
  row.since.clear();
  committed([&](Work& work) { must(work.put_snapshot("C1", 3, row.snapshot)); });
  EXPECT_EQ(must(reading()->case_row("C1")), row);
}

TEST_P(StoreConformance, OpenCasesWakeInOrder) {
  committed([](Work& work) {
    for (int i = 0; i < 6; ++i) {
      CaseRow row = a_case("C" + std::to_string(i));
      if (i != 5) row.wake = Instant::from_millis(1000 - i * 100);
      row.open = i != 4;
      must(work.put(row));
    }
  });
  const auto ids = [&](std::int64_t until, int limit) {
    std::string out;
    for (const CaseRow& row : must(reading()->waking(Instant::from_millis(until), limit)))
      out += row.id;
    return out;
  };
  EXPECT_EQ(ids(699, 10), "");
  EXPECT_EQ(ids(700, 10), "C3");
  EXPECT_EQ(ids(5000, 10), "C3C2C1C0");
  EXPECT_EQ(ids(5000, 2), "C3C2");
}

}  // namespace
}  // namespace dengbao::conformance
