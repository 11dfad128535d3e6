#pragma once
// The glyphs a PDF needs, cut out of their fonts before cairo sees them. cairo alone would carry
// most of a Chinese font's subroutines along (half a megabyte and 20 ms a letter).

#include <cairo.h>
#include <hb.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/pdf_text.h"

namespace dengbao {

class PdfGlyphs {
 public:
  PdfGlyphs() = default;
  ~PdfGlyphs();
  PdfGlyphs(const PdfGlyphs&) = delete;
  PdfGlyphs& operator=(const PdfGlyphs&) = delete;

  // First every line that will be shown, then cut() once, then show() each.
  void gather(const LaidText& text, int line);
  // Errors: documents.pdf_failed.
  Status cut();
  // Shows a line; (x, top) is the upper left corner of its slot.
  void show(cairo_t* cairo, const LaidText& text, int line, double x, double top) const;

 private:
  struct Cut {
    hb_set_t* glyphs = nullptr;
    std::map<hb_codepoint_t, hb_codepoint_t> renumbered;
    cairo_font_face_t* face = nullptr;
  };
  Status cut(hb_face_t* face, Cut& cut) const;

  std::map<hb_face_t*, Cut> cuts_;
};

}  // namespace dengbao
