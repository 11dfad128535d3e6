#include <cairo-pdf.h>

#include <charconv>

#include "documents/pdf_glyphs.h"
#include "documents/pdf_page.h"

namespace dengbao {
namespace {

struct Colour {
  double red = 0, green = 0, blue = 0;
};

Colour colour_of(std::string_view rrggbb) {
  unsigned value = 0;
  std::from_chars(rrggbb.data(), rrggbb.data() + rrggbb.size(), value, 16);
  return {static_cast<double>(value >> 16 & 255) / 255, static_cast<double>(value >> 8 & 255) / 255,
          static_cast<double>(value & 255) / 255};
}

class Painter {
 public:
  Painter(cairo_t* cairo, const PdfGlyphs& glyphs, Colour mark)
      : cairo_(cairo), glyphs_(glyphs), mark_(mark) {}

  void operator()(const PlacedLine& line) const {
    use(line.ink);
    glyphs_.show(cairo_, *line.text, line.index, line.x, line.top);
  }

  void operator()(const PlacedRule& rule) const {
    use(rule.ink);
    cairo_set_line_width(cairo_, rule.thickness);
    cairo_move_to(cairo_, rule.x1, rule.y1);
    cairo_line_to(cairo_, rule.x2, rule.y2);
    cairo_stroke(cairo_);
  }

  // One path for the whole code, so that no renderer shows seams between the modules.
  void operator()(const PlacedQr& qr) const {
    use(Ink::Black);
    const QrMatrix& matrix = *qr.matrix;
    const double module = qr.size / (matrix.width + 8);
    for (int y = 0; y < matrix.width; ++y) {
      for (int x = 0; x < matrix.width; ++x) {
        int end = x;
        while (end < matrix.width && matrix.at(end, y)) ++end;
        if (end > x)
          cairo_rectangle(cairo_, qr.x + (x + 4) * module, qr.top + (y + 4) * module,
                          (end - x) * module, module);
        x = end;
      }
    }
    cairo_fill(cairo_);
  }

 private:
  void use(Ink ink) const {
    if (ink == Ink::Mark)
      cairo_set_source_rgb(cairo_, mark_.red, mark_.green, mark_.blue);
    else if (ink == Ink::Grey)
      cairo_set_source_rgb(cairo_, 0.45, 0.45, 0.45);
    else
      cairo_set_source_rgb(cairo_, 0, 0, 0);
  }

  cairo_t* cairo_;
  const PdfGlyphs& glyphs_;
  Colour mark_;
};

cairo_status_t append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

void describe(cairo_surface_t* surface, const Document& document) {
  const auto set = [surface](cairo_pdf_metadata_t key, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(surface, key, value.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, document.title);
  set(CAIRO_PDF_METADATA_SUBJECT, document.number);
  set(CAIRO_PDF_METADATA_CREATOR, "dengbao");
  // Without it cairo writes the clock into the file [cairo 1.16].
  const std::string created = document.created.iso_local();
  set(CAIRO_PDF_METADATA_CREATE_DATE, created);
}

}  // namespace

Result<std::string> paint_pdf(const std::vector<Page>& pages, const Paper& paper,
                              const Document& document, const std::string& mark_colour) {
  PdfGlyphs glyphs;
  for (const auto& page : pages)
    for (const auto& mark : page.marks)
      if (const auto* line = std::get_if<PlacedLine>(&mark))
        glyphs.gather(*line->text, line->index);
  CHECK(glyphs.cut());
  std::string out;
  cairo_surface_t* surface =
      cairo_pdf_surface_create_for_stream(append, &out, paper.width, paper.height);
  // 1.4 keeps the plain cross-reference table that the embedded signature appends to.
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
  describe(surface, document);
  cairo_t* cairo = cairo_create(surface);
  const Painter painter(cairo, glyphs, colour_of(mark_colour));
  for (const auto& page : pages) {
    for (const auto& mark : page.marks) std::visit(painter, mark);
    cairo_show_page(cairo);
  }
  const cairo_status_t drawn = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  const cairo_status_t written = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  for (const cairo_status_t status : {drawn, written})
    if (status != CAIRO_STATUS_SUCCESS)
      return fail_external("documents.pdf_failed", cairo_status_to_string(status));
  return out;
}

}  // namespace dengbao
