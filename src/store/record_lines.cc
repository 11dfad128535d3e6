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
  std::string owner, place, name, unit, code, type, status, head, text;
  std::int64_t level = 0, cell = 0;

  bool same_cell(const Line& o) const {
    return place == o.place && type == o.type && level == o.level && status == o.status &&
           code.empty() == o.code.empty();
  }
  std::string_view code_of_cell() const { return code.empty() ? "" : "+"; }
};

bool listed(std::string_view kind) {
  return kind == "object" || kind == "party" || kind == "account" || kind == "binding";
}

Line line_from(const RecordRow& row) {
  Line out;
  out.owner = row.owner_party;
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
  CHECK(
      c.query("SELECT line, owner_party, place, name, unit, code, type, level, status, head, text, "
              "cell FROM record_line WHERE kind = $1 AND id = $2",
              values, [&](const Row& row) {
                out.line = row.integer(0);
                out.owner = row.text(1);
                out.place = row.text(2);
                out.name = row.text(3);
                out.unit = row.text(4);
                out.code = row.text(5);
                out.type = row.text(6);
                out.level = row.integer(7);
                out.status = row.text(8);
                out.head = row.text(9);
                out.text = row.text(10);
                out.cell = row.integer(11);
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

// The cell of a kind ($1) with the five values that stand from "$first" on.
std::string cell_where(std::size_t first) {
  return fmt::format(
      "kind = $1 AND place = ${} AND type = ${} AND level = ${} AND status = ${} AND code = ${}",
      first, first + 1, first + 2, first + 3, first + 4);
}

// One line more in the cell of these values, one less in that where it was.
Status count_line(Connection& c, std::string_view kind, const Line& line, const Line& known) {
  const std::array<Value, 6> values{kind,       line.place,  line.type,
                                    line.level, line.status, line.code_of_cell()};
  CHECK(
      c.write("INSERT INTO record_cell (kind, cell, place, type, level, status, code, number) "
              "VALUES ($1, (SELECT coalesce(max(cell), 0) + 1 FROM record_cell WHERE kind = $1), "
              "$2, $3, $4, $5, $6, 0) "
              "ON CONFLICT (kind, place, type, level, status, code) DO NOTHING",
              values));
  CHECK(c.write("UPDATE record_cell SET number = number + 1 WHERE " + cell_where(2), values));
  if (known.line == 0) return {};
  return c.write("UPDATE record_cell SET number = number - 1 WHERE kind = $1 AND cell = $2",
                 std::array<Value, 2>{kind, known.cell});
}

// Gives the number of the new line.
Result<std::int64_t> insert_line(Connection& c, const RecordRow& row, const Line& line) {
  std::int64_t number = 0;
  CHECK(c.query(
      fmt::format("INSERT INTO record_line (kind, place, type, level, status, line, id, "
                  "owner_party, name, unit, code, head, text, cell) VALUES ($1, $2, $3, $4, $5, "
                  "(SELECT coalesce(max(line), 0) + 1 FROM record_line WHERE kind = $1), "
                  "$7, $8, $9, $10, $11, $12, $13, "
                  "(SELECT cell FROM record_cell WHERE {})) RETURNING line",
                  cell_where(2)),
      std::array<Value, 13>{row.kind, line.place, line.type, line.level, line.status,
                            line.code_of_cell(), row.id, line.owner, line.name, line.unit,
                            line.code, line.head, line.text},
      [&](const Row& made) { number = made.integer(0); }));
  return number;
}

// What stands in an index is written only where it differs: most changes of a record concern
// nothing that lists show.
Status update_line(Connection& c, std::string_view kind, const Line& line, const Line& known) {
  std::vector<Value> values{kind, known.line};
  std::string set;
  const auto differs = [&](std::string_view column, const auto& now, const auto& before) {
    if (now == before) return;
    values.emplace_back(now);
    set += fmt::format("{}{} = ${}", set.empty() ? "" : ", ", column, values.size());
  };
  differs("owner_party", line.owner, known.owner);
  differs("place", line.place, known.place);
  differs("name", line.name, known.name);
  differs("unit", line.unit, known.unit);
  differs("code", line.code, known.code);
  differs("type", line.type, known.type);
  differs("level", line.level, known.level);
  differs("status", line.status, known.status);
  differs("head", line.head, known.head);
  differs("text", line.text, known.text);
  if (set.empty()) return {};
  if (!line.same_cell(known)) {
    set += fmt::format(", cell = (SELECT cell FROM record_cell WHERE {})",
                       cell_where(values.size() + 1));
    values.insert(values.end(),
                  {line.place, line.type, line.level, line.status, line.code_of_cell()});
  }
  return c.write(fmt::format("UPDATE record_line SET {} WHERE kind = $1 AND line = $2", set),
                 values);
}

Status write_line(Connection& c, const RecordRow& row, const Line& line, const Line& known) {
  if (known.line == 0 || !line.same_cell(known)) CHECK(count_line(c, row.kind, line, known));
  std::int64_t number = known.line;
  if (number == 0)
    number = TRY(insert_line(c, row, line));
  else
    CHECK(update_line(c, row.kind, line, known));
  // Whoever has a seat in a case about it finds it by where it stands.
  if (known.line == 0 || line.place != known.place)
    CHECK(
        c.write("UPDATE case_party SET place = $1 WHERE case_id IN "
                "(SELECT about.id FROM case_state AS about WHERE about.subject = $2) "
                "AND place <> $1",
                std::array<Value, 2>{line.place, row.kind + "/" + row.id}));
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

namespace {

// The pair at a character; shorter than it should be where the text ends before.
std::u32string_view pair_at(std::u32string_view points, std::size_t i) {
  const bool plain =
      i + 1 < points.size() && points[i] < 0x80 && points[i + 1] < 0x80 && points[i + 1] != U'\n';
  return points.substr(i, plain ? 3 : 2);
}
bool whole_pair(std::u32string_view pair) {
  return pair.size() == 3 ||
         (pair.size() == 2 && (pair[0] >= 0x80 || pair[1] >= 0x80 || pair[1] == U'\n'));
}

}  // namespace

std::vector<std::string> pairs_of(std::string_view text) {
  const std::u32string points = code_points(text) + U"\n";
  std::vector<std::string> out;
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    if (points[i] != U'\n') out.push_back(utf8(pair_at(points, i)));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Sought sought(std::string_view form) {
  const std::u32string points = code_points(form);
  Sought out;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (const auto pair = pair_at(points, i); whole_pair(pair)) out.pairs.push_back(utf8(pair));
  if (out.pairs.empty()) out.front = form;
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
  for (const std::string_view table :
       {"DELETE FROM record_line", "DELETE FROM record_pair", "DELETE FROM record_cell"})
    CHECK(c.write(table, {}));
  return {};
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
