#pragma once
// The PostgreSQL driver: libpq, statements prepared at the server, everything binary, and always
// in pipeline mode: writes are queued and sent together, so a batch of some hundred rows costs a
// few round trips. A failure of a queued write is the answer of the call that next waits.

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "store/connection.h"

namespace dengbao::store {

class PostgresConnection final : public Connection {
 public:
  // Connects and sets what the promise needs. Refused when the server may lose what it has
  // acknowledged (fsync, full_page_writes) or its base cannot hold Chinese text.
  static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url);
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Status query(std::string_view sql, Values values, const RowTaker& take) override;
  Status stream(std::string_view sql, const RowTaker& take) override;
  Status write(std::string_view sql, Values values, std::optional<Expectation> expected) override;
  Status begin_write() override;
  Status begin_read() override;
  std::string snapshot() const override { return snapshot_; }
  Status begin_schema() override;
  // A connection that is lost during the commit is made anew to ask the server how it ended.
  Status commit() override;
  void rollback() override;
  bool usable() const override;
  Dialect dialect() const override { return Dialect::Postgres; }
  Result<bool> has_table(std::string_view name) override;

 private:
  // A message on its way, whose answer is still to come.
  struct Sent {
    bool preparing = false;
    std::string sql;  // of the statement being prepared
    std::optional<Expectation> expected;
    const RowTaker* take = nullptr;
  };
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  explicit PostgresConnection(PGconn* connection, std::string url)
      : connection_(connection), url_(std::move(url)) {}
  Status configure();
  Status require(const char* setting, std::string_view value, std::string_view code);
  Status prepare(std::string_view sql, std::size_t parameters);
  Status send(std::string_view sql, Values values, Sent sent);
  Status forget_statements();
  Status plain(const char* sql);  // without parameters, waits
  Status sync();                  // sends everything and hears every answer
  void hear(const Sent& sent);
  void judge(const Sent& sent, PGresult* result);
  Status lost();
  Explanation failure(PGresult* result) const;
  Status ask_how_it_ended(std::int64_t transaction);

  std::unique_ptr<PGconn, Finish> connection_;
  std::string url_;
  std::unordered_set<std::string> prepared_;
  std::vector<Sent> sent_;
  std::size_t sent_bytes_ = 0;
  std::optional<Explanation> failed_;
  std::string snapshot_;          // of the last reading
  std::int64_t transaction_ = 0;  // the server's number of this work
  bool in_transaction_ = false;
  bool committing_ = false;
};

}  // namespace dengbao::store
