#pragma once
// A piece of text broken into lines that can be placed one by one.

#include <string>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "documents/pdf_fonts.h"

namespace dengbao {

struct TextRequest {
  std::vector<Run> runs;
  TextStyle style;
  double width = 0;  // points
  Align align = Align::Left;
  Indent indent = Indent::None;
  bool balanced = false;  // titles: the narrowest width that needs no more lines
};

// Lines are fixed once laid out. Shared by the pages that show its lines.
class LaidText {
 public:
  // Errors: documents.no_glyph names the first character that no font has.
  static Result<std::shared_ptr<const LaidText>> lay_out(const PdfFonts& fonts,
                                                         const TextRequest& request);

  int lines() const { return lines_; }
  double pitch() const { return style_.pitch_pt; }
  double height() const { return lines_ * style_.pitch_pt; }
  double widest() const;  // points, of the widest line
  double size() const { return style_.size_pt; }
  PangoLayoutLine* line(int index) const {
    return pango_layout_get_line_readonly(layout_.get(), index);
  }
  const char* text() const { return pango_layout_get_text(layout_.get()); }
  struct Point {
    double x = 0, y = 0;
  };
  // Where the pen starts for a line whose slot of one pitch has its upper left corner at (x, top).
  Point origin(int index, double x, double top) const;

 private:
  LaidText() = default;
  Status check_glyphs() const;
  void justify();
  double line_width(int index) const;

  GObjectPtr<PangoLayout> layout_;
  TextStyle style_;
  double width_ = 0;
  double first_indent_ = 0;  // points; negative hangs
  Align align_ = Align::Left;
  int lines_ = 0;
};

}  // namespace dengbao
