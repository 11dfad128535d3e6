#include "store/sql_store.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "store/failure.h"
#include "store/schema.h"

namespace dengbao::store {
namespace {

// Kept open with what they have prepared: each of a server's threads may read at once. Those of a
// database that others use too are counted there.
constexpr std::size_t kIdleReaders = 64, kIdleReadersOfShared = 8;

}  // namespace

Result<std::unique_ptr<Connection>> Driver::connect_alone() {
  return fail_external("store.disk_full", "no connection without room");
}

class SqlStore::WriteLease final : public Lease {
 public:
  explicit WriteLease(SqlStore& store) : store_(store) {}
  ~WriteLease() override {
    if (!committed_) store_.writer_->rollback();
    if (!store_.writer_->usable()) store_.writer_.reset();
    store_.turn_.release();
  }
  Connection& connection() override { return *store_.writer_; }
  Status commit(bool identity) override {
    Status done = connection().commit();
    // Also after a failure: what became of it may be unknown.
    if (identity) ++store_.identity_commits_;
    ++store_.commits_;
    if (!done) {
      // A lost connection whose work was surely undone harms nothing; anything else might.
      if (done.error().kind == ErrorKind::External && done.error().code != "store.connection") {
        store_.poisoned_ = true;
      }
      return done;
    }
    committed_ = true;
    if (!store_.driver_->after_commit(connection())) store_.poisoned_ = true;
    return {};
  }
  void failed(const Explanation& why) override {
    if (why.code == "store.io") store_.poisoned_ = true;
  }

 private:
  SqlStore& store_;
  bool committed_ = false;
};

class SqlStore::ReadLease final : public Lease {
 public:
  ReadLease(SqlStore& store, std::unique_ptr<Connection> reader, std::string moment)
      : store_(store), reader_(std::move(reader)), moment_(std::move(moment)) {}
  ~ReadLease() override {
    reader_->rollback();
    store_.give_back(std::move(reader_));
  }
  Connection& connection() override { return *reader_; }
  Status commit(bool) override { return {}; }
  void failed(const Explanation&) override {}
  RememberedNumbers* remembered() override { return &store_.remembered_; }
  std::string_view moment() const override { return moment_; }

 private:
  SqlStore& store_;
  std::unique_ptr<Connection> reader_;
  std::string moment_;
};

Result<std::unique_ptr<SqlStore>> SqlStore::open(std::unique_ptr<Driver> driver, bool create) {
  std::unique_ptr<SqlStore> out(new SqlStore(std::move(driver)));
  Status opened = [&]() -> Status {
    out->writer_ = TRY(out->driver_->connect_writer());
    return migrate(*out->writer_, create);
  }();
  if (!opened && !create && opened.error().code == "store.disk_full") opened = out->open_alone();
  if (!opened) return std::unexpected(std::move(opened).error());
  return out;
}

// On a disk without a free byte what is there can still be read, by one program at a time.
Status SqlStore::open_alone() {
  writer_.reset();
  auto reader = TRY(driver_->connect_alone());
  if (TRY(schema_of(*reader)) != newest_schema()) {
    return std::unexpected(external("store.disk_full", "a migration is due"));
  }
  readers_.push_back(std::move(reader));
  alone_ = true;
  return {};
}

// A connection that died since its last use is noticed by the first statement; nothing has been
// done with it yet, so a fresh one takes its place.
Status SqlStore::begin_writing() {
  if (writer_) {
    Status begun = writer_->begin_write();
    if (begun || writer_->usable()) {
      if (!begun) writer_->rollback();
      return begun;
    }
  }
  writer_.reset();
  writer_ = TRY(driver_->connect_writer());
  Status begun = writer_->begin_write();
  if (!begun) writer_->rollback();
  return begun;
}

Result<std::unique_ptr<Repository>> SqlStore::begin_repository() {
  turn_.acquire();
  Status begun;
  if (poisoned_) {
    begun = std::unexpected(external("store.poisoned", {}));
  } else if (alone_) {
    begun = std::unexpected(external("store.disk_full", {}));
  } else {
    begun = begin_writing();
  }
  if (!begun) {
    turn_.release();
    return std::unexpected(std::move(begun).error());
  }
  return std::make_unique<Repository>(std::make_unique<WriteLease>(*this));
}

Result<std::unique_ptr<Work>> SqlStore::begin() {
  return begin_repository();
}

Result<std::unique_ptr<Connection>> SqlStore::take_reader() {
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      std::unique_ptr<Connection> out = std::move(readers_.back());
      readers_.pop_back();
      return out;
    }
  }
  if (alone_) return fail_external("store.disk_full", "the only connection is in use");
  return driver_->connect_reader();
}

