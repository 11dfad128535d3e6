// Workbooks as people send them, written down as tables with the rows that must come out:
// tests/intake/fixtures/*.yaml. Each is made in the dialects it names, read in a worker,
// understood.

#include <gtest/gtest.h>
#include <iconv.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "base/yaml.h"
#include "intake/asset_list_json.h"
#include "intake/import_options.h"
#include "intake/read_grid.h"
#include "intake/workbook_maker.h"

namespace dengbao::intake {
namespace {

namespace json = boost::json;
using testing_intake::Dialect;
using testing_intake::MadeSheet;
using testing_intake::WorkbookMaker;

const std::string kRoot = DENGBAO_SOURCE_DIR;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

const HeaderWords& words() {
  static const HeaderWords out = [] {
    auto parsed = parse_header_words(read_file(kRoot + "/law/intake/headers.yaml"), "headers.yaml");
    EXPECT_TRUE(parsed) << parsed.error().code << parsed.error().where;
    return std::move(*parsed);
  }();
  return out;
}

std::vector<std::string> texts(const Yaml* list) {
  std::vector<std::string> out;
  if (list)
    for (const Yaml& item : list->items) out.push_back(item.is_null() ? "" : item.text);
  return out;
}

std::vector<MadeSheet> sheets_of(const Yaml& fixture) {
  std::vector<MadeSheet> out;
  for (const Yaml& at : fixture.find("sheets")->items) {
    MadeSheet sheet;
    sheet.name = at.find("name")->text;
    sheet.hidden = at.has("hidden");
    for (const Yaml& row : at.find("rows")->items) sheet.rows.push_back(texts(&row));
    sheet.merges = texts(at.find("merges"));
    for (const std::string& n : texts(at.find("hidden_rows")))
      sheet.hidden_rows.push_back(std::stoi(n));
    for (const std::string& n : texts(at.find("hidden_columns")))
      sheet.hidden_columns.push_back(std::stoi(n));
    out.push_back(std::move(sheet));
  }
  return out;
}

std::string gb18030(std::string text) {
  const iconv_t converter = iconv_open("GB18030", "UTF-8");
  std::string out(text.size() * 4, '\0');
  char *from = text.data(), *to = out.data();
  std::size_t left = text.size(), room = out.size();
  EXPECT_EQ(iconv(converter, &from, &left, &to, &room), 0U);
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

std::string csv_of(const MadeSheet& sheet, char separator) {
  std::string out;
  for (const auto& row : sheet.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i) out += separator;
      if (row[i].find_first_of("\n\",;\t") != std::string::npos)
        out += '"' + replace_all(row[i], "\"", "\"\"") + '"';
      else
        out += row[i];
    }
    out += "\r\n";
  }
  return out;
}

// File name and bytes of a fixture in one dialect.
std::pair<std::string, std::string> make(const Yaml& fixture, const std::string& dialect) {
  const auto sheets = sheets_of(fixture);
  Dialect d;
  d.from_1904 = fixture.has("from_1904");
  if (dialect == "inline") return {"list.xlsx", WorkbookMaker(d).bytes(sheets)};
  if (dialect == "csv") return {"list.csv", "\xEF\xBB\xBF" + csv_of(sheets[0], ',')};
  if (dialect == "csv-semicolon") return {"list.csv", csv_of(sheets[0], ';')};
  if (dialect == "csv-tab-gb18030") return {"list.csv", gb18030(csv_of(sheets[0], '\t'))};
  if (dialect == "csv-gb18030") return {"list.csv", gb18030(csv_of(sheets[0], ','))};
  if (dialect == "shared") {
    d.shared = d.absolute_targets = true;
    return {"list.xlsx", WorkbookMaker(d).bytes(sheets)};
  }
  if (dialect == "prefixed") {
    d.prefix = "x:";
    d.strict_names = true;
    return {"list.xlsx", WorkbookMaker(d).bytes(sheets)};
  }
  EXPECT_EQ(dialect, "bare");
  d.references = false;
  d.shared = true;
  return {"list.xlsx", WorkbookMaker(d).bytes(sheets)};
}

std::string as_text(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_double()) {
    std::string out =
        json::serialize(json::value(static_cast<int>(value.get_double() * 100 + 0.5)));
    return out.insert(out.size() - 2, ".");
  }
  return json::serialize(value);
}

