// Tables of a PDF: rows with rules, the head repeated on each page.

#include <algorithm>

#include "documents/pdf_flow.h"

namespace dengbao {
namespace {

constexpr double kSide = 4;  // points between rule and text
constexpr double kAbove = 3.5;
constexpr double kRule = 0.5;

}  // namespace

struct PdfFlow::CellRow {
  std::vector<Text> cells;
  double height = 0;
};

Result<PdfFlow::CellRow> PdfFlow::cell_row(const std::vector<std::string>& cells,
                                           const Table& table, const std::vector<double>& widths,
                                           bool head) const {
  CellRow out;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const TextStyle& style = head ? style_.table_head : style_.table_cell;
    const Align align = head ? Align::Center : table.columns[i].align;
    out.cells.push_back(TRY(lay(cells[i], style, widths[i] - 2 * kSide, align)));
    out.height = std::max(out.height, out.cells.back()->height() + 2 * kAbove);
  }
  return out;
}

void PdfFlow::row_box(double top, double height, const std::vector<double>& widths) {
  double x = paper_.left;
  for (double width : widths) {
    rule(x, top, x, top + height, kRule);
    x += width;
  }
  rule(x, top, x, top + height, kRule);
  rule(paper_.left, top, x, top, kRule);
  rule(paper_.left, top + height, x, top + height, kRule);
}

void PdfFlow::place_row(const CellRow& row, const std::vector<double>& widths) {
  double x = paper_.left;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const double above = (row.height - row.cells[i]->height()) / 2;
    place_all(row.cells[i], x + kSide, y_ + above);
    x += widths[i];
  }
  row_box(y_, row.height, widths);
  y_ += row.height;
}

// A row higher than a page goes on over the next ones line by line.
void PdfFlow::place_long_row(const CellRow& row, const std::vector<double>& widths) {
  std::vector<int> next(widths.size(), 0);
  bool more = true;
  while (more) {
    const double room = limit() - y_ - 2 * kAbove;
    double used = 0, x = paper_.left;
    more = false;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const Text& cell = row.cells[i];
      int line = 0;
      for (; next[i] < cell->lines() && (line + 1) * cell->pitch() <= room; ++line, ++next[i])
        place(cell, next[i], x + kSide, y_ + kAbove + line * cell->pitch());
      used = std::max(used, line * cell->pitch());
      more = more || next[i] < cell->lines();
      x += widths[i];
    }
    row_box(y_, used + 2 * kAbove, widths);
    y_ += used + 2 * kAbove;
    if (more) new_page();
  }
}

Status PdfFlow::operator()(const Table& block) {
  double shares = 0;
  for (const auto& column : block.columns) shares += column.share;
  std::vector<double> widths;
  for (const auto& column : block.columns) widths.push_back(body_width() * column.share / shares);
  const double page_height = limit() - paper_.top;

  std::vector<std::string> titles;
  bool titled = false;
  for (const auto& column : block.columns) {
    titles.push_back(column.title);
    titled = titled || !column.title.empty();
  }
  const CellRow head = TRY(cell_row(titles, block, widths, true));
  const double head_height = titled ? head.height : 0;
  if (head_height + style_.table_cell.pitch_pt + 2 * kAbove > page_height)
    return fail(ErrorKind::BadInput, "documents.does_not_fit", {{"text", titles.front()}});
  bool head_due = titled;
  for (const auto& cells : block.rows) {
    if (cells.size() != widths.size())
      return fail(
          ErrorKind::BadInput, "documents.row_length",
          {{"columns", std::to_string(widths.size())}, {"cells", std::to_string(cells.size())}});
    const CellRow row = TRY(cell_row(cells, block, widths, false));
    const bool whole = row.height + head_height <= page_height;
    double need =
        (head_due ? head_height : 0) + (whole ? row.height : 3 * style_.table_cell.pitch_pt);
    // A signature does not stand without its table: the last rows go with it.
    const std::size_t left = block.rows.size() - static_cast<std::size_t>(&cells - &block.rows[0]);
    if (left == std::min<std::size_t>(2, block.rows.size()))
      need += tail_height() + static_cast<double>(left - 1) * row.height;
    if (y_ + need > limit() && y_ > paper_.top) {
      new_page();
      head_due = titled;
    }
    if (head_due) place_row(head, widths);
    head_due = false;
    if (whole)
      place_row(row, widths);
    else
      place_long_row(row, widths);
  }
  if (block.rows.empty() && titled) {
    if (y_ + head_height > limit() && y_ > paper_.top) new_page();
    place_row(head, widths);
  }
  y_ += kAbove;
  return {};
}

// What a signed table must still have room for beneath it: its remarks (taken as one line each)
// and the signature. 0 where no signature follows.
double PdfFlow::tail_height() const {
  double out = kAbove;
  for (std::size_t i = at_ + 1; i < document_.blocks.size(); ++i) {
    if (std::holds_alternative<Paragraph>(document_.blocks[i])) out += style_.body.pitch_pt;
    if (const auto* signature = std::get_if<Signature>(&document_.blocks[i]))
      return out + signature_height(*signature);
  }
  return 0;
}

// Label and value, as a table without head or as lines of their own.
Status PdfFlow::operator()(const KeyValues& block) {
  if (!block.ruled) {
    for (const auto& [label, value] : block.rows)
      CHECK((*this)(Paragraph{{{label + "：" + value, false}}}));
    return {};
  }
  Table table;
  table.columns = {{"", 34, Align::Center}, {"", 66, Align::Left}};
  for (const auto& [label, value] : block.rows) table.rows.push_back({label, value});
  return (*this)(table);
}

}  // namespace dengbao
