#include "store/sqlite.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "store/failure.h"

namespace dengbao::store {
namespace {

constexpr int kBusyMillis = 30'000;
constexpr std::size_t kMostStatements = 1000;
constexpr int kCheckpointPages = 8'000;  // 32 MB of WAL

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view raw(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string_view()
                            : std::string_view(static_cast<const char*>(bytes), size);
  }

 private:
  sqlite3_stmt* statement_;
};

// Personal values live in the file: nobody but its owner reads it. The folder is synced so that
// the name of a new file survives a power cut too.
Status create_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    const int error = errno;
    if (error == ENOSPC || error == EDQUOT) {
      return std::unexpected(external("store.disk_full", std::strerror(error)));
    }
    return std::unexpected(
        external("store.cannot_open", fmt::format("{}: {}", path, std::strerror(error))));
  }
  ::close(fd);
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const int dir = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    const int synced = ::fsync(dir);
    ::close(dir);
    if (synced != 0) return std::unexpected(external("store.io", std::strerror(errno)));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 SqliteMode mode) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    if (!mode.create) return fail(ErrorKind::NotFound, "store.no_database", {{"path", path}});
    CHECK(create_file(path));
  }
  sqlite3* db = nullptr;
  const int flags =
      (mode.read_only && mode.single_file ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
  std::unique_ptr<SqliteConnection> out(new SqliteConnection(db));
  if (code != SQLITE_OK) return std::unexpected(out->failure(code));
  CHECK(out->configure(mode));
  return out;
}

SqliteConnection::~SqliteConnection() {
  forget_statements();
  sqlite3_close_v2(db_);
}

void SqliteConnection::forget_statements() {
  for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
  statements_.clear();
}

