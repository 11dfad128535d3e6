#include "store/record_lines.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"
#include "base/text.h"

namespace dengbao::store {
namespace {

constexpr std::size_t kPairsAtOnce = 64;

std::string text_of(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

struct Line {
  std::int64_t line = 0;  // 0: none yet
  std::string place, name, unit, code, type, status, head, text;
  std::int64_t level = 0;
};

bool listed(std::string_view kind) {
  return kind == "object" || kind == "party" || kind == "account" || kind == "binding";
}

Line line_from(const RecordRow& row) {
  Line out;
  json::error_code error;
  const json::value v = json::parse(row.doc, error);
  const json::object doc = v.is_object() ? v.get_object() : json::object();
  out.place = row.place;
  out.name = row.name;
  out.code = row.code;
  out.type = text_of(doc, row.kind == "object" ? "object_type" : "kind");
  out.status = text_of(doc, "status");
  if (const json::value* level = doc.if_contains("level"); level && level->is_int64())
    out.level = level->get_int64();
  if (const json::value* lines = doc.if_contains("superiors"); lines && lines->is_object())
    out.head = text_of(lines->get_object(), "filing");
  return out;
}

// What stands of it already; of an object also name and place of its unit.
Result<Line> known_line(Connection& c, std::string_view kind, std::string_view id) {
  Line out;
  const std::array<Value, 2> values{kind, id};
  CHECK(c.query("SELECT line, place, name, code, text FROM record_line WHERE kind = $1 AND id = $2",
                values, [&](const Row& row) {
                  out.line = row.integer(0);
                  out.place = row.text(1);
                  out.name = row.text(2);
                  out.code = row.text(3);
                  out.text = row.text(4);
                }));
  return out;
}

Status put_pairs(Connection& c, std::string_view kind, std::int64_t line,
                 const std::vector<std::string>& pairs) {
  for (std::size_t from = 0; from < pairs.size(); from += kPairsAtOnce) {
    const std::size_t to = std::min(pairs.size(), from + kPairsAtOnce);
    std::vector<Value> values{kind, line};
    std::string sql = "INSERT INTO record_pair (kind, pair, line) VALUES ";
    for (std::size_t i = from; i < to; ++i) {
      values.emplace_back(pairs[i]);
      sql += fmt::format("{}($1, ${}, $2)", i == from ? "" : ", ", values.size());
    }
    CHECK(c.write(sql + " ON CONFLICT (kind, pair, line) DO NOTHING", values));
  }
  return {};
}

Status write_line(Connection& c, const RecordRow& row, const Line& line, const Line& known) {
  std::int64_t number = known.line;
  if (number == 0) {
    CHECK(c.query(
        "INSERT INTO record_line (kind, line, id, owner_party, place, name, unit, code, type, "
        "level, status, head, text) VALUES ($1, (SELECT coalesce(max(line), 0) + 1 FROM "
        "record_line WHERE kind = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING "
        "line",
        std::array<Value, 12>{row.kind, row.id, row.owner_party, line.place, line.name, line.unit,
                              line.code, line.type, line.level, line.status, line.head, line.text},
        [&](const Row& made) { number = made.integer(0); }));
  } else {
    CHECK(
        c.write("UPDATE record_line SET owner_party = $3, place = $4, name = $5, unit = $6, "
                "code = $7, type = $8, level = $9, status = $10, head = $11, text = $12 "
                "WHERE kind = $1 AND line = $2",
                std::array<Value, 12>{row.kind, known.line, row.owner_party, line.place, line.name,
                                      line.unit, line.code, line.type, line.level, line.status,
                                      line.head, line.text}));
  }
  if (line.text == known.text) return {};
  for (const std::string& pair : pairs_of(known.text))
    CHECK(c.write("DELETE FROM record_pair WHERE kind = $1 AND pair = $2 AND line = $3",
                  std::array<Value, 3>{row.kind, pair, number}));
  return put_pairs(c, row.kind, number, pairs_of(line.text));
}

Result<std::vector<RecordRow>> objects_of(Connection& c, std::string_view owner) {
  std::vector<RecordRow> out;
  CHECK(
      c.query("SELECT id, owner_party, name, code, place, doc FROM record "
              "WHERE kind = 'object' AND owner_party = $1",
              std::array<Value, 1>{owner}, [&](const Row& row) {
                out.push_back({"object", row.text(0), 0, row.text(1), row.text(2), row.text(3),
                               row.text(4), row.text(5)});
              }));
  return out;
}

}  // namespace

std::string search_form(std::string_view text) {
  std::string out = comparable(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string> pairs_of(std::string_view text) {
  const std::u32string points = code_points(text);
  std::vector<std::string> out;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (points[i] == U'\n' || points[i + 1] == U'\n') continue;
    if (points[i] < 0x80 && points[i + 1] < 0x80) continue;
    out.push_back(utf8(std::u32string_view(points).substr(i, 2)));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Status put_line(Connection& c, const RecordRow& row) {
  if (!listed(row.kind)) return {};
  Line line = line_from(row);
  if (row.kind == "object") {
    const Line unit = TRY(known_line(c, "party", row.owner_party));
    line.unit = unit.name;
    // An object stands where it is said to stand, otherwise where its unit does.
    if (line.place.empty()) line.place = unit.place;
  }
  line.text =
      search_form(line.name) + "\n" + search_form(line.code) + "\n" + search_form(line.unit);
  const Line known = TRY(known_line(c, row.kind, row.id));
  CHECK(write_line(c, row, line, known));
  if (row.kind != "party" || (known.name == line.name && known.place == line.place)) return {};
  for (const RecordRow& object : TRY(objects_of(c, row.id))) CHECK(put_line(c, object));
  return {};
}

Status clear_lines(Connection& c) {
  CHECK(c.write("DELETE FROM record_line", {}));
  return c.write("DELETE FROM record_pair", {});
}

// Parties go first: objects bear their names.
Status make_all_lines(Connection& c) {
  CHECK(clear_lines(c));
  for (const std::string_view kind : {"party", "object", "account", "binding"}) {
    std::string after;
    for (bool more = true; more;) {
      std::vector<RecordRow> rows;
      CHECK(
          c.query("SELECT id, owner_party, name, code, place, doc FROM record "
                  "WHERE kind = $1 AND id > $2 ORDER BY id LIMIT 1000",
                  std::array<Value, 2>{kind, after}, [&](const Row& row) {
                    rows.push_back({std::string(kind), row.text(0), 0, row.text(1), row.text(2),
                                    row.text(3), row.text(4), row.text(5)});
                  }));
      more = !rows.empty();
      if (more) after = rows.back().id;
      for (const RecordRow& row : rows) CHECK(put_line(c, row));
    }
  }
  return {};
}

}  // namespace dengbao::store
