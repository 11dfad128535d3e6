// Files that are broken or mean harm: each is refused with a reason, soon, and in little memory.

#include <gtest/gtest.h>

#include <chrono>

#include "base/text.h"
#include "intake/cell_stream.h"
#include "intake/read_grid.h"
#include "intake/workbook_maker.h"
#include "intake/zip.h"

namespace dengbao::intake {
namespace {

using testing_intake::MadeSheet;
using testing_intake::WorkbookMaker;
using testing_intake::zip_of;
using testing_intake::ZipPart;

std::vector<ZipPart> sound_parts() {
  MadeSheet sheet;
  sheet.name = "s";
  sheet.rows = {{"单位", "系统名称", "等级", "备案号"}, {"云杉大学", "甲", "二级", ""}};
  return WorkbookMaker({}).parts({sheet});
}

std::string sound() {
  return zip_of(sound_parts());
}

std::string with_sheet(std::string sheet) {
  auto parts = sound_parts();
  parts[0].bytes = std::move(sheet);
  return zip_of(parts);
}

std::string with_rows(const std::string& rows) {
  return with_sheet("<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
}

struct Case {
  const char* what;
  std::string file, bytes, code;
};

std::vector<Case> archives() {
  const std::string good = sound();
  std::vector<Case> out;
  const auto parts_with = [](ZipPart extra) {
    auto parts = sound_parts();
    parts.push_back(std::move(extra));
    return zip_of(parts);
  };
  out.push_back({"cut in the middle", "a.xlsx", good.substr(0, good.size() / 2), "zip.truncated"});
  out.push_back({"cut at the end", "a.xlsx", good.substr(0, good.size() - 1), "zip.truncated"});
  out.push_back({"something after the end", "a.xlsx", good + "x", "zip.truncated"});
  out.push_back({"a bomb of zeros", "a.xlsx",
                 parts_with({"xl/worksheets/sheet9.xml", std::string(200U << 20, ' ')}),
                 "zip.bomb"});
  out.push_back(
      {"a name that leads out", "a.xlsx", parts_with({"../../etc/passwd", "x"}), "zip.bad_name"});
  out.push_back({"an absolute name", "a.xlsx", parts_with({"/etc/passwd", "x"}), "zip.bad_name"});
  out.push_back(
      {"the same part twice", "a.xlsx", parts_with({"XL/Workbook.xml", "x"}), "zip.doubled_entry"});
  ZipPart locked{"secret", "x"};
  locked.flags = 1;
  out.push_back({"an encrypted part", "a.xlsx", parts_with(locked), "zip.encrypted"});
  auto lying = sound_parts();
  lying[0].say_unpacked = 10;
  out.push_back({"a part larger than it says", "a.xlsx", zip_of(lying), "zip.malformed"});
  lying[0].say_unpacked = static_cast<std::uint32_t>(lying[0].bytes.size()) + 1;
  out.push_back({"a part smaller than it says", "a.xlsx", zip_of(lying), "zip.damaged"});
  std::vector<ZipPart> many;
  for (int i = 0; i < 2'001; ++i) many.push_back({"part" + std::to_string(i), "", true});
  out.push_back({"too many parts", "a.xlsx", zip_of(many), "zip.too_many_entries"});
  out.push_back({"no workbook inside", "a.xlsx", zip_of({{"word/document.xml", "<w/>"}}),
                 "xlsx.not_a_workbook"});
  out.push_back({"nothing", "a.xlsx", "", "intake.empty_file"});
  out.push_back(
      {"an old workbook", "a.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "intake.old_or_encrypted"});
  out.push_back(
      {"a page named xlsx", "a.xlsx", "<html><table></table></html>", "intake.mislabelled"});
  out.push_back({"a workbook named csv", "a.csv", good, "intake.mislabelled"});
  out.push_back(
      {"a picture named csv", "a.csv", std::string("\x89PNG\r\n\x1a\n\0\0\0", 11), "csv.not_text"});
  out.push_back({"an unknown ending", "a.pdf", "%PDF-1.7", "intake.unknown_kind"});
  out.push_back({"no encoding we know", "a.csv", "\x81\xff\xff,\x80", "csv.encoding"});
  out.push_back({"a quote left open", "a.csv", "单位,系统\n\"云杉", "csv.open_quote"});
  return out;
}

std::vector<Case> sheets() {
  std::vector<Case> out;
  const auto add = [&](const char* what, std::string bytes, const char* code) {
    out.push_back({what, "a.xlsx", std::move(bytes), code});
  };
  add("an external entity",
      with_sheet(
          "<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c "
          "t=\"inlineStr\"><is><t>&x;</t></is></c></row></sheetData></worksheet>"),
      "xlsx.document_type");
  add("an entity that multiplies",
      with_sheet("<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b "
                 "\"&a;&a;&a;&a;\">]><worksheet>&b;</worksheet>"),
      "xlsx.document_type");
  add("cut xml", with_sheet("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>"),
      "xlsx.malformed");
  add("xml that ends wrongly", with_sheet("<worksheet></sheet>"), "xlsx.malformed");
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += "<a>";
  add("too deep", with_sheet(deep), "xlsx.depth");
  add("rows that go back", with_rows("<row r=\"2\"/><row r=\"1\"/>"), "xlsx.order");
  add("cells that go back", with_rows("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"),
      "xlsx.order");
  add("a cell of another row", with_rows("<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>"),
      "xlsx.reference");
  add("a cell beyond the last column", with_rows("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>"),
      "xlsx.reference");
  add("a row beyond the last", with_rows("<row r=\"1048577\"/>"), "xlsx.order");
  add("a string that is not there",
      with_rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>"), "xlsx.shared_string");
  auto parts = sound_parts();
  parts.erase(parts.begin());
  add("a sheet that is not there", zip_of(parts), "xlsx.missing_part");
  return out;
}

void expect_refused(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const auto start = std::chrono::steady_clock::now();
    const auto grid = read_grid(one.bytes, one.file, {});
    ASSERT_FALSE(grid) << one.what;
    EXPECT_EQ(grid.error().code, one.code) << one.what << " " << grid.error().detail;
    EXPECT_EQ(grid.error().kind, ErrorKind::BadInput) << one.what;
    EXPECT_FALSE(grid.error().where.empty()) << one.what;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << one.what;
  }
}

TEST(Hostile, ArchivesAreRefused) {
  expect_refused(archives());
}
TEST(Hostile, SheetsAreRefused) {
  expect_refused(sheets());
}

TEST(Hostile, OverlappingEntriesAreRefused) {
  // Two directory entries of different names over one local entry cannot both be true; the second
  // one's local header names the first.
  std::string bytes = zip_of({{"aaaa", "x", true}, {"bbbb", "x", true}});
  const std::size_t directory = bytes.find("PK\x01\x02");
  const std::size_t second = bytes.find("PK\x01\x02", directory + 4);
  for (int i = 0; i < 4; ++i) bytes[second + 42 + static_cast<std::size_t>(i)] = 0;
  EXPECT_EQ(Zip::open(bytes).error().code, "zip.malformed");
  // With the same name in both the doubled name is found first.
  bytes.replace(second + 46, 4, "aaaa");
  EXPECT_EQ(Zip::open(bytes).error().code, "zip.doubled_entry");
  // An entry that reaches over the next one.
  std::string long_one = zip_of({{"aaaa", "x", true}, {"bbbb", "x", true}});
  const std::size_t head = long_one.find("PK\x01\x02");
  for (std::size_t at : {head + 20, head + 24}) long_one[at] = 20;
  EXPECT_EQ(Zip::open(long_one).error().code, "zip.overlap");
}

// A workbook whose cells are legal and endless: bounded by the limits of cells and memory.
TEST(Hostile, EndlessCellsEndInTimeAndMemory) {
  std::string rows;
  rows.reserve(30U << 20);
  for (int r = 1; rows.size() < (24U << 20); ++r) {
    rows += "<row>";
    // Different enough that the ratio alone does not give it away.
    for (int c = 0; c < 40; ++c)
      rows += "<c t=\"str\"><v>" + std::to_string(r * 7919 + c * 104729) + "</v></c>";
    rows += "</row>";
  }
  const auto start = std::chrono::steady_clock::now();
  const auto grid = read_grid(with_rows(rows), "a.xlsx", {});
  EXPECT_LT(std::chrono::steady_clock::now() - start,
            std::chrono::seconds(12));  // a busy machine and sanitizers included
  if (!grid) {
    EXPECT_EQ(grid.error().kind, ErrorKind::BadInput);
  }
}

TEST(Hostile, EveryCutOfAWorkbookIsRefused) {
  const std::string good = sound();
  ASSERT_TRUE(read_grid_here(good, "a.xlsx"));
  for (std::size_t cut = 0; cut < good.size(); ++cut)
    EXPECT_FALSE(read_grid_here(good.substr(0, cut), "a.xlsx")) << cut;
}

TEST(Hostile, EveryFlippedByteIsRefusedOrHarmless) {
  const std::string good = sound();
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    const auto grid = read_grid_here(bad, "a.xlsx");
    if (!grid) {
      EXPECT_EQ(grid.error().kind, ErrorKind::BadInput) << at;
    }
  }
}

TEST(CellStream, IsReadStrictly) {
  CellStreamWriter writer;
  writer.workbook(true);
  writer.sheet("表", false);
  writer.row(3, true);
  writer.cell(2, CellKind::Date, "45000");
  writer.merge({1, 2, 0, 3});
  writer.hidden_columns({1, 1});
  writer.end();
  const std::string good = writer.bytes();
  const auto grid = decode_cell_stream(good);
  ASSERT_TRUE(grid);
  EXPECT_TRUE(grid->from_1904);
  EXPECT_EQ(grid->sheets[0].find(grid->sheets[0].rows[0], 2)->text, "45000");
  EXPECT_TRUE(grid->sheets[0].column_hidden(1));
  for (std::size_t cut = 0; cut < good.size(); ++cut)
    EXPECT_FALSE(decode_cell_stream(good.substr(0, cut)));
  EXPECT_FALSE(decode_cell_stream(good + "E"));
  EXPECT_FALSE(decode_cell_stream(std::string("W\0C\0\0\1xE", 9)));  // a cell without a sheet
  EXPECT_FALSE(decode_cell_stream(std::string("W\0S\1x\0R\2\0R\1\0E", 13)));  // rows that go back
  EXPECT_FALSE(decode_cell_stream(std::string("W\0S\1\xff\0E", 7)));          // no UTF-8
}

}  // namespace
}  // namespace dengbao::intake
