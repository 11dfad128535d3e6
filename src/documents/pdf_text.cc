#include "documents/pdf_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/text.h"

namespace dengbao {
namespace {

int units(double points) {
  return static_cast<int>(std::lround(points * PANGO_SCALE));
}
double points(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE;
}

void set_text(PangoLayout* layout, const TextRequest& request) {
  std::string text;
  PangoAttrList* attributes = pango_attr_list_new();
  for (const auto& run : request.runs) {
    const auto start = static_cast<guint>(text.size());
    text += run.text;
    if (!run.bold) continue;
    PangoAttribute* bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
    bold->start_index = start;
    bold->end_index = static_cast<guint>(text.size());
    pango_attr_list_insert(attributes, bold);
  }
  if (request.style.spacing_pt != 0)
    pango_attr_list_insert(attributes,
                           pango_attr_letter_spacing_new(units(request.style.spacing_pt)));
  pango_layout_set_text(layout, text.c_str(), static_cast<int>(text.size()));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
}

// Narrows the layout to the least width that still needs as many lines: lines of like length.
void balance(PangoLayout* layout, double width) {
  const int lines = pango_layout_get_line_count(layout);
  if (lines < 2) return;
  double low = width / 2, high = width;
  while (high - low > 2) {
    const double middle = (low + high) / 2;
    pango_layout_set_width(layout, units(middle));
    (pango_layout_get_line_count(layout) > lines ? low : high) = middle;
  }
  pango_layout_set_width(layout, units(high));
}

bool is_wide(gunichar c) {
  return c >= 0x2E80 || c == 0x2014 || c == 0x2026 || (c >= 0x2018 && c <= 0x201D);
}

// A gap may take up slack where a Chinese character or a space is beside it, but not inside
// —— or ……, and never within a Latin word or a number.
bool may_stretch(gunichar before, gunichar after) {
  if (before == after && (before == 0x2014 || before == 0x2026)) return false;
  return is_wide(before) || is_wide(after) || before == ' ';
}

// The glyphs of a line after which a gap may be stretched.
std::vector<PangoGlyphInfo*> gaps_of(PangoLayoutLine* line, const char* text) {
  std::vector<PangoGlyphInfo*> out;
  PangoGlyphInfo* previous = nullptr;
  int previous_start = -1;
  for (GSList* at = line->runs; at; at = at->next) {
    auto* run = static_cast<PangoGlyphItem*>(at->data);
    for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
      const int start = run->item->offset + run->glyphs->log_clusters[i];
      if (previous && start != previous_start &&
          may_stretch(g_utf8_get_char(text + previous_start), g_utf8_get_char(text + start)))
        out.push_back(previous);
      previous = &run->glyphs->glyphs[i];
      previous_start = start;
    }
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const LaidText>> LaidText::lay_out(const PdfFonts& fonts,
                                                          const TextRequest& request) {
  std::shared_ptr<LaidText> out(new LaidText);
  out->style_ = request.style;
  out->width_ = request.width;
  out->align_ = request.align;
  out->layout_.reset(pango_layout_new(fonts.context()));
  PangoLayout* layout = out->layout_.get();
  const FontDescription font = fonts.describe(request.style);
  pango_layout_set_font_description(layout, font.get());
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir(layout, FALSE);
  const double two_characters = 2 * (request.style.size_pt + request.style.spacing_pt);
  if (request.indent == Indent::FirstLine) out->first_indent_ = two_characters;
  if (request.indent == Indent::Hanging) out->first_indent_ = -two_characters;
  pango_layout_set_indent(layout, units(out->first_indent_));
  pango_layout_set_width(layout, units(request.width));
  set_text(layout, request);
  if (request.balanced) balance(layout, request.width);
  out->lines_ = pango_layout_get_line_count(layout);
  CHECK(out->check_glyphs());
  if (request.align == Align::Justify) out->justify();
  return std::shared_ptr<const LaidText>(std::move(out));
}

Status LaidText::check_glyphs() const {
  PangoLayout* layout = layout_.get();
  if (pango_layout_get_unknown_glyphs_count(layout) == 0) return {};
  const char* text = pango_layout_get_text(layout);
  for (int i = 0; i < lines_; ++i) {
    for (GSList* at = pango_layout_get_line_readonly(layout, i)->runs; at; at = at->next) {
      const auto* run = static_cast<const PangoGlyphItem*>(at->data);
      for (int g = 0; g < run->glyphs->num_glyphs; ++g) {
        if (!(run->glyphs->glyphs[g].glyph & PANGO_GLYPH_UNKNOWN_FLAG)) continue;
        const char* start = text + run->item->offset + run->glyphs->log_clusters[g];
        const char* end = g_utf8_next_char(start);
        const gunichar c = g_utf8_get_char(start);
        return fail(ErrorKind::BadInput, "documents.no_glyph",
                    {{"character", std::string(start, end)},
                     {"point", fmt::format("U+{:04X}", c)},
                     {"text", text}});
      }
    }
  }
  return fail(ErrorKind::BadInput, "documents.no_glyph",
              {{"character", "?"}, {"point", "?"}, {"text", text}});
}

double LaidText::line_width(int index) const {
  PangoRectangle logical;
  pango_layout_line_get_extents(pango_layout_get_line_readonly(layout_.get(), index), nullptr,
                                &logical);
  return points(logical.width);
}

double LaidText::widest() const {
  double out = 0;
  for (int i = 0; i < lines_; ++i) out = std::max(out, line_width(i));
  return out;
}

// pango would stretch spaces only, which tears a Chinese line with one space in it apart: the
// slack is shared by all gaps instead. The last line of a paragraph stays as it is.
void LaidText::justify() {
  PangoLayout* layout = layout_.get();
  const char* text = pango_layout_get_text(layout);
  for (int i = 0; i + 1 < lines_; ++i) {
    if (pango_layout_get_line_readonly(layout, i + 1)->is_paragraph_start) continue;
    PangoLayoutLine* line = pango_layout_get_line(layout, i);
    const double indent =
        line->is_paragraph_start ? std::max(first_indent_, 0.0) : std::max(-first_indent_, 0.0);
    const int slack = units(width_ - indent - line_width(i));
    if (slack <= 0 || slack > units(3 * style_.size_pt)) continue;
    const auto gaps = gaps_of(line, text);
    const int count = static_cast<int>(gaps.size());
    for (int g = 0; g < count; ++g)
      gaps[static_cast<std::size_t>(g)]->geometry.width +=
          slack * (g + 1) / count - slack * g / count;
  }
}

LaidText::Point LaidText::origin(int index, double x, double top) const {
  const bool first = line(index)->is_paragraph_start;
  double left = x + (first ? std::max(first_indent_, 0.0) : std::max(-first_indent_, 0.0));
  const double room = width_ - line_width(index);
  if (align_ == Align::Center) left = x + room / 2;
  if (align_ == Align::Right) left = x + room;
  // A Chinese glyph stands 0.88 em above the baseline; the character is centred in its slot.
  return {left, top + (style_.pitch_pt - style_.size_pt) / 2 + 0.88 * style_.size_pt};
}

}  // namespace dengbao
