#include "store/postgres.h"

#include <fmt/core.h>

#include <bit>
#include <charconv>
#include <chrono>
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "store/failure.h"
#include "store/visibility.h"

namespace dengbao::store {
namespace {

constexpr std::size_t kMostSent = 256;
constexpr std::size_t kMostSentBytes = std::size_t{4} * 1024 * 1024;
// Of the many forms of a list; the server keeps a plan for each, of a hundred kilobytes and more.
constexpr std::size_t kMostStatements = 300;
constexpr auto kAskEvery = std::chrono::milliseconds(200);
constexpr int kAskTimes = 75;  // 15 s for a server to come back

constexpr std::int64_t big_endian(std::int64_t v) {
  return static_cast<std::int64_t>(__builtin_bswap64(static_cast<std::uint64_t>(v)));
}
static_assert(std::endian::native == std::endian::little);

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override {
    std::int64_t out = 0;
    if (PQgetlength(result_, row_, column) == 4) {  // a bare 1 in a SELECT
      std::uint32_t small = 0;
      std::memcpy(&small, PQgetvalue(result_, row_, column), sizeof small);
      return static_cast<std::int32_t>(__builtin_bswap32(small));
    }
    if (PQgetlength(result_, row_, column) == 8) {
      std::memcpy(&out, PQgetvalue(result_, row_, column), sizeof out);
    }
    return big_endian(out);
  }
  std::string_view raw(int column) const override {
    return {PQgetvalue(result_, row_, column),
            static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }

 private:
  const PGresult* result_;
  int row_;
};

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

// The server knows a statement by the start of its digest.
std::string name_of(std::string_view sql) {
  return fmt::format("s{:016x}", std::hash<std::string_view>{}(sql));
}

std::string_view code_of_state(std::string_view state) {
  if (state == "53100") return "store.disk_full";
  if (state == "58030" || state == "58000") return "store.io";
  if (state.starts_with("XX0")) return "store.damaged";
  if (state.starts_with("57P") || state.starts_with("08")) return "store.connection";
  if (state.starts_with("40") || state == "55P03" || state == "53300") return "store.busy";
  if (state == "25006" || state == "42501") return "store.read_only";
  return "store.database";
}

}  // namespace

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url) {
  // What stands in the URL comes later in the list and wins.
  const char* const keys[] = {"connect_timeout", "fallback_application_name", "dbname", nullptr};
  const char* const values[] = {"10", "dengbao", url.c_str(), nullptr};
  std::unique_ptr<PostgresConnection> out(
      new PostgresConnection(PQconnectdbParams(keys, values, 1), url));
  if (!out->usable()) {
    return std::unexpected(external("store.connection", PQerrorMessage(out->connection_.get())));
  }
  if (PQenterPipelineMode(out->connection_.get()) != 1)
    return std::unexpected(external("store.connection", "no pipeline"));
  CHECK(out->configure());
  return out;
}

PostgresConnection::~PostgresConnection() = default;

bool PostgresConnection::usable() const {
  return connection_ != nullptr && PQstatus(connection_.get()) == CONNECTION_OK;
}

Status PostgresConnection::configure() {
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  CHECK(require("fsync", "on", "store.server_unsafe"));
  CHECK(require("full_page_writes", "on", "store.server_unsafe"));
  CHECK(require("server_encoding", "UTF8", "store.server_encoding"));
  CHECK(plain("SET synchronous_commit = on"));
  CHECK(plain("SET client_encoding = 'UTF8'"));
  CHECK(plain("SET lock_timeout = '30s'"));
  // Compiling a question takes longer than answering any of ours.
  CHECK(plain("SET jit = off"));
  return plain("SET default_transaction_isolation = 'read committed'");
}

Status PostgresConnection::require(const char* setting, std::string_view value,
                                   std::string_view code) {
  std::string found;
  CHECK(query(fmt::format("SELECT current_setting('{}')", setting), {},
              [&](const Row& row) { found = row.text(0); }));
  if (found == value) return {};
  return fail(ErrorKind::Refused, std::string(code), {{"setting", setting}, {"value", found}});
}

Explanation PostgresConnection::failure(PGresult* result) const {
  const auto field = [&](int which) {
    const char* text = result == nullptr ? nullptr : PQresultErrorField(result, which);
    return std::string_view(text == nullptr ? "" : text);
  };
  std::string detail =
      result == nullptr ? PQerrorMessage(connection_.get()) : PQresultErrorMessage(result);
  const std::string_view state = field(PG_DIAG_SQLSTATE);
  if (state == "23505") return taken(field(PG_DIAG_CONSTRAINT_NAME), std::move(detail));
  if (state == "22021" || state == "22P05") return unfit_text(detail);
  if (state.empty() && !usable()) return external("store.connection", std::move(detail));
  return external(code_of_state(state), std::move(detail));
}

