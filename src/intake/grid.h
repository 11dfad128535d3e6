#pragma once
// A workbook as a plain grid of texts: what is left of an xlsx or csv file once its bytes are
// understood, before anyone asks what they mean. Cells that are empty are not there.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dengbao::intake {

enum class CellKind : std::uint8_t {
  Text,
  Number,  // the text is the decimal number as the file spells it
  Date,    // a number shown as a date: days of the workbook's calendar
  Truth,   // "1" or "0"
  Error,   // "#N/A"
};

struct Cell {
  std::uint32_t column = 0;  // from 0
  CellKind kind = CellKind::Text;
  std::string_view text;  // lives as long as the grid
};

struct Row {
  std::uint32_t number = 0;  // from 1, as the user sees it
  bool hidden = false;
  std::uint32_t first_cell = 0;  // into Sheet::cells
  std::uint32_t cell_count = 0;
};

// Rows from 1, columns from 0, both ends included.
struct Merge {
  std::uint32_t first_row = 0, last_row = 0, first_column = 0, last_column = 0;
};

struct ColumnRange {
  std::uint32_t first = 0, last = 0;
};

struct Sheet {
  std::string name;
  bool hidden = false;
  std::vector<Row> rows;  // only those with a cell, by number
  std::vector<Cell> cells;
  std::vector<Merge> merges;  // by first row
  std::vector<ColumnRange> hidden_columns;

  const Cell* begin(const Row& row) const { return cells.data() + row.first_cell; }
  const Cell* end(const Row& row) const { return begin(row) + row.cell_count; }
  // The cell of a row in a column, or nullptr.
  const Cell* find(const Row& row, std::uint32_t column) const;
  bool column_hidden(std::uint32_t column) const;
  // The merges whose first row this is.
  std::span<const Merge> merges_at(std::uint32_t row) const;
};

struct Grid {
  bool from_1904 = false;  // dates are counted from 1904-01-01
  std::vector<Sheet> sheets;
  std::unique_ptr<std::string> bytes;  // what the texts point into
};

// "A", "Z", "AA" for 0, 25, 26.
std::string column_letters(std::uint32_t column);

}  // namespace dengbao::intake
