#include "documents/pdf_glyphs.h"

#include <cairo-ft.h>
#include <hb-subset.h>

#include <algorithm>

namespace dengbao {
namespace {

// What a cut font needs as long as cairo may still hold it: a library for each face, since
// FreeType's are not for two threads.
struct CutFont {
  hb_blob_t* bytes = nullptr;
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  ~CutFont() {
    if (face) FT_Done_Face(face);
    if (library) FT_Done_FreeType(library);
    if (bytes) hb_blob_destroy(bytes);
  }
};

constexpr cairo_user_data_key_t kCutFontKey{};

void release(void* cut) {
  delete static_cast<CutFont*>(cut);
}

hb_face_t* face_of(const PangoGlyphItem& run) {
  return hb_font_get_face(pango_font_get_hb_font(run.item->analysis.font));
}

bool is_drawn(PangoGlyph glyph) {
  return glyph != PANGO_GLYPH_EMPTY && !(glyph & PANGO_GLYPH_UNKNOWN_FLAG);
}

// Layout is done: only outlines, widths and names stay.
hb_subset_input_t* cut_request(const hb_set_t* glyphs) {
  hb_subset_input_t* request = hb_subset_input_create_or_fail();
  if (!request) return nullptr;
  hb_set_union(hb_subset_input_glyph_set(request), glyphs);
  hb_subset_input_set_flags(request, HB_SUBSET_FLAGS_DESUBROUTINIZE | HB_SUBSET_FLAGS_NO_HINTING |
                                         HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
  hb_set_t* dropped = hb_subset_input_set(request, HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const char* tag : {"GSUB", "GPOS", "GDEF", "BASE", "VORG", "vmtx", "vhea", "DSIG", "cmap"})
    hb_set_add(dropped, hb_tag_from_string(tag, 4));
  return request;
}

}  // namespace

PdfGlyphs::~PdfGlyphs() {
  for (auto& [face, cut] : cuts_) {
    hb_set_destroy(cut.glyphs);
    if (cut.face) cairo_font_face_destroy(cut.face);
  }
}

void PdfGlyphs::gather(const LaidText& text, int line) {
  for (GSList* at = text.line(line)->runs; at; at = at->next) {
    const auto* run = static_cast<const PangoGlyphItem*>(at->data);
    const auto [entry, fresh] = cuts_.try_emplace(face_of(*run));
    Cut& cut = entry->second;
    if (fresh) cut.glyphs = hb_set_create();
    for (int i = 0; i < run->glyphs->num_glyphs; ++i)
      if (is_drawn(run->glyphs->glyphs[i].glyph))
        hb_set_add(cut.glyphs, run->glyphs->glyphs[i].glyph);
  }
}

Status PdfGlyphs::cut() {
  for (auto& [face, cut_font] : cuts_) CHECK(cut(face, cut_font));
  return {};
}

Status PdfGlyphs::cut(hb_face_t* face, Cut& cut) const {
  const auto broken = [] { return fail_external("documents.pdf_failed", "a font cannot be cut"); };
  hb_subset_input_t* request = cut_request(cut.glyphs);
  hb_subset_plan_t* plan = request ? hb_subset_plan_create_or_fail(face, request) : nullptr;
  hb_face_t* small = plan ? hb_subset_plan_execute_or_fail(plan) : nullptr;
  if (small) {
    const hb_map_t* renumbered = hb_subset_plan_old_to_new_glyph_mapping(plan);
    hb_codepoint_t glyph = HB_SET_VALUE_INVALID;
    while (hb_set_next(cut.glyphs, &glyph)) cut.renumbered[glyph] = hb_map_get(renumbered, glyph);
  }
  auto font = std::make_unique<CutFont>();
  if (small) font->bytes = hb_face_reference_blob(small);
  hb_face_destroy(small);
  hb_subset_plan_destroy(plan);
  hb_subset_input_destroy(request);
  if (!font->bytes) return broken();
  unsigned length = 0;
  const char* bytes = hb_blob_get_data(font->bytes, &length);
  if (FT_Init_FreeType(&font->library) != 0 ||
      FT_New_Memory_Face(font->library, reinterpret_cast<const FT_Byte*>(bytes),
                         static_cast<FT_Long>(length), 0, &font->face) != 0)
    return broken();
  cut.face = cairo_ft_font_face_create_for_ft_face(font->face, FT_LOAD_NO_HINTING);
  if (cairo_font_face_set_user_data(cut.face, &kCutFontKey, font.get(), release) !=
      CAIRO_STATUS_SUCCESS)
    return broken();
  font.release();
  return {};
}

void PdfGlyphs::show(cairo_t* cairo, const LaidText& text, int line, double x, double top) const {
  const auto origin = text.origin(line, x, top);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(cairo, options);
  cairo_font_options_destroy(options);
  cairo_set_font_size(cairo, text.size());
  double pen = origin.x;
  for (GSList* at = text.line(line)->runs; at; at = at->next) {
    const auto* run = static_cast<const PangoGlyphItem*>(at->data);
    const Cut& cut = cuts_.at(face_of(*run));
    std::vector<cairo_glyph_t> glyphs;
    std::vector<cairo_text_cluster_t> clusters;
    int start = -1;
    const int count = run->glyphs->num_glyphs;
    for (int i = 0; i < count; ++i) {
      const PangoGlyphInfo& glyph = run->glyphs->glyphs[i];
      if (run->glyphs->log_clusters[i] != start) {
        if (start >= 0) clusters.back().num_bytes = run->glyphs->log_clusters[i] - start;
        start = run->glyphs->log_clusters[i];
        clusters.push_back({0, 0});
      }
      if (is_drawn(glyph.glyph)) {
        glyphs.push_back({cut.renumbered.at(glyph.glyph),
                          pen + static_cast<double>(glyph.geometry.x_offset) / PANGO_SCALE,
                          origin.y + static_cast<double>(glyph.geometry.y_offset) / PANGO_SCALE});
        ++clusters.back().num_glyphs;
      }
      pen += static_cast<double>(glyph.geometry.width) / PANGO_SCALE;
    }
    if (glyphs.empty()) continue;
    clusters.back().num_bytes = run->item->length - start;
    cairo_set_font_face(cairo, cut.face);
    cairo_show_text_glyphs(cairo, text.text() + run->item->offset, run->item->length, glyphs.data(),
                           static_cast<int>(glyphs.size()), clusters.data(),
                           static_cast<int>(clusters.size()),
                           static_cast<cairo_text_cluster_flags_t>(0));
  }
}

}  // namespace dengbao