bool same_place(const json::value& row, const Yaml& expected) {
  const auto* column = row.as_object().if_contains("column");
  const Yaml* wanted = expected.find("column");
  return as_text(row.at("sheet")) == expected.find("sheet")->text &&
         as_text(row.at("row")) == expected.find("row")->text &&
         (wanted ? column && as_text(*column) == wanted->text : true);
}

void expect_row(const json::array& rows, const Yaml& expected) {
  const auto found =
      std::ranges::find_if(rows, [&](const auto& r) { return same_place(r, expected); });
  const std::string place = expected.find("sheet")->text + "!" + expected.find("row")->text;
  if (found == rows.end()) {
    ADD_FAILURE() << "not there: " << place;
    return;
  }
  for (const auto& [key, value] : expected.members) {
    if (key == "sheet" || key == "row" || key == "column") continue;
    if (key == "warnings") {
      std::vector<std::string> ours;
      for (const auto& w : found->at("warnings").as_array()) ours.push_back(as_text(w));
      EXPECT_EQ(ours, texts(&value)) << place;
      continue;
    }
    const json::object& at = found->as_object().contains("normalised")
                                 ? found->at("normalised").as_object()
                                 : found->as_object();
    ASSERT_TRUE(at.contains(key)) << place << " " << key;
    EXPECT_EQ(as_text(at.at(key)), value.is_null() ? "" : value.text) << place << " " << key;
  }
}

void check(const Yaml& fixture, const std::string& dialect) {
  SCOPED_TRACE(dialect);
  const auto [name, bytes] = make(fixture, dialect);
  auto grid = read_grid(bytes, name, {});
  ASSERT_TRUE(grid) << grid.error().code << " " << grid.error().where << " " << grid.error().detail;
  ImportOptions options;
  options.file = name;
  if (const Yaml* map = fixture.find("map"))
    for (const auto& [key, value] : map->members)
      options.map.emplace(key, value.text == "ignore" ? std::nullopt : field_named(value.text));
  auto list = understand(std::move(*grid), words(), options);
  ASSERT_TRUE(list) << list.error().code;
  json::object ours = to_json(*list, [](const Explanation& why) { return why.code; });
  if (name.ends_with(".csv")) {
    // The one sheet of a csv file is named after the file.
    for (const char* part : {"rows", "rejected"})
      for (auto& row : ours[part].as_array())
        row.at("sheet") = fixture.find("sheets")->items[0].find("name")->text;
  }
  const Yaml& expected = *fixture.find("expect");
  for (const auto& [key, value] : expected.members) {
    if (key == "rows" || key == "rejected") {
      for (const Yaml& row : value.items) expect_row(ours[key].as_array(), row);
      if (key == "rejected") {
        EXPECT_EQ(ours[key].as_array().size(), value.items.size()) << json::serialize(ours[key]);
      }
    } else if (value.is_map()) {
      std::map<std::string, std::string> wanted, have;
      for (const auto& [k, v] : value.members) wanted[k] = v.text;
      for (const auto& [k, v] : ours[key].as_object()) have[k] = as_text(v);
      EXPECT_EQ(have, wanted) << key;
    } else {
      EXPECT_EQ(as_text(ours[key]), value.text) << key;
    }
  }
}

class Fixture : public testing::TestWithParam<std::string> {};

TEST_P(Fixture, ComesOutAsWrittenDown) {
  const auto fixture = parse_yaml(read_file(GetParam()), GetParam());
  ASSERT_TRUE(fixture) << fixture.error().code << " " << fixture.error().where;
  for (const std::string& dialect : texts(fixture->find("dialects"))) check(*fixture, dialect);
}

std::vector<std::string> all_fixtures() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/tests/intake/fixtures"))
    if (entry.path().extension() == ".yaml") out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Lists, Fixture, testing::ValuesIn(all_fixtures()), [](const auto& at) {
  std::string name = std::filesystem::path(at.param).stem();
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Fixtures, AreThere) {
  EXPECT_GE(all_fixtures().size(), 10U);
}

}  // namespace
}  // namespace dengbao::intake