Status PostgresConnection::lost() {
  if (!failed_) failed_ = external("store.connection", PQerrorMessage(connection_.get()));
  return std::unexpected(*failed_);
}

Status PostgresConnection::prepare(std::string_view sql, std::size_t parameters) {
  if (!prepared_.emplace(sql).second) return {};
  // An OFFSET keeps an EXISTS what it is, an OR keeps an IN from becoming a join.
  std::string text = replace_all(std::string(sql), kAskedOfEach, " LIMIT 1 OFFSET 0");
  text = replace_all(std::move(text), kAskedOnce, " OR FALSE");
  for (const std::string_view freed : {kFreedText, kFreedNumber})
    text = replace_all(std::move(text), freed, "");
  // Types are left to the server: each parameter has that of the column it meets.
  if (PQsendPrepare(connection_.get(), name_of(sql).c_str(), text.c_str(),
                    static_cast<int>(parameters), nullptr) != 1) {
    return lost();
  }
  sent_.push_back({.preparing = true, .sql = std::string(sql), .expected = {}, .take = nullptr});
  return {};
}

Status PostgresConnection::send(std::string_view sql, Values values, Sent sent) {
  if (failed_) return std::unexpected(*failed_);
  CHECK(prepare(sql, values.size()));
  std::vector<std::int64_t> integers(values.size());
  std::vector<const char*> places(values.size());
  std::vector<int> lengths(values.size()), formats(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    formats[i] = 1;
    if (value.kind == Value::Kind::Null) continue;
    if (value.kind == Value::Kind::Integer) {
      integers[i] = big_endian(value.integer);
      places[i] = reinterpret_cast<const char*>(&integers[i]);
      lengths[i] = sizeof integers[i];
      continue;
    }
    places[i] = value.bytes.data() == nullptr ? "" : value.bytes.data();
    lengths[i] = static_cast<int>(value.bytes.size());
    sent_bytes_ += value.bytes.size();
  }
  if (PQsendQueryPrepared(connection_.get(), name_of(sql).c_str(), static_cast<int>(values.size()),
                          places.data(), lengths.data(), formats.data(), 1) != 1) {
    return lost();
  }
  sent_.push_back(std::move(sent));
  return {};
}

void PostgresConnection::judge(const Sent& sent, PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    if (failed_) return;
    if (sent.take != nullptr) {
      for (int i = 0; i < PQntuples(result); ++i) (*sent.take)(PostgresRow(result, i));
    }
    if (!sent.expected) return;
    std::int64_t rows = 0;
    const std::string_view touched = PQcmdTuples(result);
    std::from_chars(touched.data(), touched.data() + touched.size(), rows);
    if (rows == sent.expected->rows) return;
    failed_ =
        Explanation{ErrorKind::Conflict, std::string(sent.expected->code), {}, {}, {}, {}, {}};
    return;
  }
  if (sent.preparing) prepared_.erase(sent.sql);
  if (!failed_) failed_ = failure(result);
}

void PostgresConnection::hear(const Sent& sent) {
  while (Answer answer{PQgetResult(connection_.get())}) {
    judge(sent, answer.get());
    if (!usable()) return;
  }
}

Status PostgresConnection::sync() {
  if (!usable() || PQpipelineSync(connection_.get()) != 1) {
    sent_.clear();
    return lost();
  }
  const std::vector<Sent> sent = std::exchange(sent_, {});
  sent_bytes_ = 0;
  for (const Sent& one : sent) {
    hear(one);
    if (!usable()) return lost();
  }
  const Answer end{PQgetResult(connection_.get())};
  if (end == nullptr || PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) {
    if (usable() && !failed_) failed_ = external("store.database", "pipeline out of step");
    return lost();
  }
  if (failed_) return std::unexpected(*failed_);
  return {};
}

Status PostgresConnection::query(std::string_view sql, Values values, const RowTaker& take) {
  CHECK(send(sql, values, {.preparing = false, .sql = {}, .expected = {}, .take = &take}));
  Status done = sync();
  // Outside a transaction nothing is left behind by a failed statement.
  if (!done && !in_transaction_) failed_.reset();
  return done;
}

