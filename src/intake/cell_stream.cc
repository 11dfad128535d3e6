#include "intake/cell_stream.h"

#include <algorithm>

#include "base/text.h"

namespace dengbao::intake {
namespace {

enum class Tag : char {
  Workbook = 'W',
  Sheet = 'S',
  Row = 'R',
  Cell = 'C',
  Merge = 'M',
  HiddenColumns = 'H',
  End = 'E',
};

class Decoder {
 public:
  explicit Decoder(Grid& grid) : grid_(grid), rest_(*grid.bytes) {}

  bool run() {
    if (!take_tag(Tag::Workbook) || !flag(grid_.from_1904)) return false;
    while (!rest_.empty()) {
      const auto tag = static_cast<Tag>(rest_.front());
      rest_.remove_prefix(1);
      if (tag == Tag::End) return rest_.empty();
      if (!record(tag)) return false;
    }
    return false;
  }

 private:
  bool record(Tag tag) {
    if (tag == Tag::Sheet) return sheet();
    if (grid_.sheets.empty()) return false;
    switch (tag) {
      case Tag::Row:
        return row();
      case Tag::Cell:
        return cell();
      case Tag::Merge:
        return merge();
      case Tag::HiddenColumns:
        return hidden_columns();
      default:
        return false;
    }
  }

  bool take_tag(Tag tag) {
    if (rest_.empty() || rest_.front() != static_cast<char>(tag)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Seven bits a byte, least first; at most five bytes.
  bool number(std::uint32_t& out) {
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      if (rest_.empty()) return false;
      const auto byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      n |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80) == 0) {
        out = static_cast<std::uint32_t>(n);
        return n <= UINT32_MAX;
      }
    }
    return false;
  }

  bool flag(bool& out) {
    if (rest_.empty() || (rest_.front() != 0 && rest_.front() != 1)) return false;
    out = rest_.front() == 1;
    rest_.remove_prefix(1);
    return true;
  }

  bool text(std::string_view& out) {
    std::uint32_t size = 0;
    if (!number(size) || size > kMaxCellBytes || size > rest_.size()) return false;
    out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    // A byte above 0x7F is rare in numbers and dates: those need no walk.
    return std::ranges::all_of(out, [](char c) { return c > 0; }) || is_utf8(out);
  }

  bool sheet() {
    std::string_view name;
    Sheet out;
    if (grid_.sheets.size() == kMaxSheets || !text(name) || !flag(out.hidden)) return false;
    out.name = name;
    grid_.sheets.push_back(std::move(out));
    return true;
  }

  bool row() {
    Sheet& at = grid_.sheets.back();
    Row out;
    if (!number(out.number) || !flag(out.hidden) || out.number == 0 || out.number > kMaxRows)
      return false;
    if (!at.rows.empty() && at.rows.back().number >= out.number) return false;
    out.first_cell = static_cast<std::uint32_t>(at.cells.size());
    at.rows.push_back(out);
    return true;
  }

  bool cell() {
    Sheet& at = grid_.sheets.back();
    Cell out;
    if (at.rows.empty() || ++cells_ > kMaxCells || !number(out.column) || rest_.empty())
      return false;
    out.kind = static_cast<CellKind>(rest_.front());
    rest_.remove_prefix(1);
    if (out.column >= kMaxColumns || out.kind > CellKind::Error || !text(out.text)) return false;
    Row& row = at.rows.back();
    if (row.cell_count > 0 && at.cells.back().column >= out.column) return false;
    ++row.cell_count;
    at.cells.push_back(out);
    return true;
  }

  bool merge() {
    Merge out;
    if (!number(out.first_row) || !number(out.last_row) || !number(out.first_column) ||
        !number(out.last_column))
      return false;
    if (out.first_row == 0 || out.first_row > out.last_row || out.last_row > kMaxRows ||
        out.first_column > out.last_column || out.last_column >= kMaxColumns)
      return false;
    grid_.sheets.back().merges.push_back(out);
    return true;
  }

  bool hidden_columns() {
    ColumnRange out;
    if (!number(out.first) || !number(out.last) || out.first > out.last || out.last >= kMaxColumns)
      return false;
    grid_.sheets.back().hidden_columns.push_back(out);
    return true;
  }

  Grid& grid_;
  std::string_view rest_;
  std::size_t cells_ = 0;
};

}  // namespace

void CellStreamWriter::number(std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) bytes_ += static_cast<char>(n | 0x80);
  bytes_ += static_cast<char>(n);
}

void CellStreamWriter::text(std::string_view t) {
  number(t.size());
  bytes_ += t;
}

void CellStreamWriter::workbook(bool from_1904) {
  bytes_ += static_cast<char>(Tag::Workbook);
  bytes_ += from_1904 ? '\1' : '\0';
}

void CellStreamWriter::sheet(std::string_view name, bool hidden) {
  bytes_ += static_cast<char>(Tag::Sheet);
  text(name);
  bytes_ += hidden ? '\1' : '\0';
}

void CellStreamWriter::row(std::uint32_t row_number, bool hidden) {
  bytes_ += static_cast<char>(Tag::Row);
  number(row_number);
  bytes_ += hidden ? '\1' : '\0';
}

void CellStreamWriter::cell(std::uint32_t column, CellKind kind, std::string_view t) {
  bytes_ += static_cast<char>(Tag::Cell);
  number(column);
  bytes_ += static_cast<char>(kind);
  text(t);
}

void CellStreamWriter::merge(const Merge& merge) {
  bytes_ += static_cast<char>(Tag::Merge);
  for (std::uint32_t n : {merge.first_row, merge.last_row, merge.first_column, merge.last_column})
    number(n);
}

void CellStreamWriter::hidden_columns(ColumnRange range) {
  bytes_ += static_cast<char>(Tag::HiddenColumns);
  number(range.first);
  number(range.last);
}

void CellStreamWriter::end() {
  bytes_ += static_cast<char>(Tag::End);
}

Result<Grid> decode_cell_stream(std::string bytes) {
  Grid grid;
  grid.bytes = std::make_unique<std::string>(std::move(bytes));
  if (!Decoder(grid).run()) return fail(ErrorKind::BadInput, "intake.cell_stream");
  for (Sheet& sheet : grid.sheets) std::ranges::sort(sheet.merges, {}, &Merge::first_row);
  return grid;
}

}  // namespace dengbao::intake
