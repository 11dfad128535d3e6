// One work after another, whole or not at all.

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

// The first failure of a work: of the write itself or, where the driver sends later, of commit().
std::string broken(Store& store, const std::function<Status(Work&)>& write) {
  auto work = must(store.begin());
  const Status written = write(*work);
  const Status committed = work->commit();
  EXPECT_FALSE(committed.has_value()) << "a failed work is never committed";
  if (!written) {
    EXPECT_EQ(outcome(committed), outcome(written)) << "the failure stays the same";
  }
  if (committed) return "ok";
  EXPECT_EQ(committed.error().kind, ErrorKind::Conflict);
  return committed.error().code;
}

TEST_P(StoreConformance, WhatIsTakenIsAConflictWithItsName) {
  CaseRow keyed = a_case("C1");
  keyed.key = "2026-06/P1";
  committed([&](Work& work) {
    must(work.insert(an_event(0, "case/C1", 1)));
    must(work.put(keyed));
    must(work.put(NumberRow{"filing", "110105", "O1", 1, "11010500001"}));
    must(work.insert(AnswerRow{"a", "k", "r", "{}"}));
    must(work.insert(SecretRow{"E0", "phone", "s", "v"}));
    must(work.insert(OutboxRow{"E0", 1, "{}"}));
    must(work.insert(a_document("D1", "C1", "P1")));
    must(work.put(HeadRow{5, a_digest(1), {}, "n"}));
  });
  struct {
    std::string code;
    std::function<Status(Work&)> write;
  } const table[] = {
      {"store.version_taken", [](Work& w) { return w.insert(an_event(1, "case/C1", 1)); }},
      {"store.index_taken",
       [](Work& w) {
         EventRow row = an_event(0, "case/C2", 1);
         row.id = "other";
         return w.insert(row);
       }},
      {"store.event_known",
       [](Work& w) {
         EventRow row = an_event(1, "case/C2", 1);
         row.id = "E0";
         return w.insert(row);
       }},
      {"store.case_key_taken",
       [&](Work& w) {
         CaseRow row = keyed;
         row.id = "C2";
         return w.put(row);
       }},
      {"store.number_taken",
       [](Work& w) { return w.put(NumberRow{"filing", "110105", "O2", 1, "x"}); }},
      {"store.number_text_taken",
       [](Work& w) { return w.put(NumberRow{"filing", "110105", "O2", 2, "11010500001"}); }},
      {"store.answer_known", [](Work& w) { return w.insert(AnswerRow{"a", "k", "r2", "{}"}); }},
      {"store.secret_known", [](Work& w) { return w.insert(SecretRow{"E0", "phone", "", ""}); }},
      {"store.effect_known", [](Work& w) { return w.insert(OutboxRow{"E0", 1, "{}"}); }},
      {"store.document_known", [](Work& w) { return w.insert(a_document("D1", "C2", "P2")); }},
      {"store.head_forked", [](Work& w) { return w.put(HeadRow{5, a_digest(2), {}, "n"}); }},
      {"store.head_went_back", [](Work& w) { return w.put(HeadRow{4, a_digest(2), {}, "n"}); }},
      {"store.no_secret", [](Work& w) { return w.erase_secret("E0", "name"); }},
  };
  for (const auto& row : table) EXPECT_EQ(broken(*store_, row.write), row.code);
  committed([](Work& work) { must(work.insert(an_event(1, "case/C1", 2))); });
  EXPECT_EQ(must(reading()->events(0, 10)).size(), 2U) << "a conflict does not stop the store";
}

TEST_P(StoreConformance, AConflictUndoesTheWholeWork) {
  committed([](Work& work) { must(work.insert(an_event(0, "case/C1", 1))); });
  broken(*store_, [](Work& work) -> Status {
    must(work.put(a_case("C1")));
    CHECK(work.insert(an_event(1, "case/C1", 1)));
    return work.put(a_case("C2"));
  });
  EXPECT_TRUE(must(reading()->cases({})).empty());
}

TEST_P(StoreConformance, AfterAFailureAWorkAnswersNothingElse) {
  committed([](Work& work) { must(work.insert(an_event(0, "case/C1", 1))); });
  auto work = begin();
  (void)work->insert(an_event(1, "case/C1", 1));
  EXPECT_EQ(outcome(work->head()), "store.version_taken");
  EXPECT_EQ(outcome(work->put(a_case("C1"))), "store.version_taken");
  EXPECT_EQ(outcome(work->case_row("C1")), "store.version_taken");
}

TEST_P(StoreConformance, TextThatOneDatabaseCouldNotKeepIsRefusedByBoth) {
  for (const std::string& bad :
       {std::string("a\0b", 3), std::string("\xff"), std::string("12345678\xe4\xb8")}) {
    auto work = begin();
    CaseRow row = a_case("C1");
    row.snapshot = bad;
    const Status refused = work->put(row);
    EXPECT_EQ(outcome(refused), "store.unfit_text");
    EXPECT_EQ(refused.error().kind, ErrorKind::BadInput);
    must(work->put(a_case("C1")));
  }
}

