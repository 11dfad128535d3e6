#pragma once
// The SQLite driver: raw C API, WAL, synchronous=FULL, statements prepared once.
// There are no foreign keys: rows hang together by the events they are made from.

#include <sqlite3.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/connection.h"

namespace dengbao::store {

struct SqliteMode {
  bool create = false;       // make the file when there is none (mode 0600)
  bool read_only = false;    // refuses to write
  bool durable = true;       // false: for tests in memory
  bool single_file = false;  // a copy to carry away: no WAL beside it
  // Reads with the index of the WAL on the heap instead of in a file shared with others, and so
  // keeps all others out while it is open: for a disk that has no room for that file.
  bool alone = false;
};

class SqliteConnection final : public Connection {
 public:
  // NotFound without `create`; External when it cannot be opened or is not a database.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, SqliteMode mode);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Status query(std::string_view sql, Values values, const RowTaker& take) override;
  Status stream(std::string_view sql, const RowTaker& take) override;
  Status write(std::string_view sql, Values values, std::optional<Expectation> expected) override;
  Status begin_write() override;
  Status begin_read() override;
  Status commit() override;
  void rollback() override;
  bool usable() const override { return true; }
  Dialect dialect() const override { return Dialect::Sqlite; }
  Result<bool> has_table(std::string_view name) override;
  Status begin_schema() override { return begin_write(); }

  // Moves the WAL into the file when it has grown; a failure is as grave as one of commit().
  Status checkpoint();
  // The whole database as it stands now, into another file that is open here.
  Status copy_into(SqliteConnection& target);

 private:
  struct Prepared {
    sqlite3_stmt* statement = nullptr;
    std::vector<int> places;  // of $1, $2 ...: SQLite numbers them by first appearance
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  explicit SqliteConnection(sqlite3* db) : db_(db) {}
  Status configure(SqliteMode mode);
  Result<Prepared*> prepare(std::string_view sql);
  Status bind(const Prepared& prepared, Values values);
  Status run(std::string_view sql, Values values, const RowTaker* take);
  void forget_statements();
  Status execute(const char* sql);
  Explanation failure(int code) const;
  static int on_wal(void* self, sqlite3* db, const char* name, int pages);

  sqlite3* db_ = nullptr;
  int wal_pages_ = 0, running_ = 0;
  bool in_transaction_ = false;
  std::optional<Explanation> failed_;
  std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> statements_;
};

}  // namespace dengbao::store
