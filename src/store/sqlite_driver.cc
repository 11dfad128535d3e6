#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "store/drivers.h"
#include "store/failure.h"
#include "store/sqlite.h"

namespace dengbao::store {
namespace {

// SQLite's own memory databases have no readers beside a writer. A folder in memory does, and
// behaves in everything like a file; it goes with its owner.
class PrivateFolder {
 public:
  static Result<PrivateFolder> make() {
    for (const char* root : {"/dev/shm", "/tmp"}) {
      std::string name = fmt::format("{}/dengbao-XXXXXX", root);
      if (::mkdtemp(name.data()) != nullptr) return PrivateFolder(std::move(name));
    }
    return fail_external("store.cannot_open", std::strerror(errno));
  }
  PrivateFolder() = default;
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PrivateFolder& operator=(PrivateFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~PrivateFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

class SqliteDriver final : public Driver {
 public:
  SqliteDriver(std::string path, bool create, PrivateFolder folder)
      : folder_(std::move(folder)), path_(std::move(path)), create_(create) {}

  Result<std::unique_ptr<Connection>> connect_writer() override {
    return TRY(SqliteConnection::open(path_, {.create = create_, .durable = durable()}));
  }
  Result<std::unique_ptr<Connection>> connect_reader() override {
    return TRY(SqliteConnection::open(path_, {.read_only = true, .durable = durable()}));
  }
  Status after_commit(Connection& writer) override {
    return static_cast<SqliteConnection&>(writer).checkpoint();
  }
  // Whoever writes a directory holds its lock.
  bool shared() const override { return false; }
  Result<std::unique_ptr<Connection>> connect_alone() override {
    return TRY(SqliteConnection::open(path_, {.read_only = true, .alone = true}));
  }
  Status copy_to(const std::string& path, Connection* through) override {
    std::unique_ptr<SqliteConnection> own;
    if (through == nullptr) own = TRY(SqliteConnection::open(path_, {.read_only = true}));
    auto target = TRY(SqliteConnection::open(path, {.create = true, .single_file = true}));
    return (own ? *own : static_cast<SqliteConnection&>(*through)).copy_into(*target);
  }

 private:
  bool durable() const { return folder_.path().empty(); }

  PrivateFolder folder_;
  std::string path_;
  bool create_;
};

}  // namespace

Result<std::unique_ptr<Driver>> sqlite_driver(const std::string& path, bool create) {
  // Before SQLite is used for the first time: each of its allocations would else take a lock, to
  // keep figures that nobody asks for.
  static const int quiet = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)quiet;
  if (path != ":memory:") return std::make_unique<SqliteDriver>(path, create, PrivateFolder());
  PrivateFolder folder = TRY(PrivateFolder::make());
  const std::string file = folder.path() + "/memory.db";
  return std::make_unique<SqliteDriver>(file, true, std::move(folder));
}

}  // namespace dengbao::store
