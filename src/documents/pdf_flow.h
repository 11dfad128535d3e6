#pragma once
// Fills pages with blocks from top to bottom: what PdfWriter does between text and paint.

#include <optional>
#include <string>
#include <vector>

#include "documents/pdf_page.h"

namespace dengbao {

class PdfFlow {
 public:
  // `pitch` scales the distance of the body's lines.
  PdfFlow(const Document& document, const HouseStyle& house, const PdfFonts& fonts, double pitch);
  Result<std::vector<Page>> run();
  const Paper& paper() const { return paper_; }
  // Whether lines closer together (by `pitch`) could bring what was laid out onto one page.
  bool could_fit_one_page(double pitch) const;

  // One block each; `index` in run() tells them what follows.
  Status operator()(const Letterhead& block);
  Status operator()(const NumberLine& block);
  Status operator()(const Heading& block);
  Status operator()(const Paragraph& block);
  Status operator()(const Space& block);
  Status operator()(const KeyValues& block);
  Status operator()(const Table& block);
  Status operator()(const Signature& block);
  Status operator()(const CopyTo& block);
  Status operator()(const Qr& block);

 private:
  using Text = std::shared_ptr<const LaidText>;
  struct CellRow;

  double body_width() const { return paper_.width - paper_.left - paper_.right; }
  double limit() const { return paper_.height - paper_.bottom; }
  Page& page() { return pages_.back(); }
  void new_page();
  void rule(double x1, double y1, double x2, double y2, double thickness, Ink ink = Ink::Black);
  void place(const Text& text, int line, double x, double top, Ink ink = Ink::Black);
  void place_all(const Text& text, double x, double top, Ink ink = Ink::Black);
  Result<Text> lay(std::string text, const TextStyle& style, double width, Align align,
                   bool balanced = false) const;
  void pour(const Text& text, double x, int keep_last);
  Result<Text> mark_on_one_line(const std::string& issuer, double width) const;
  void frame();
  Status folios();
  bool signature_follows() const;
  double signature_height(const Signature& block) const;
  double tail_height() const;

  Result<CellRow> cell_row(const std::vector<std::string>& cells, const Table& table,
                           const std::vector<double>& widths, bool head) const;
  void place_row(const CellRow& row, const std::vector<double>& widths);
  void place_long_row(const CellRow& row, const std::vector<double>& widths);
  void row_box(double top, double height, const std::vector<double>& widths);

  const Document& document_;
  const HouseStyle& house_;
  KindStyle style_;
  const PdfFonts& fonts_;
  Paper paper_;
  std::vector<Page> pages_;
  double y_ = 0;
  double filled_ = 0;   // points of all pages before this one that hold something
  std::size_t at_ = 0;  // the block being placed
  std::shared_ptr<const QrMatrix> waiting_qr_;  // stands beside the signature that follows
  std::string waiting_caption_;
};

}  // namespace dengbao