void SqlStore::give_back(std::unique_ptr<Connection> reader) {
  if (!reader->usable()) return;
  const std::lock_guard lock(readers_mutex_);
  if (readers_.size() < (driver_->shared() ? kIdleReadersOfShared : kIdleReaders))
    readers_.push_back(std::move(reader));
}

Result<std::unique_ptr<Reading>> SqlStore::reading() {
  // From before the reading begins: what it finds is of this state, or newer.
  const std::uint64_t commits = commits_;
  std::unique_ptr<Connection> reader = TRY(take_reader());
  Status begun = reader->begin_read();
  while (!begun && !reader->usable()) {
    reader.reset();
    const std::size_t idle = [&] {
      const std::lock_guard lock(readers_mutex_);
      return readers_.size();
    }();
    reader = TRY(take_reader());
    begun = reader->begin_read();
    if (idle == 0) break;  // that one was fresh
  }
  if (!begun) {
    reader->rollback();
    return std::unexpected(std::move(begun).error());
  }
  std::string moment = driver_->shared() ? reader->snapshot() : std::to_string(commits);
  return std::make_unique<Repository>(
      std::make_unique<ReadLease>(*this, std::move(reader), std::move(moment)));
}

std::optional<StoreState> SqlStore::state_at_hand() {
  if (driver_->shared()) return std::nullopt;
  return StoreState{std::to_string(commits_), std::to_string(identity_commits_)};
}

// A database that others write too names its own state; one statement needs no transaction.
Result<StoreState> SqlStore::state() {
  if (auto known = state_at_hand()) return std::move(*known);
  StoreState out;
  const auto ask = [&](Connection& reader) {
    const Value values[] = {kIdentityMark};
    return reader.query(
        "SELECT pg_current_snapshot()::text, "
        "(SELECT value FROM meta WHERE key = $1)",
        values, [&](const Row& row) {
          out.all = row.text(0);
          out.identity = row.null(1) ? "" : row.text(1);
        });
  };
  std::unique_ptr<Connection> reader = TRY(take_reader());
  Status asked = ask(*reader);
  if (!asked && !reader->usable()) {
    reader = TRY(driver_->connect_reader());
    asked = ask(*reader);
  }
  reader->rollback();
  give_back(std::move(reader));
  CHECK(asked);
  return out;
}

// Made under another name, synced, then renamed: a copy that has its name is whole.
Status SqlStore::copy_to(std::string_view path) {
  namespace fs = std::filesystem;
  const std::string target(path);
  std::error_code error;
  if (fs::exists(target, error)) {
    return fail(ErrorKind::Conflict, "store.copy_exists", {{"path", target}});
  }
  const std::string part = target + ".part";
  fs::remove(part, error);
  std::unique_ptr<Connection> only;
  if (alone_) only = TRY(take_reader());
  Status copied = driver_->copy_to(part, only.get());
  if (only) give_back(std::move(only));
  if (copied && ::rename(part.c_str(), target.c_str()) != 0) {
    copied = std::unexpected(external("store.io", std::strerror(errno)));
  }
  if (!copied) {
    fs::remove(part, error);
    fs::remove(part + "-journal", error);
    return copied;
  }
  return {};
}

}  // namespace dengbao::store
