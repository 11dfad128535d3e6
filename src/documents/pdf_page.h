#pragma once
// What stands on a page, in points from its upper left corner, ready to be painted.

#include <memory>
#include <variant>
#include <vector>

#include "documents/pdf_text.h"
#include "documents/qr_matrix.h"

namespace dengbao {

inline constexpr double kPointsPerMillimetre = 72 / 25.4;
constexpr double mm(double millimetres) {
  return millimetres * kPointsPerMillimetre;
}

enum class Ink : std::uint8_t { Black, Grey, Mark };  // Mark: the colour of the letterhead

struct PlacedLine {
  std::shared_ptr<const LaidText> text;
  int index = 0;
  double x = 0, top = 0;
  Ink ink = Ink::Black;
};

struct PlacedRule {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  double thickness = 0.5;
  Ink ink = Ink::Black;
};

struct PlacedQr {
  std::shared_ptr<const QrMatrix> matrix;
  double x = 0, top = 0, size = 0;  // size includes the quiet zone
};

struct Page {
  std::vector<std::variant<PlacedLine, PlacedRule, PlacedQr>> marks;
};

struct Paper {
  double width = 0, height = 0;                     // points
  double top = 0, right = 0, bottom = 0, left = 0;  // margins
};

// Lays the blocks out on pages. A letter or notice that runs over by a little is set with less
// pitch instead (down to 0.86 of it), as the standard asks. Errors: see PdfWriter::write.
Result<std::vector<Page>> lay_out_pages(const Document& document, const HouseStyle& house,
                                        const PdfFonts& fonts, Paper& paper);

// The pages as PDF. Errors: documents.pdf_failed.
Result<std::string> paint_pdf(const std::vector<Page>& pages, const Paper& paper,
                              const Document& document, const std::string& mark_colour);

}  // namespace dengbao
