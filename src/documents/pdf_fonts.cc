#include "documents/pdf_fonts.h"

#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <cmath>
#include <set>

#include "documents/names.h"

namespace dengbao {
namespace {

struct ConfigDestroy {
  void operator()(FcConfig* c) const { FcConfigDestroy(c); }
};
using Config = std::unique_ptr<FcConfig, ConfigDestroy>;

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

// A configuration of our own: the house style's folders, the system's ready-made cache (without
// it each font file would be read through), every font rejected but the families we name.
std::string config_text(const HouseStyle& style) {
  std::string out = "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>";
  for (const auto& folder : style.font_folders) out += "<dir>" + escaped(folder) + "</dir>";
  out += "<cachedir>/var/cache/fontconfig</cachedir><selectfont><rejectfont>";
  for (const char* truth : {"true", "false"})
    out +=
        fmt::format("<pattern><patelt name=\"scalable\"><bool>{}</bool></patelt></pattern>", truth);
  out += "</rejectfont><acceptfont>";
  std::set<std::string> families;
  for (const auto& face : style.faces) families.insert(face.pdf.begin(), face.pdf.end());
  for (const auto& family : families)
    out += "<pattern><patelt name=\"family\"><string>" + escaped(family) +
           "</string></patelt></pattern>";
  return out + "</acceptfont></selectfont></fontconfig>";
}

std::set<std::string> installed_families(FcConfig* config) {
  std::set<std::string> out;
  const FcFontSet* fonts = FcConfigGetFonts(config, FcSetSystem);
  for (int i = 0; fonts && i < fonts->nfont; ++i) {
    FcChar8* family = nullptr;
    for (int n = 0; FcPatternGetString(fonts->fonts[i], FC_FAMILY, n, &family) == FcResultMatch;
         ++n)
      out.insert(reinterpret_cast<const char*>(family));
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<PdfFonts>> PdfFonts::open(const HouseStyle& style) {
  const Config config(FcConfigCreate());
  const std::string text = config_text(style);
  if (!config ||
      !FcConfigParseAndLoadFromMemory(config.get(), reinterpret_cast<const FcChar8*>(text.c_str()),
                                      FcTrue) ||
      !FcConfigBuildFonts(config.get()))
    return fail_external("documents.fonts_unreadable", "fontconfig refused our configuration");
  const auto installed = installed_families(config.get());

  std::unique_ptr<PdfFonts> out(new PdfFonts);
  for (const auto& [name, face] : kFaceNames) {
    std::string& chain = out->families_[static_cast<std::size_t>(face)];
    for (const auto& family : style.fonts(face).pdf) {
      if (!installed.contains(family)) continue;
      if (!chain.empty()) chain += ',';
      chain += family;
    }
    if (chain.empty())
      return fail(ErrorKind::External, "documents.no_font",
                  {{"face", std::string(name)},
                   {"families", fmt::format("{}", fmt::join(style.fonts(face).pdf, ", "))}});
  }

  out->map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (!out->map_ || !PANGO_IS_FC_FONT_MAP(out->map_.get()))
    return fail_external("documents.fonts_unreadable", "pango has no FreeType font map");
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(out->map_.get()), config.get());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(out->map_.get()), 72);
  out->context_.reset(pango_font_map_create_context(out->map_.get()));
  PangoContext* context = out->context_.get();
  pango_context_set_language(context, pango_language_from_string("zh-cn"));
  pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions(context, FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  return out;
}

FontDescription PdfFonts::describe(const TextStyle& text) const {
  FontDescription out(pango_font_description_new());
  pango_font_description_set_family(out.get(),
                                    families_[static_cast<std::size_t>(text.face)].c_str());
  pango_font_description_set_absolute_size(out.get(), std::round(text.size_pt * PANGO_SCALE));
  pango_font_description_set_weight(out.get(), text.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return out;
}

}  // namespace dengbao

// Leaks of the libraries, known and bounded: fontconfig 2.14 keeps the patterns of a selectfont,
// pango 1.50 the configuration it was given (both once a writer), cairo 1.16 some hundred bytes a
// font that it embeds. Only builds with the address sanitizer have this.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig.so\nleak:libcairo.so\n";
}
#endif
#endif
