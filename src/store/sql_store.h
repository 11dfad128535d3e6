#pragma once
// The Store over any driver: one writing connection that works take in turn, a few reading ones,
// and the rule that nothing is written after a failed commit.

#include <atomic>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

#include "app/store.h"
#include "store/connection.h"
#include "store/repository.h"

namespace dengbao::store {

// Where connections come from.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual Result<std::unique_ptr<Connection>> connect_writer() = 0;
  virtual Result<std::unique_ptr<Connection>> connect_reader() = 0;
  // After each commit, outside the transaction. A failure stops all further writing.
  virtual Status after_commit(Connection& writer) = 0;
  // Whether other programs may write the same database at the same time.
  virtual bool shared() const = 0;
  // A reading connection that needs no room on the disk and keeps everybody else out while it is
  // open. External when there is no such thing, or others are at work.
  virtual Result<std::unique_ptr<Connection>> connect_alone();
  // A copy into the SQLite file at `path`, which does not exist yet; by way of `through` where
  // no other connection can be had.
  virtual Status copy_to(const std::string& path, Connection* through) = 0;
};

class SqlStore final : public Store {
 public:
  static Result<std::unique_ptr<SqlStore>> open(std::unique_ptr<Driver> driver, bool create);

  Result<std::unique_ptr<Work>> begin() override;
  Result<std::unique_ptr<Reading>> reading() override;
  Status copy_to(std::string_view path) override;
  Result<StoreState> state() override;
  std::optional<StoreState> state_at_hand() override;

  Result<std::unique_ptr<Repository>> begin_repository();

 private:
  class WriteLease;
  class ReadLease;

  explicit SqlStore(std::unique_ptr<Driver> driver) : driver_(std::move(driver)) {}
  Status open_alone();
  Status begin_writing();
  Result<std::unique_ptr<Connection>> take_reader();
  void give_back(std::unique_ptr<Connection> reader);

  // First, so that it goes last: it may own the place where the connections' files are.
  std::unique_ptr<Driver> driver_;
  std::binary_semaphore turn_{1};  // a Work may end in another thread than it began in
  std::unique_ptr<Connection> writer_;
  std::atomic<bool> poisoned_ = false;
  std::atomic<std::uint64_t> commits_ = 0, identity_commits_ = 0;
  bool alone_ = false;  // opened on a full disk: one connection, and it only reads
  RememberedNumbers remembered_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> readers_;
};

}  // namespace dengbao::store