Status SqliteConnection::configure(SqliteMode mode) {
  sqlite3_busy_timeout(db_, kBusyMillis);
  sqlite3_wal_hook(db_, &SqliteConnection::on_wal, this);
  if (mode.alone) {
    // Before the first look into the WAL, which decides where its index is kept. Nothing is moved
    // out of the WAL at the end: that would write.
    CHECK(execute("PRAGMA locking_mode=EXCLUSIVE"));
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  CHECK(execute(mode.durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF"));
  // In pages. With each commit SQLite goes through all that it keeps, so whoever writes keeps not
  // too many; readers are many, and drop theirs when somebody has written. The system has the rest.
  CHECK(execute(mode.read_only ? "PRAGMA cache_size=512" : "PRAGMA cache_size=4096"));
  // One large work, as of a list that is imported, keeps what it has changed as long as it can.
  CHECK(execute("PRAGMA cache_spill=16384"));
  CHECK(execute("PRAGMA temp_store=MEMORY"));
  CHECK(execute("PRAGMA trusted_schema=OFF"));
  if (mode.read_only) return execute("PRAGMA query_only=1");
  return execute(mode.single_file ? "PRAGMA journal_mode=DELETE" : "PRAGMA journal_mode=WAL");
}

int SqliteConnection::on_wal(void* self, sqlite3*, const char*, int pages) {
  static_cast<SqliteConnection*>(self)->wal_pages_ = pages;
  return SQLITE_OK;
}

Explanation SqliteConnection::failure(int code) const {
  std::string detail = fmt::format("sqlite {}: {}", code, db_ ? sqlite3_errmsg(db_) : "no memory");
  const int cause = db_ == nullptr ? 0 : sqlite3_system_errno(db_);
  const bool no_room = cause == ENOSPC || cause == EDQUOT;
  // The index beside the WAL is grown before it is used; that it cannot grow harms nothing.
  if (code == SQLITE_IOERR_SHMSIZE || (no_room && (code & 0xff) == SQLITE_CANTOPEN)) {
    return external("store.disk_full", std::move(detail));
  }
  switch (code & 0xff) {
    case SQLITE_FULL:
      return external("store.disk_full", std::move(detail));
    case SQLITE_IOERR:
      return external("store.io", std::move(detail));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return external("store.damaged", std::move(detail));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return external("store.busy", std::move(detail));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return external("store.read_only", std::move(detail));
    case SQLITE_CANTOPEN:
      return external("store.cannot_open", std::move(detail));
    case SQLITE_CONSTRAINT: {
      constexpr std::string_view kUnique = "UNIQUE constraint failed: ";
      const std::string_view words = sqlite3_errmsg(db_);
      if (words.starts_with(kUnique)) return taken(words.substr(kUnique.size()), std::move(detail));
      break;
    }
    default:
      break;
  }
  return external("store.database", std::move(detail));
}

Result<SqliteConnection::Prepared*> SqliteConnection::prepare(std::string_view sql) {
  if (auto known = statements_.find(sql); known != statements_.end()) return &known->second;
  Prepared prepared;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared.statement, nullptr);
  if (code != SQLITE_OK) return std::unexpected(failure(code));
  const int count = sqlite3_bind_parameter_count(prepared.statement);
  for (int i = 1; i <= count; ++i) {
    prepared.places.push_back(
        sqlite3_bind_parameter_index(prepared.statement, fmt::format("${}", i).c_str()));
  }
  return &statements_.emplace(std::string(sql), std::move(prepared)).first->second;
}

Status SqliteConnection::bind(const Prepared& prepared, Values values) {
  for (std::size_t i = 0; i < prepared.places.size() && i < values.size(); ++i) {
    const Value& value = values[i];
    const int place = prepared.places[i];
    // A view without memory would be bound as NULL.
    const char* data = value.bytes.data() == nullptr ? "" : value.bytes.data();
    int code = SQLITE_OK;
    switch (value.kind) {
      case Value::Kind::Null:
        code = sqlite3_bind_null(prepared.statement, place);
        break;
      case Value::Kind::Integer:
        code = sqlite3_bind_int64(prepared.statement, place, value.integer);
        break;
      case Value::Kind::Text:
        code = sqlite3_bind_text64(prepared.statement, place, data, value.bytes.size(),
                                   SQLITE_STATIC, SQLITE_UTF8);
        break;
      case Value::Kind::Bytes:
        code =
            sqlite3_bind_blob64(prepared.statement, place, data, value.bytes.size(), SQLITE_STATIC);
        break;
    }
    if (code != SQLITE_OK) return std::unexpected(failure(code));
  }
  return {};
}

Status SqliteConnection::run(std::string_view sql, Values values, const RowTaker* take) {
  if (failed_) return std::unexpected(*failed_);
  // Lists can be asked for in thousands of forms; none is in use where nothing runs.
  if (running_ == 0 && statements_.size() >= kMostStatements) forget_statements();
  ++running_;
  const Status done = [&]() -> Status {
    Prepared* prepared = TRY(prepare(sql));
    CHECK(bind(*prepared, values));
    int code = sqlite3_step(prepared->statement);
    while (code == SQLITE_ROW) {
      if (take != nullptr) (*take)(SqliteRow(prepared->statement));
      code = sqlite3_step(prepared->statement);
    }
    Status out;
    if (code != SQLITE_DONE) {
      Explanation why = failure(code);
      why.detail += fmt::format(" in {}", sql);
      out = std::unexpected(std::move(why));
    }
    sqlite3_reset(prepared->statement);
    return out;
  }();
  --running_;
  if (!done && in_transaction_) failed_ = done.error();
  return done;
}

Status SqliteConnection::execute(const char* sql) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(failure(code));
  return {};
}

Status SqliteConnection::query(std::string_view sql, Values values, const RowTaker& take) {
  return run(sql, values, &take);
}

Status SqliteConnection::stream(std::string_view sql, const RowTaker& take) {
  return run(sql, {}, &take);
}

Status SqliteConnection::write(std::string_view sql, Values values,
                               std::optional<Expectation> expected) {
  CHECK(run(sql, values, nullptr));
  if (expected && sqlite3_changes64(db_) != expected->rows) {
    failed_ = Explanation{ErrorKind::Conflict, std::string(expected->code), {}, {}, {}, {}, {}};
    return std::unexpected(*failed_);
  }
  return {};
}

Status SqliteConnection::begin_write() {
  CHECK(run("BEGIN IMMEDIATE", {}, nullptr));
  in_transaction_ = true;
  return {};
}

Status SqliteConnection::begin_read() {
  CHECK(run("BEGIN", {}, nullptr));
  in_transaction_ = true;
  // The state is pinned by the first look, not by BEGIN.
  return run("SELECT 1 FROM sqlite_master LIMIT 1", {}, nullptr);
}

Status SqliteConnection::commit() {
  CHECK(run("COMMIT", {}, nullptr));
  in_transaction_ = false;
  return {};
}

void SqliteConnection::rollback() {
  failed_.reset();
  in_transaction_ = false;
  if (sqlite3_get_autocommit(db_) == 0) (void)run("ROLLBACK", {}, nullptr);
}

Status SqliteConnection::checkpoint() {
  if (wal_pages_ < kCheckpointPages) return {};
  wal_pages_ = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // A reader in the way only puts it off.
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
    return {};
  return std::unexpected(failure(code));
}

Status SqliteConnection::copy_into(SqliteConnection& target) {
  sqlite3_backup* backup = sqlite3_backup_init(target.db_, "main", db_, "main");
  if (backup == nullptr) return std::unexpected(target.failure(sqlite3_errcode(target.db_)));
  // All pages in one step: one committed state, whatever others write meanwhile.
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped == SQLITE_DONE && finished == SQLITE_OK)
    return target.execute("PRAGMA journal_mode=DELETE");
  return std::unexpected(target.failure(finished != SQLITE_OK ? finished : stepped));
}

Result<bool> SqliteConnection::has_table(std::string_view name) {
  bool found = false;
  const Value values[] = {name};
  CHECK(query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND ($1 = '' OR name = $1)", values,
              [&](const Row&) { found = true; }));
  return found;
}

}  // namespace dengbao::store