TEST_P(StoreConformance, AWorkWithoutCommitLeavesNothing) {
  {
    auto work = begin();
    must(work->insert(an_event(0)));
    must(work->put(a_case("C1")));
    must(work->put_file("f", std::string(1'000'000, 'x')));
    must(work->put(HeadRow{1, a_digest(1), {}, "n"}));
    EXPECT_TRUE(must(work->case_row("C1")).has_value());
  }
  auto now = reading();
  EXPECT_EQ(must(now->head()), HeadRow{});
  EXPECT_TRUE(must(now->events(0, 10)).empty());
  EXPECT_TRUE(must(now->cases({})).empty());
  EXPECT_TRUE(must(now->file_digests()).empty());
}

TEST_P(StoreConformance, ACommittedWorkIsOver) {
  auto work = begin();
  must(work->put(a_case("C1")));
  must(work->commit());
  EXPECT_EQ(outcome(work->put(a_case("C2"))), "store.work_over");
  EXPECT_EQ(outcome(work->commit()), "store.work_over");
}

TEST_P(StoreConformance, AReadingStandsStillWhileOthersWrite) {
  committed([](Work& work) { must(work.put(a_case("C1"))); });
  auto before = reading();
  {
    auto work = begin();
    must(work->put(a_case("C2")));
    EXPECT_EQ(must(before->cases({})).size(), 1U);
    EXPECT_EQ(must(reading()->cases({})).size(), 1U) << "nothing uncommitted is seen";
    must(work->commit());
  }
  EXPECT_EQ(must(before->cases({})).size(), 1U);
  EXPECT_EQ(must(reading()->cases({})).size(), 2U);
}

TEST_P(StoreConformance, AStateIsAnotherAfterEachCommit) {
  const auto state = [&] { return must(store_->state()); };
  const StoreState empty = state();
  begin()->put(a_case("C0"));
  EXPECT_EQ(state().identity, empty.identity) << "nothing was committed";
  std::set<std::string> seen{state().all};
  for (const char* id : {"C1", "C2", "C3"}) {
    committed([&](Work& work) { must(work.put(a_case(id))); });
    EXPECT_TRUE(seen.insert(state().all).second) << id;
  }
  EXPECT_EQ(state().identity, empty.identity);
}

// A database that others write may be in another state at any time.
TEST_P(StoreConformance, AStateThatIsAtHandStaysUntilACommit) {
  if (!store_->state_at_hand()) return;
  const StoreState before = must(store_->state());
  begin()->put(a_case("C1"));
  (void)must(reading()->cases({}));
  EXPECT_EQ(must(store_->state()), before);
  EXPECT_EQ(*store_->state_at_hand(), before);
  committed([](Work& work) { must(work.put(a_case("C1"))); });
  EXPECT_NE(must(store_->state()).all, before.all);
  EXPECT_EQ(*store_->state_at_hand(), must(store_->state()));
}

TEST_P(StoreConformance, AChangeOfWhoMaySignInIsAnotherIdentity) {
  const auto at = [](std::int64_t ms) { return Instant::from_millis(ms); };
  const std::function<void(Work&)> changes[] = {
      [](Work& work) { must(work.put(CredentialRow{"zhang", "{}"})); },
      [&](Work& work) { must(work.put(SignInRow{"a", "zhang", at(2000), "{}"})); },
      [](Work& work) { must(work.end_sign_in("a")); },
      [&](Work& work) { must(work.end_sign_ins_before(at(1000))); },
      [](Work& work) { must(work.put(a_record("account", "zhang", "P1"))); }};
  std::set<std::string> seen{must(store_->state()).identity};
  for (const auto& change : changes) {
    committed(change);
    EXPECT_TRUE(seen.insert(must(store_->state()).identity).second);
  }
  committed([](Work& work) { must(work.put(a_record("object", "o1", "P1"))); });
  EXPECT_TRUE(seen.contains(must(store_->state()).identity));
}

TEST_P(StoreConformance, WhereOthersWriteTooTheirCommitsAreSeen) {
  if (store_->state_at_hand()) return;  // the only one that writes knows by itself
  auto second = open();
  const StoreState before = must(store_->state());
  auto work = must(second->begin());
  must(work->put(SignInRow{"a", "zhang", Instant::from_millis(2000), "{}"}));
  must(work->commit());
  const StoreState after = must(store_->state());
  EXPECT_NE(after.all, before.all);
  EXPECT_NE(after.identity, before.identity);
  EXPECT_EQ(must(second->state()).identity, after.identity);
}

TEST_P(StoreConformance, WorksOfTwoThreadsAreOneAfterAnother) {
  constexpr int kEach = 40;
  const auto count = [&](const std::string& holder) {
    for (int i = 0; i < kEach; ++i) {
      auto work = begin();
      const std::int64_t last = must(work->last_number("filing", "1"));
      std::this_thread::yield();
      must(work->put(NumberRow{"filing", "1", holder + std::to_string(i), last + 1, ""}));
      must(work->commit());
    }
  };
  std::thread other([&] { count("b"); });
  count("a");
  other.join();
  const auto numbers = must(reading()->numbers("filing"));
  ASSERT_EQ(numbers.size(), 2U * kEach);
  EXPECT_EQ(numbers.front().number, 1);
  EXPECT_EQ(numbers.back().number, 2 * kEach) << "no gaps, no doubles";
}

