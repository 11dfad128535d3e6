#pragma once
// Documents as PDF: pango lays the text out, cairo draws it with embedded subset fonts.

#include <memory>
#include <string>

#include "base/result.h"
#include "documents/document.h"
#include "documents/house_style.h"

namespace dengbao {

class PdfFonts;

// Keeps fonts and contexts between documents: make one and use it for many. One thread at a time.
class PdfWriter {
 public:
  // Errors: documents.no_font names the face none of whose families is installed.
  static Result<PdfWriter> open(HouseStyle style);
  ~PdfWriter();
  PdfWriter(PdfWriter&&) noexcept;
  PdfWriter& operator=(PdfWriter&&) noexcept;

  // The same document and fonts give the same bytes; the date inside is the document's.
  // Errors: documents.no_glyph names a character that no font has; documents.does_not_fit;
  // documents.qr_too_long; documents.control_character; documents.pdf_failed.
  Result<std::string> write(const Document& document);

 private:
  PdfWriter(HouseStyle style, std::unique_ptr<PdfFonts> fonts);
  HouseStyle style_;
  std::unique_ptr<PdfFonts> fonts_;
};

}  // namespace dengbao
