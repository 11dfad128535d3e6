// Records (what is not a case), numbers the law gives, settings.

#include <fmt/core.h>

#include <array>

#include "store/filter.h"
#include "store/record_lines.h"
#include "store/repository.h"
#include "store/rows.h"
#include "store/visibility.h"

namespace dengbao::store {
namespace {

#define NUMBER_COLUMNS "series, scope, holder, number, text"

NumberRow read_number(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4)};
}

// A pattern that finds `text` anywhere, ASCII letters in either case: the one spelling of LIKE
// that both databases read alike.
std::string anywhere(std::string_view text) {
  std::string out = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out + "%";
}

}  // namespace

Result<std::optional<RecordRow>> Repository::record(std::string_view kind, std::string_view id) {
  return one("SELECT " RECORD_COLUMNS " FROM record WHERE kind = $1 AND id = $2",
             std::array<Value, 2>{kind, id}, read_record);
}

Result<std::vector<RecordRow>> Repository::records(const RecordQuery& query) {
  Filter filter;
  filter.equal("kind", query.kind).equal("name", query.name).equal("code", query.code);
  // A name or code finds few records, an owner may have thousands: the index of the former serves.
  const bool few = !query.name.empty() || !query.code.empty();
  if (!query.owner_party.empty())
    filter.also((few ? "owner_party || '' = " : "owner_party = ") +
                filter.parameter(query.owner_party));
  const std::string beyond = query.place_prefix + "\U0010FFFF";
  if (!query.place_prefix.empty()) {
    filter.also("place >= " + filter.parameter(query.place_prefix));
    filter.also("place < " + filter.parameter(beyond));
  }
  const std::string pattern = anywhere(query.text);
  if (!query.text.empty()) {
    filter.also(
        fmt::format("(lower(name) LIKE {0} ESCAPE '\\' OR lower(code) LIKE {0} ESCAPE '\\')",
                    filter.parameter(pattern)));
  }
  if (!query.viewer.empty()) {
    filter.also(visible_to("record", "", filter.parameter(query.viewer)));
  }
  if (!query.after.empty()) filter.also("id > " + filter.parameter(query.after));
  const std::string limit = filter.parameter(query.limit);
  return many(fmt::format("SELECT " RECORD_COLUMNS " FROM record{} ORDER BY id, kind LIMIT {}",
                          filter.where(), limit),
              filter.values(), read_record);
}

Status Repository::put(const RecordRow& row) {
  if (row.kind == "account") identity_ = true;
  CHECK(write("INSERT INTO record (" RECORD_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
              "ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, "
              "owner_party = excluded.owner_party, name = excluded.name, code = excluded.code, "
              "place = excluded.place, doc = excluded.doc",
              std::array<Value, 8>{row.kind, row.id, row.version, row.owner_party, row.name,
                                   row.code, row.place, row.doc}));
  return heard(put_line(lease_->connection(), row));
}

Result<std::int64_t> Repository::last_number(std::string_view series, std::string_view scope) {
  std::int64_t last = 0;
  CHECK(query("SELECT coalesce(max(number), 0) FROM number WHERE series = $1 AND scope = $2",
              std::array<Value, 2>{series, scope}, [&](const Row& row) { last = row.integer(0); }));
  return last;
}

Result<std::optional<NumberRow>> Repository::number_of(std::string_view series,
                                                       std::string_view scope,
                                                       std::string_view holder) {
  // In two steps: asked in one, SQLite would walk the numbers of the scope to find the holder.
  return one("SELECT " NUMBER_COLUMNS
             " FROM number WHERE series = $1 AND scope = $2 AND number = "
             "(SELECT max(number) FROM number WHERE series = $1 AND scope = $2 AND holder = $3)",
             std::array<Value, 3>{series, scope, holder}, read_number);
}

Result<std::optional<NumberRow>> Repository::number_text(std::string_view text) {
  return one("SELECT " NUMBER_COLUMNS " FROM number WHERE text = $1 AND text <> ''",
             std::array<Value, 1>{text}, read_number);
}

Result<std::vector<NumberRow>> Repository::numbers(std::string_view series) {
  return many("SELECT " NUMBER_COLUMNS " FROM number WHERE series = $1 ORDER BY scope, number",
              std::array<Value, 1>{series}, read_number);
}

// The same number for the same holder may be written again; for another it is taken.
Status Repository::put(const NumberRow& row) {
  return write("INSERT INTO number (" NUMBER_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (series, scope, number) DO UPDATE SET text = excluded.text "
               "WHERE number.holder = excluded.holder",
               std::array<Value, 5>{row.series, row.scope, row.holder, row.number, row.text},
               Expectation{1, "store.number_taken"});
}

Result<std::optional<std::string>> Repository::meta(std::string_view key) {
  return one(
      "SELECT value FROM meta WHERE key = $1", std::array<Value, 1>{key},
      +[](const Row& row) { return row.text(0); });
}

Status Repository::put_meta(std::string_view key, std::string_view value) {
  return write(
      "INSERT INTO meta (key, value) VALUES ($1, $2) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      std::array<Value, 2>{key, Bytes{value}});
}

}  // namespace dengbao::store
