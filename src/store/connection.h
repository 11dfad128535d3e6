#pragma once
// What the repository needs of a database: statements with $1, $2 ... over one connection. SQLite
// and PostgreSQL are drivers below it; the SQL above it is written once, in their common subset.
// A connection is used by one thread at a time.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"

namespace dengbao::store {

struct Bytes {
  std::string_view bytes;
};

inline Bytes bytes(const Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

// One parameter. It refers to the caller's memory, which must outlive the call only.
struct Value {
  enum class Kind : std::uint8_t { Null, Integer, Text, Bytes };
  Kind kind = Kind::Null;
  std::int64_t integer = 0;
  std::string_view bytes;

  Value() = default;
  Value(std::int64_t v) : kind(Kind::Integer), integer(v) {}
  Value(int v) : kind(Kind::Integer), integer(v) {}
  Value(bool v) : kind(Kind::Integer), integer(v ? 1 : 0) {}
  Value(Instant v) : kind(Kind::Integer), integer(v.millis()) {}
  Value(Date v) : kind(Kind::Integer), integer(v.days()) {}
  Value(std::string_view v) : kind(Kind::Text), bytes(v) {}
  Value(const std::string& v) : kind(Kind::Text), bytes(v) {}
  Value(const char*) = delete;
  Value(Bytes v) : kind(Kind::Bytes), bytes(v.bytes) {}
  template <class T>
  Value(const std::optional<T>& v) : Value(v ? Value(*v) : Value()) {}
};

using Values = std::span<const Value>;

// One row of an answer; columns from 0. Valid until the taker returns.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view raw(int column) const = 0;  // text or bytes

  std::string text(int column) const { return std::string(raw(column)); }
  bool flag(int column) const { return integer(column) != 0; }
  Instant instant(int column) const { return Instant::from_millis(integer(column)); }
  Date date(int column) const {
    return Date::from_days(static_cast<std::int32_t>(integer(column)));
  }
  Digest digest(int column) const;  // a wrong length gives a digest that matches nothing
};

using RowTaker = std::function<void(const Row&)>;

// How many rows a write must touch, and the Conflict to answer when it does not.
struct Expectation {
  std::int64_t rows = 1;
  std::string_view code;
};

enum class Dialect : std::uint8_t { Sqlite, Postgres };

class Connection {
 public:
  virtual ~Connection() = default;

  // Runs a statement and gives every row of its answer to `take`, in order.
  virtual Status query(std::string_view sql, Values values, const RowTaker& take) = 0;
  // The same for answers larger than memory; only inside a transaction.
  virtual Status stream(std::string_view sql, const RowTaker& take) = 0;
  // Runs a statement that answers nothing. A driver may send it later: then its failure is the
  // answer of a later call, at the latest of commit(). After a failure every call answers that
  // failure until rollback().
  virtual Status write(std::string_view sql, Values values,
                       std::optional<Expectation> expected = {}) = 0;

  virtual Status begin_write() = 0;  // takes the lock on the head row
  virtual Status begin_read() = 0;   // one committed state throughout
  // The name of that state, where the database gives one: two of one name are the same.
  virtual std::string snapshot() const { return {}; }
  // After External the outcome is a rollback when the code is store.connection, else unknown.
  virtual Status commit() = 0;
  virtual void rollback() = 0;

  virtual bool usable() const = 0;  // false: the server is gone, connect anew
  virtual Dialect dialect() const = 0;
  // Empty name: any table at all in a database that should be ours alone.
  virtual Result<bool> has_table(std::string_view name) = 0;
  // A write transaction for migrate(): the head row may not be there yet. Two programs that open
  // an empty database at once wait for each other.
  virtual Status begin_schema() = 0;
};

}  // namespace dengbao::store
