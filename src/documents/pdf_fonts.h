#pragma once
// The fonts a PDF may use: those families of the house style that are installed, and no others,
// so that neither a user's settings nor the environment changes a document.

#include <pango/pangocairo.h>

#include <memory>

#include "base/result.h"
#include "documents/house_style.h"

namespace dengbao {

struct GObjectRelease {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using GObjectPtr = std::unique_ptr<T, GObjectRelease>;

struct FontDescriptionFree {
  void operator()(PangoFontDescription* d) const { pango_font_description_free(d); }
};
using FontDescription = std::unique_ptr<PangoFontDescription, FontDescriptionFree>;

class PdfFonts {
 public:
  static Result<std::unique_ptr<PdfFonts>> open(const HouseStyle& style);

  PangoContext* context() const { return context_.get(); }
  // One unit of the layout is one point of the page.
  FontDescription describe(const TextStyle& text) const;

 private:
  PdfFonts() = default;
  GObjectPtr<PangoFontMap> map_;
  GObjectPtr<PangoContext> context_;
  std::array<std::string, 5> families_;  // by Face, comma separated
};

}  // namespace dengbao
