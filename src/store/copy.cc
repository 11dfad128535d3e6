#include "store/copy.h"

#include <fmt/core.h>

#include <string>
#include <vector>

#include "app/store.h"
#include "store/failure.h"
#include "store/kept_counts.h"
#include "store/open_store.h"
#include "store/record_lines.h"
#include "store/schema.h"
#include "store/sql_store.h"
#include "store/sqlite.h"

namespace dengbao {
namespace store {
namespace {

std::string insertion(const Table& table) {
  std::string places;
  for (std::size_t i = 1; i <= table.kinds.size(); ++i) {
    places += fmt::format("{}${}", i == 1 ? "" : ", ", i);
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns, places);
}

Value value_of(const Row& row, int column, char kind) {
  if (row.null(column)) return {};
  if (kind == 'i') return row.integer(column);
  if (kind == 'b') return Bytes{row.raw(column)};
  return row.raw(column);
}

Status copy_table(Connection& source, Connection& target, const Table& table,
                  std::string_view from) {
  const std::string insert = insertion(table);
  std::vector<Value> values(table.kinds.size());
  Status written;
  CHECK(
      source.stream(fmt::format("SELECT {} FROM {} ORDER BY {}", table.columns, from, table.order),
                    [&](const Row& row) {
                      if (!written) return;
                      for (std::size_t i = 0; i < values.size(); ++i) {
                        values[i] = value_of(row, static_cast<int>(i), table.kinds[i]);
                        if (values[i].kind == Value::Kind::Text && !fit_text(values[i].bytes)) {
                          written = std::unexpected(unfit_text(table.name));
                          return;
                        }
                      }
                      written = target.write(insert, values);
                    }));
  return written;
}

Result<bool> empty(Connection& connection) {
  bool found = false;
  for (const Table& table : tables()) {
    if (table.name == "head") continue;
    CHECK(connection.query(fmt::format("SELECT 1 FROM {} LIMIT 1", table.name), {},
                           [&](const Row&) { found = true; }));
  }
  return !found;
}

}  // namespace

// An older copy lacks the tables that came later; they stay empty, or are filled from what it has.
Status copy_rows(Connection& source, Connection& target) {
  const int schema = TRY(schema_of(source));
  CHECK(target.write("DELETE FROM head", {}));
  for (const Table& table : tables())
    if (const auto from = table.since <= schema ? table.name : table.before; !from.empty())
      CHECK(copy_table(source, target, table, from));
  CHECK(count_cases_anew(target));
  return make_all_lines(target);
}

}  // namespace store

Status restore_into(Store& target, std::string_view path) {
  auto* rows = dynamic_cast<store::SqlStore*>(&target);
  if (rows == nullptr) return fail(ErrorKind::Internal, "store.database");
  auto source = TRY(
      store::SqliteConnection::open(std::string(path), {.read_only = true, .single_file = true}));
  const int schema = TRY(store::schema_of(*source));
  if (schema == 0) {
    return fail(ErrorKind::BadInput, "store.not_a_copy", {{"path", std::string(path)}});
  }
  if (schema > store::newest_schema()) {
    return fail(
        ErrorKind::Refused, "store.copy_schema",
        {{"found", std::to_string(schema)}, {"known", std::to_string(store::newest_schema())}});
  }
  CHECK(source->begin_read());
  auto work = TRY(rows->begin_repository());
  if (!TRY(store::empty(work->connection()))) return fail(ErrorKind::Conflict, "store.not_empty");
  CHECK(store::copy_rows(*source, work->connection()));
  return work->commit();
}

}  // namespace dengbao