TEST_P(StoreConformance, TwoStoresOnOnePlaceTakeTurns) {
  if (!place_->lasting()) return;  // two stores in memory are two places
  auto second = open();
  constexpr int kEach = 15;
  const auto count = [](Store& store, const std::string& holder) {
    for (int i = 0; i < kEach; ++i) {
      auto work = must(store.begin());
      const std::int64_t last = must(work->last_number("filing", "1"));
      must(work->put(NumberRow{"filing", "1", holder + std::to_string(i), last + 1, ""}));
      must(work->commit());
    }
  };
  std::thread other([&] { count(*second, "b"); });
  count(*store_, "a");
  other.join();
  EXPECT_EQ(must(reading()->last_number("filing", "1")), 2 * kEach);
}

TEST_P(StoreConformance, WhatWasCommittedIsThereWhenOpenedAgain) {
  if (!place_->lasting()) return;  // memory is what this case is not about
  committed([](Work& work) { must(work.insert(an_event(0))); });
  store_.reset();
  store_ = open();
  EXPECT_EQ(must(reading()->event_at(0)), an_event(0));
}

// A row in every table.
void fill(Work& work) {
  must(work.insert(an_event(0)));
  must(work.insert(SecretRow{"E0", "phone", std::string("\0\1", 2), "v"}));
  CaseRow row = a_case("C1");
  row.wake = Instant::from_millis(7);
  must(work.put(row));
  must(work.put_parties("C1", {{"reviewer", "P2"}}));
  DutyRow never = a_duty("C1", "review", 0);
  never.due = std::nullopt;
  must(work.put(never));
  must(work.put(a_record("object", "O1", "P1")));
  must(work.put(NumberRow{"filing", "1", "O1", 1, "11"}));
  must(work.insert(AnswerRow{"a", "k", "r", "{}"}));
  must(work.insert(OutboxRow{"E0", 1, "{}"}));
  must(work.put(TileRow{0, 0, 1, std::string("\0\xff", 2)}));
  must(work.put(HeadRow{1, a_digest(1), Instant::from_millis(3), "note"}));
  must(work.insert(a_document("D1", "C1", "P1")));
  must(work.put_file("f", std::string(600'000, '\0')));
  must(work.insert(PackRow{"p", "cn-mlps", "2025", "{}", {}}));
  must(work.put_meta("origin", "x"));
}

// A copy holds one committed state although somebody writes on, and can be loaded anywhere.
TEST_P(StoreConformance, ACopyIsWholeAndCanBeRestored) {
  const Folder folder;
  const std::string copy = folder.file("copy.db");
  committed(fill);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 1; !stop; ++i) {
      auto work = must(store_->begin());
      must(work->insert(an_event(i)));
      must(work->put(HeadRow{i + 1, a_digest(1), {}, "note"}));
      must(work->commit());
    }
  });
  const Status copied = store_->copy_to(copy);
  stop = true;
  writer.join();
  must(copied);
  EXPECT_EQ(outcome(store_->copy_to(copy)), "store.copy_exists");

  const auto fresh = GetParam().make();
  auto target = must(open_store({fresh->address()}));
  must(restore_into(*target, copy));
  auto now = must(target->reading());
  const std::int64_t size = must(now->head()).size;
  EXPECT_EQ(std::cmp_equal(must(now->events(0, 1'000'000)).size(), size), true)
      << "events and head are of one moment";
  auto here = reading();
  EXPECT_EQ(must(now->event_at(0)), an_event(0));
  EXPECT_EQ(must(now->secrets("E0")), must(here->secrets("E0")));
  EXPECT_EQ(must(now->cases({})), must(here->cases({})));
  EXPECT_EQ(must(now->case_parties("C1")), must(here->case_parties("C1")));
  EXPECT_EQ(must(now->duties({})), must(here->duties({})));
  EXPECT_EQ(must(now->records({})), must(here->records({})));
  EXPECT_EQ(must(now->numbers("filing")), must(here->numbers("filing")));
  EXPECT_EQ(must(now->answer("a", "k")), must(here->answer("a", "k")));
  EXPECT_EQ(must(now->outbox(9)), must(here->outbox(9)));
  EXPECT_EQ(must(now->tile(0, 0)), must(here->tile(0, 0)));
  EXPECT_EQ(must(now->documents_of("C1")), must(here->documents_of("C1")));
  EXPECT_EQ(must(now->file("f")), must(here->file("f")));
  EXPECT_EQ(must(now->pack("p")), must(here->pack("p")));
  EXPECT_EQ(must(now->meta("origin")), must(here->meta("origin")));
  EXPECT_EQ(outcome(restore_into(*target, copy)), "store.not_empty");
  EXPECT_EQ(outcome(restore_into(*target, folder.file("none"))), "store.no_database");
}

}  // namespace
}  // namespace dengbao::conformance
