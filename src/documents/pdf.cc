#include "documents/pdf.h"

#include "documents/document_text.h"
#include "documents/pdf_page.h"

namespace dengbao {

PdfWriter::PdfWriter(HouseStyle style, std::unique_ptr<PdfFonts> fonts)
    : style_(std::move(style)), fonts_(std::move(fonts)) {}
PdfWriter::~PdfWriter() = default;
PdfWriter::PdfWriter(PdfWriter&&) noexcept = default;
PdfWriter& PdfWriter::operator=(PdfWriter&&) noexcept = default;

Result<PdfWriter> PdfWriter::open(HouseStyle style) {
  auto fonts = TRY(PdfFonts::open(style));
  return PdfWriter(std::move(style), std::move(fonts));
}

Result<std::string> PdfWriter::write(const Document& document) {
  CHECK(check_texts(document));
  Paper paper;
  const auto pages = TRY(lay_out_pages(document, style_, *fonts_, paper));
  return paint_pdf(pages, paper, document, style_.mark_colour);
}

}  // namespace dengbao
