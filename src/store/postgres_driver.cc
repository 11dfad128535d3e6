#include "store/copy.h"
#include "store/drivers.h"
#include "store/postgres.h"
#include "store/schema.h"
#include "store/sqlite.h"

namespace dengbao::store {
namespace {

class PostgresDriver final : public Driver {
 public:
  explicit PostgresDriver(std::string url) : url_(std::move(url)) {}

  Result<std::unique_ptr<Connection>> connect_writer() override {
    return TRY(PostgresConnection::open(url_));
  }
  Result<std::unique_ptr<Connection>> connect_reader() override { return connect_writer(); }
  Status after_commit(Connection&) override { return {}; }
  bool shared() const override { return true; }
  // All rows of one snapshot, in one transaction of the new file.
  Status copy_to(const std::string& path, Connection*) override {
    auto source = TRY(PostgresConnection::open(url_));
    CHECK(source->begin_read());
    auto target = TRY(SqliteConnection::open(path, {.create = true, .single_file = true}));
    CHECK(migrate(*target, true));
    CHECK(target->begin_write());
    CHECK(copy_rows(*source, *target));
    return target->commit();
  }

 private:
  std::string url_;
};

}  // namespace

Result<std::unique_ptr<Driver>> postgres_driver(const std::string& url) {
  return std::make_unique<PostgresDriver>(url);
}

}  // namespace dengbao::store
