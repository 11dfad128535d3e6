#include "store/schema.h"

#include <fmt/core.h>

#include <vector>

#include "base/text.h"
#include "store/failure.h"
#include "store/kept_counts.h"
#include "store/record_lines.h"

namespace dengbao::store {
namespace {

const std::string_view* const kMigrations[] = {&kMigration0001, &kMigration0002, &kMigration0003,
                                               &kMigration0004, &kMigration0005};

constexpr Table kTables[] = {
    {"event",
     "log_index, id, stream, version, kind, at, on_date, owner_party, role, account, core, "
     "commitments, leaf",
     "ittitiitttttb", "log_index"},
    {"event_secret", "event, fact, salt, value, owner_party, role", "ttbttt", "event, fact"},
    {"case_state",
     "id, procedure, pack, subject, state, version, open, owner_party, role, opened_on, wake, "
     "key",
     "tttttiittiit", "id"},
    {"case_snapshot", "case_id, version, doc", "tit", "case_id", 4,
     "(SELECT id AS case_id, version, doc FROM case_state) AS older"},
    {"case_party", "case_id, role, party", "ttt", "case_id, role, party"},
    {"duty",
     "case_id, duty, instance, owner_party, role, recipient_party, status, starts, due, "
     "provisional, citation, ended",
     "tttttttiiiti", "case_id, duty, instance"},
    {"record", "kind, id, version, owner_party, role, name, code, place, doc", "ttitttttt",
     "kind, id"},
    {"number", "series, scope, number, holder, text, owner_party, role", "ttitttt",
     "series, scope, number"},
    {"answer", "account, key, request, answer, owner_party, role", "tttttt", "account, key"},
    {"outbox", "position, event, ordinal, effect, owner_party, role", "itittt", "position"},
    {"tile", "level, tile_index, width, bytes", "iiib", "level, tile_index"},
    {"head", "one, size, root, at, note", "iibit", "one"},
    {"head_note", "size, root, at, note", "ibit", "size"},
    {"document", "id, case_id, event, kind, number, owner_party, role, docx, pdf, doc",
     "tttttttttt", "id"},
    {"file", "digest, size, owner_party, role", "titt", "digest"},
    {"file_chunk", "digest, chunk, bytes", "tib", "digest, chunk"},
    {"pack", "digest, id, edition, at, doc", "tttit", "digest"},
    {"meta", "key, value", "tb", "key"},
    {"credential", "account, doc", "tt", "account", 2},
    {"sign_in", "id, account, until, doc", "ttit", "id", 2},
};

// SQLite keeps an INTEGER PRIMARY KEY as the row's own number, and calls bytes BLOB. PostgreSQL
// must order text by bytes as SQLite does, whatever the language of the server.
std::string in_dialect(std::string_view sql, Dialect dialect) {
  std::string out(sql);
  if (dialect == Dialect::Sqlite) {
    out = replace_all(std::move(out), " BIGINT", " INTEGER");
    out = replace_all(std::move(out), "/* by key */", "WITHOUT ROWID");
    return replace_all(std::move(out), " BYTEA", " BLOB");
  }
  return replace_all(std::move(out), " TEXT", " TEXT COLLATE \"C\"");
}

Status run_script(Connection& connection, std::string_view script) {
  const std::string sql = in_dialect(script, connection.dialect());
  std::size_t from = 0;
  for (std::size_t end = sql.find(";\n"); end != std::string::npos; end = sql.find(";\n", from)) {
    CHECK(connection.query(std::string_view(sql).substr(from, end - from), {}, [](const Row&) {}));
    from = end + 2;
  }
  return {};
}

Status migrate_in_transaction(Connection& connection, bool create) {
  const int from = TRY(schema_of(connection));
  const int newest = newest_schema();
  if (from > newest) {
    return fail(ErrorKind::Refused, "store.newer_schema",
                {{"found", std::to_string(from)}, {"known", std::to_string(newest)}});
  }
  if (from == 0) {
    if (!create) return fail(ErrorKind::NotFound, "store.no_tables");
    if (TRY(connection.has_table(""))) return fail(ErrorKind::BadInput, "store.foreign_database");
    CHECK(run_script(connection,
                     "CREATE TABLE migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL);\n"));
  }
  for (int number = from + 1; number <= newest; ++number) {
    CHECK(run_script(connection, *kMigrations[number - 1]));
    const std::string name = fmt::format("{:04}", number);
    const Value values[] = {number, name};
    CHECK(connection.write("INSERT INTO migration (number, name) VALUES ($1, $2)", values));
  }
  constexpr int kWithLines = 5;  // as they are read today
  if (from > 0 && from < kWithLines) {
    CHECK(count_cases_anew(connection));
    CHECK(make_all_lines(connection));
  }
  return connection.commit();
}

}  // namespace

int newest_schema() {
  return static_cast<int>(std::size(kMigrations));
}

std::span<const Table> tables() {
  return kTables;
}

Result<int> schema_of(Connection& connection) {
  if (!TRY(connection.has_table("migration"))) return 0;
  int number = 0;
  CHECK(connection.query("SELECT coalesce(max(number), 0) FROM migration", {},
                         [&](const Row& row) { number = static_cast<int>(row.integer(0)); }));
  return number;
}

Status migrate(Connection& connection, bool create) {
  if (TRY(schema_of(connection)) == newest_schema()) return {};
  CHECK(connection.begin_schema());
  Status done = migrate_in_transaction(connection, create);
  if (!done) connection.rollback();
  return done;
}

}  // namespace dengbao::store