Status PostgresConnection::write(std::string_view sql, Values values,
                                 std::optional<Expectation> expected) {
  CHECK(send(sql, values, {.preparing = false, .sql = {}, .expected = expected, .take = nullptr}));
  if (sent_.size() >= kMostSent || sent_bytes_ >= kMostSentBytes) return sync();
  return {};
}

Status PostgresConnection::stream(std::string_view sql, const RowTaker& take) {
  CHECK(plain(fmt::format("DECLARE long_answer NO SCROLL CURSOR FOR {}", sql).c_str()));
  bool more = true;
  while (more) {
    more = false;
    CHECK(query("FETCH FORWARD 500 FROM long_answer", {}, [&](const Row& row) {
      more = true;
      take(row);
    }));
  }
  return plain("CLOSE long_answer");
}

// Not prepared: transaction control and what is said once.
Status PostgresConnection::plain(const char* sql) {
  if (failed_) return std::unexpected(*failed_);
  if (PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1) != 1) {
    return lost();
  }
  sent_.push_back({});
  Status done = sync();
  if (!done && !in_transaction_) failed_.reset();
  return done;
}

// Between two works, where none is on its way.
Status PostgresConnection::forget_statements() {
  if (prepared_.size() < kMostStatements) return {};
  CHECK(plain("DEALLOCATE ALL"));
  prepared_.clear();
  return {};
}

Status PostgresConnection::begin_write() {
  CHECK(forget_statements());
  CHECK(plain("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
  in_transaction_ = true;
  return query("UPDATE head SET size = size RETURNING txid_current()", {},
               [&](const Row& row) { transaction_ = row.integer(0); });
}

Status PostgresConnection::begin_read() {
  CHECK(forget_statements());
  CHECK(plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  in_transaction_ = true;
  return query("SELECT pg_current_snapshot()::text FROM head", {},
               [&](const Row& row) { snapshot_ = row.text(0); });
}

Status PostgresConnection::begin_schema() {
  CHECK(plain("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
  in_transaction_ = true;
  return query("SELECT txid_current(), pg_advisory_xact_lock(4853125)", {},
               [&](const Row& row) { transaction_ = row.integer(0); });
}

Status PostgresConnection::commit() {
  if (!sent_.empty()) CHECK(sync());
  if (failed_) return std::unexpected(*failed_);
  std::string tag;
  if (PQsendQueryParams(connection_.get(), "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 1) !=
      1) {
    return ask_how_it_ended(transaction_);
  }
  sent_.push_back({});
  Status done = sync();
  if (!done && (!usable() || done.error().code == "store.connection"))
    return ask_how_it_ended(transaction_);
  if (done) in_transaction_ = false;
  return done;
}

// [PostgreSQL txid_status] A transaction that was sent its COMMIT has ended one way or the other,
// or still stands at the server for a moment.
Status PostgresConnection::ask_how_it_ended(std::int64_t transaction) {
  const std::string cause = failed_ ? failed_->detail : PQerrorMessage(connection_.get());
  for (int i = 0; i < kAskTimes; ++i) {
    auto again = PostgresConnection::open(url_);
    std::string ended;
    if (again) {
      const Value values[] = {transaction};
      const Status asked = (*again)->query("SELECT coalesce(txid_status($1), '')", values,
                                           [&](const Row& row) { ended = row.text(0); });
      if (asked && ended == "committed") {
        failed_.reset();
        in_transaction_ = false;
        return {};
      }
      if (asked && ended == "aborted") {
        failed_ = external("store.connection", cause);
        return std::unexpected(*failed_);
      }
    }
    std::this_thread::sleep_for(kAskEvery);
  }
  failed_ = external("store.commit_unknown", cause);
  return std::unexpected(*failed_);
}

void PostgresConnection::rollback() {
  if (usable() && !sent_.empty()) (void)sync();
  failed_.reset();
  if (usable() && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) (void)plain("ROLLBACK");
  in_transaction_ = false;
  if (failed_ || !usable()) connection_.reset();
  failed_.reset();
}

Result<bool> PostgresConnection::has_table(std::string_view name) {
  if (name.empty()) return false;  // a base may hold other things beside ours
  bool found = false;
  const Value values[] = {name};
  CHECK(query("SELECT to_regclass($1) IS NOT NULL AND to_regclass($1)::text <> ''", values,
              [&](const Row& row) { found = row.raw(0) == std::string_view("\1", 1); }));
  return found;
}

}  // namespace dengbao::store
