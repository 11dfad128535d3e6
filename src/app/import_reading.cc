#include "app/import_reading.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <set>

#include "app/doing.h"
#include "app/messages.h"
#include "base/text.h"
#include "intake/cell_values.h"
#include "intake/layout.h"
#include "intake/read_grid.h"
#include "intake/rejects.h"

namespace dengbao {
namespace {

Result<intake::HeaderWords> header_words(Session& session) {
  const LawFiles& files = TRY(session.law())->files();
  const auto it = files.find("intake/headers.yaml");
  if (it == files.end()) return fail(ErrorKind::Internal, "app.no_header_words");
  return intake::parse_header_words(it->second, it->first);
}

XlsxCell cell_of(const intake::RejectCell& c) {
  switch (c.kind) {
    case intake::RejectCell::Kind::Text:
      return XlsxCell::of(c.text);
    case intake::RejectCell::Kind::Number:
      return XlsxCell::of(c.number);
    case intake::RejectCell::Kind::Date:
      return XlsxCell::of(c.date);
    case intake::RejectCell::Kind::Blank:
      break;
  }
  return {};
}

// How sure a heading is: scores as intake/layout.cc gives them.
std::string_view sureness(int score) {
  if (score >= 10'000) return "map";
  if (score >= 900) return "exact";
  return score > 0 ? "like" : "none";
}

// The row that looks most like a heading where none is known: the first with the most cells.
std::optional<std::size_t> likely_heading(const intake::Sheet& sheet) {
  constexpr std::size_t kLook = 30;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < std::min(sheet.rows.size(), kLook); ++i)
    if (sheet.rows[i].cell_count >= 2 &&
        (!best || sheet.rows[i].cell_count > sheet.rows[*best].cell_count))
      best = i;
  return best;
}

// At most `most` bytes of a text, cut between characters.
std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

// The first few different values below a heading.
json::array samples(const intake::Sheet& sheet, const intake::Header& header, std::uint32_t column,
                    bool from_1904) {
  constexpr std::size_t kMost = 3, kLook = 200, kLong = 90;
  json::array out;
  std::set<std::string_view> seen;
  for (std::size_t i = header.first + header.rows;
       i < std::min(sheet.rows.size(), header.first + header.rows + kLook) && out.size() < kMost;
       ++i) {
    const intake::Cell* cell = sheet.find(sheet.rows[i], column);
    if (!cell || cell->text.empty() || !seen.insert(cell->text).second) continue;
    std::string text = cut(cell->text, kLong);
    if (cell->kind == intake::CellKind::Date)  // shown as a day, not as a serial number
      if (const auto day = intake::read_date(*cell, from_1904).value) text = day->iso();
    out.push_back(json::string(text));
  }
  return out;
}

json::object sheet_json(const intake::Sheet& sheet, const intake::Header& header,
                        intake::Headings& headings, bool from_1904) {
  json::array columns;
  for (const intake::HeadingText& text : header.texts) {
    if (headings.is_own_column(text.text)) continue;
    json::value field = nullptr;
    for (std::size_t f = 0; f < intake::kFields; ++f)
      if (header.columns[f] == text.column) field = intake::kFieldNames[f];
    const auto match = headings.match(text.text, text.group);
    columns.push_back(
        json::object{{"column", intake::column_letters(text.column)},
                     {"heading", text.text},
                     {"group", text.group},
                     {"sure", field.is_null() && match.field ? "second" : sureness(match.score)},
                     {"field", std::move(field)},
                     {"samples", samples(sheet, header, text.column, from_1904)}});
  }
  return {{"sheet", sheet.name},
          {"row", sheet.rows[header.first].number},
          {"recognised", header.recognised},
          {"columns", std::move(columns)}};
}

// Whose row it is: by its code, or by its name.
Result<std::optional<RecordRow>> unit_of(Reading& reading, const intake::Record& r) {
  RecordQuery query;
  query.kind = "party";
  if (r.credit_code) {
    query.code = *r.credit_code;
    auto found = TRY(reading.records(query));
    if (!found.empty()) return std::move(found.front());
    query.code.clear();
  }
  query.name = comparable(r.unit);
  for (RecordRow& row : TRY(reading.records(query)))
    if (!r.credit_code || row.code.empty()) return std::move(row);
  return std::nullopt;
}

bool below(const RecordRow& row, const std::string& party) {
  const json::object doc = document_of(row);
  const json::value* lines = doc.if_contains("superiors");
  if (!lines || !lines->is_object()) return false;
  return std::ranges::any_of(lines->get_object(), [&](const auto& line) {
    return line.value().is_string() && line.value().get_string() == party;
  });
}

}  // namespace

Result<ImportAsked> import_asked(Session& session, const Arguments& a) {
  ImportAsked out;
  out.path = a.text("file");
  out.options.file = std::filesystem::path(out.path).filename().string();
  if (a.has("map")) {
    const std::string text = TRY(read_whole_file(a.text("map")));
    out.options.map = TRY(intake::parse_header_map(text, a.text("map")));
  }
  if (a.has("override")) {
    const std::string text = TRY(read_whole_file(a.text("override")));
    out.options.overrides = TRY(intake::parse_overrides(text, a.text("override")));
  }
  out.words = TRY(header_words(session));
  return out;
}

Result<intake::Grid> import_grid(Session& session, const ImportAsked& asked) {
  sandbox::Options sandbox;
  sandbox.no_sandbox = session.globals().no_sandbox;
  return intake::read_grid_file(asked.path, sandbox);
}

XlsxWorkbook rejects_book(const intake::AssetList& list, const ImportAsked& asked,
                          const Messages& messages, Instant now) {
  XlsxWorkbook book;
  book.title = "导入未通过的行";
  book.created = now;
  const auto sheets = intake::rejects_workbook(
      list, asked.words, asked.options.map,
      [&](const Explanation& e) { return intake::Wording{messages.what(e), messages.cure(e)}; });
  for (const intake::RejectSheet& s : sheets) {
    XlsxSheet sheet{s.name, s.header, {}};
    for (const auto& row : s.rows) {
      std::vector<XlsxCell> cells;
      for (const intake::RejectCell& c : row) cells.push_back(cell_of(c));
      sheet.rows.push_back(std::move(cells));
    }
    book.sheets.push_back(std::move(sheet));
  }
  if (book.sheets.empty()) book.sheets.push_back({"无", {"没有未通过的行"}, {}});
  return book;
}

json::array columns_json(const intake::Grid& grid, const ImportAsked& asked) {
  json::array out;
  intake::Headings headings(asked.words, asked.options.map);
  for (const intake::Sheet& sheet : grid.sheets) {
    if (intake::is_skipped_sheet(sheet, asked.words)) continue;
    if (const auto header = intake::find_header(sheet, 0, headings)) {
      out.push_back(sheet_json(sheet, *header, headings, grid.from_1904));
      continue;
    }
    const auto cards = intake::find_cards(sheet, headings);
    if (!cards.empty()) {
      json::object o =
          sheet_json(cards.front().sheet, intake::header_at(cards.front().sheet, 0, headings),
                     headings, grid.from_1904);
      o["cards"] = true;
      out.push_back(std::move(o));
    } else if (const auto row = likely_heading(sheet)) {
      out.push_back(
          sheet_json(sheet, intake::header_at(sheet, *row, headings), headings, grid.from_1904));
    }
  }
  return out;
}

Result<std::vector<std::string>> foreign_units(Reading& reading, const intake::AssetList& list,
                                               const std::string& party) {
  std::vector<std::string> out;
  std::set<std::pair<std::string, std::string>> seen;
  for (const intake::AssetRow& row : list.rows) {
    if (row.verdict != intake::Verdict::Accepted) continue;
    const intake::Record& r = row.record;
    if (!seen.emplace(r.credit_code.value_or(""), r.unit).second) continue;
    const auto unit = TRY(unit_of(reading, r));
    if (!unit || (unit->id != party && !below(*unit, party))) out.push_back(r.unit);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

namespace {

Result<Answer> import_columns(Session& session, const Arguments& a) {
  const ImportAsked asked = TRY(import_asked(session, a));
  const intake::Grid grid = TRY(import_grid(session, asked));
  json::array fields;
  for (const std::string_view field : intake::kFieldNames) fields.push_back(json::string(field));
  json::array sheets = columns_json(grid, asked);
  const bool ready = std::ranges::any_of(
      sheets, [](const json::value& s) { return s.at("recognised").get_bool(); });
  Answer answer;
  std::string text;
  for (const json::value& sheet : sheets) {
    text += std::string(sheet.at("sheet").as_string()) + "\n";
    for (const json::value& c : sheet.at("columns").as_array()) {
      const json::value& field = c.at("field");
      text += "  " + pad(std::string(c.at("column").as_string()), 4) +
              pad(std::string(field.is_null() ? "-" : field.as_string().c_str()), 18) +
              std::string(c.at("group").as_string()) + " " +
              replace_all(std::string(c.at("heading").as_string()), "\n", "") + "\n";
    }
  }
  answer.text = std::move(text);
  answer.value = json::object{{"file", asked.options.file},
                              {"ready", ready},
                              {"fields", std::move(fields)},
                              {"sheets", std::move(sheets)}};
  return answer;
}

Result<Answer> import_rejects(Session& session, const Arguments& a) {
  const ImportAsked asked = TRY(import_asked(session, a));
  intake::Grid grid = TRY(import_grid(session, asked));
  const intake::AssetList list =
      TRY(intake::understand(std::move(grid), asked.words, asked.options));
  const Messages messages(TRY(session.law())->files(), session.chinese());
  const std::string bytes = TRY(render_xlsx(rejects_book(list, asked, messages, session.now())));
  const std::string name =
      "未通过-" + std::filesystem::path(asked.options.file).stem().string() + ".xlsx";
  Answer answer;
  json::object o{{"name", name},
                 {"rejected_rows", static_cast<std::int64_t>(list.rejected)},
                 {"type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
  if (a.has("out")) {
    CHECK(write_whole_file(a.text("out"), bytes, true));
    o["written"] = a.text("out");
  } else {
    o["base64"] = base64(bytes_of(bytes));
  }
  answer.value = std::move(o);
  answer.columns = {{"rejected_rows", {"未通过的行", "Rejected rows"}},
                    {"name", {"文件名", "Name"}},
                    {"written", {"写到", "Written to"}}};
  return answer;
}

Option plain(std::string name, std::string value, Label help) {
  return Option{std::move(name), std::move(value), std::move(help), false, false, false, {}};
}

}  // namespace

void add_import_reading_words(Catalogue& all) {
  const Option file{"file", "FILE", {"台账文件", "the list"}, true, true, false, {}};
  const Option map = plain("map", "FILE", {"表头对照（YAML：表头: 字段）", "headings to fields"});
  all.push_back(
      {"import columns",
       Needs::Nothing,
       "register",
       {"台账的表头认成了哪些字段", "which fields the headings of a list are taken for"},
       {"dengbao import columns 台账.xlsx", "dengbao import columns 台账.csv --map 对照.yaml"},
       {file, map},
       import_columns});
  all.push_back(
      {"import rejects",
       Needs::Nothing,
       "register",
       {"未通过的行，带原因，改正后可再导入", "the rejected rows with their reasons"},
       {"dengbao import rejects 台账.xlsx --out 未通过.xlsx",
        "dengbao import rejects 台账.csv --map 对照.yaml --out 未通过.xlsx"},
       {file, map,
        plain("override", "FILE",
              {"校验位例外（YAML：信用代码、营业执照扫描件、理由）", "exceptions for E04"}),
        plain("out", "OUT.xlsx", {"写到此文件；不给则在结果里", "file to write"})},
       import_rejects});
}

}  // namespace dengbao
