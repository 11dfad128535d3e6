#pragma once
// Workbooks out: tables as a spreadsheet program opens them. A thin layer over libxlsxwriter that
// never writes a formula: whatever a cell's text begins with, it stays text.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace dengbao {

struct XlsxCell {
  enum class Kind : std::uint8_t { Blank, Text, Number, Date };
  Kind kind = Kind::Blank;
  std::string text;
  double number = 0;
  Date date;

  static XlsxCell of(std::string text);
  static XlsxCell of(double number);
  static XlsxCell of(Date date);  // shown as 2026-02-10
};

// A sheet made to be printed: A4 across, one page wide, small wrapped text in ruled cells, title
// and header again on every page, page numbers below.
struct XlsxPrint {
  std::string title;           // a line above the header
  std::vector<double> widths;  // of the columns, in characters of the default font
  std::string footer;          // at the left below; page n of m stands at the right
};

struct XlsxSheet {
  std::string name;                 // made fit where the format forbids it (length, []:*?/\)
  std::vector<std::string> header;  // styled, stays in sight, can be filtered; may be empty
  std::vector<std::vector<XlsxCell>> rows;
  std::optional<XlsxPrint> print = {};
};

struct XlsxWorkbook {
  std::vector<XlsxSheet> sheets;  // at least one
  std::string title;
  Instant created;  // the same workbook at the same instant is the same bytes
};

// Errors: BadInput xlsx.text_too_long, xlsx.too_many_rows, xlsx.no_sheet; External
// xlsx.not_written.
Result<std::string> render_xlsx(const XlsxWorkbook& workbook);
// The whole file or none: beside its place, synced, then renamed.
Status write_xlsx(const XlsxWorkbook& workbook, const std::string& path);

}  // namespace dengbao
