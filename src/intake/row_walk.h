#pragma once
// From sheets to raw rows: which rows are data, and which cell of a row is which field. No rule of
// the content is applied here.

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "intake/asset_list.h"

namespace dengbao::intake {

struct RawRow {
  std::uint32_t sheet = 0, row = 0;
  std::string column;  // of a card
  RowKind kind = RowKind::Data;
  bool hidden = false;
  std::array<const Cell*, kFields> cells{};  // merged cells included; null where blank
  std::string unit;                          // as shown: its own, of its block, or of the caption
  std::string caption_code;                  // where the sheet's caption names the code
  std::uint32_t header = 0;                  // into Walk::headers
  std::vector<Cell> originals;
};

struct Walk {
  std::vector<RawRow> rows;
  std::vector<SheetHeader> headers;
  std::size_t blank_rows = 0;
  // Sheets made of cards: their cells are pointed to.
  std::deque<CardList> cards;
};

Walk walk(const Grid& grid, Headings& headings);

}  // namespace dengbao::intake
