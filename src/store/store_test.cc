// The conformance suite on SQLite, and what only a file can do: break.

#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "conformance/store_conformance.h"

namespace dengbao::conformance {
namespace {

class FilePlace final : public Place {
 public:
  std::string address() const override { return folder_.file("store.db"); }

 private:
  Folder folder_;
};

class MemoryPlace final : public Place {
 public:
  std::string address() const override { return ":memory:"; }
  bool lasting() const override { return false; }
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance,
                         testing::Values(Kind{"file", [] { return std::make_unique<FilePlace>(); }},
                                         Kind{"memory",
                                              [] { return std::make_unique<MemoryPlace>(); }}),
                         [](const auto& test) { return test.param.name; });

TEST(SqliteStore, AMissingFileIsMadeOnlyWhenAsked) {
  const Folder folder;
  const std::string path = folder.file("none.db");
  EXPECT_EQ(outcome(open_store({path, false})), "store.no_database");
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_OK(open_store({path, true}));
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  ASSERT_OK(open_store({path, false}));
}

TEST(SqliteStore, WhatIsNotOursIsLeftAlone) {
  const Folder folder;
  const std::string text = folder.file("text.db");
  std::ofstream(text) << "这不是数据库，只是一段文字。" << std::string(4096, 'x');
  EXPECT_EQ(outcome(open_store({text})), "store.damaged");

  const std::string foreign = folder.file("foreign.db");
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(foreign.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "CREATE TABLE theirs (a)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(outcome(open_store({foreign})), "store.foreign_database");

  const std::string newer = folder.file("newer.db");
  ASSERT_OK(open_store({newer}));
  ASSERT_EQ(sqlite3_open(newer.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "INSERT INTO migration VALUES (999, 'x')", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(outcome(open_store({newer})), "store.newer_schema");

  EXPECT_EQ(outcome(open_store({"mysql://host/base"})), "store.unknown_address");
  EXPECT_EQ(outcome(open_store({""})), "store.no_address");
  EXPECT_EQ(outcome(open_store({folder.file("no/such/folder.db")})), "store.cannot_open");
}

// A copy made before there were sign-ins is restored without them.
TEST(SqliteStore, AnOlderCopyIsTakenIn) {
  const Folder folder;
  const std::string copy = folder.file("copy.db");
  {
    auto store = must(open_store({folder.file("store.db")}));
    auto work = must(store->begin());
    must(work->put_meta("origin", "旧"));
    must(work->put(CredentialRow{"zhang", "{}"}));
    must(work->put(a_case("C1")));
    must(work->commit());
    must(store->copy_to(copy));
  }
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(copy.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db,
                         "DROP TABLE credential; DROP TABLE sign_in; "
                         "ALTER TABLE case_state ADD COLUMN doc TEXT NOT NULL DEFAULT ''; "
                         "UPDATE case_state SET doc = (SELECT doc FROM case_snapshot); "
                         "DROP TABLE case_snapshot; "
                         "DELETE FROM migration WHERE number > 1",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  auto target = must(open_store({folder.file("target.db")}));
  must(restore_into(*target, copy));
  auto now = must(target->reading());
  EXPECT_EQ(must(now->meta("origin")), "旧");
  EXPECT_EQ(must(now->credential("zhang")), std::nullopt);
  // Cases stood in one table then.
  EXPECT_EQ(must(now->case_row("C1")), a_case("C1"));
}

}  // namespace
}  // namespace dengbao::conformance
