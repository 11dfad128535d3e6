#include "documents/docx_body.h"

#include <cairo.h>
#include <fmt/format.h>

#include <cmath>

namespace dengbao::docx {
namespace {

constexpr const char* kTableStart =
    "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>{}"
    "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>";

std::string table_borders(const char* value) {
  std::string out = "<w:tblBorders>";
  for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"})
    out +=
        fmt::format("<w:{} w:val=\"{}\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>", side, value);
  return out + "</w:tblBorders>";
}

cairo_status_t append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> png_of(const QrMatrix& matrix) {
  constexpr int kDots = 8;
  const int side = (matrix.width + 8) * kDots;
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
  cairo_t* cairo = cairo_create(surface);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  cairo_set_source_rgb(cairo, 0, 0, 0);
  cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
  for (int y = 0; y < matrix.width; ++y)
    for (int x = 0; x < matrix.width; ++x)
      if (matrix.at(x, y)) cairo_rectangle(cairo, (x + 4) * kDots, (y + 4) * kDots, kDots, kDots);
  cairo_fill(cairo);
  std::string out;
  cairo_surface_flush(surface);
  const cairo_status_t written = cairo_surface_write_to_png_stream(surface, append, &out);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  if (written != CAIRO_STATUS_SUCCESS)
    return fail_external("documents.docx_failed", cairo_status_to_string(written));
  return out;
}

Body::Body(const Document& document, const HouseStyle& house)
    : document_(document), house_(house), style_(house.kind(document.kind)) {}

Status Body::write() {
  for (at_ = 0; at_ < document_.blocks.size(); ++at_)
    CHECK(std::visit(*this, document_.blocks[at_]));
  return {};
}

int Body::body_width() const {
  const bool portrait = document_.page.orientation == Orientation::Portrait;
  const double width = portrait ? house_.paper_width : house_.paper_height;
  return twips_of_mm(width - style_.left - style_.right);
}

std::string Body::text(const TextStyle& style, const ParagraphForm& form, std::string_view words,
                       bool bold, std::string_view colour) const {
  return paragraph(style, form, run(house_, style, words, bold || style.bold, colour));
}

Status Body::operator()(const Letterhead& block) {
  ParagraphForm form{.align = Align::Center};
  if (style_.letterhead == LetterheadForm::None) {
    xml += text(style_.mark, form, block.issuer, true);
    return {};
  }
  TextStyle mark = style_.mark;
  const double widest = static_cast<double>(body_width()) / 20;
  double characters = 0;
  for (char c : block.issuer) characters += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 1;
  mark.size_pt = std::floor(std::min(mark.size_pt, widest / std::max(1.0, characters)));
  if (style_.letterhead == LetterheadForm::Letter) {
    form.left = -twips_of_mm(style_.left - 20);
    form.right = -twips_of_mm(style_.right - 20);
    form.borders = fmt::format(
        "<w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"6\" w:color=\"{}\"/>",
        house_.mark_colour);
    first_header = text(mark, form, block.issuer, true, house_.mark_colour);
    return {};
  }
  form.before = twips_of_mm(35);
  xml += text(mark, form, block.issuer, true, house_.mark_colour);
  xml += text(style_.body, {}, "", false);
  return {};
}

Status Body::operator()(const NumberLine& block) {
  ParagraphForm form;
  form.align = style_.letterhead == LetterheadForm::Letter ? Align::Right : Align::Center;
  if (style_.letterhead == LetterheadForm::Notice)
    form.borders =
        fmt::format("<w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"11\" w:color=\"{}\"/>",
                    house_.mark_colour);
  xml += text(style_.number, form, block.text, false);
  return {};
}

Status Body::operator()(const Heading& block) {
  if (block.level == 0) {
    const bool official = style_.letterhead != LetterheadForm::None;
    ParagraphForm form{.align = Align::Center, .keep_with_next = true};
    form.before = official ? twips(style_.body.pitch_pt) : 0;
    xml += text(style_.title, form, block.text, true);
    xml += text(style_.body, {}, "", false);
    return {};
  }
  const TextStyle& heading = block.level == 1   ? style_.heading1
                             : block.level == 2 ? style_.heading2
                                                : style_.heading3;
  xml += text(heading, {.indent = Indent::FirstLine, .keep_with_next = true}, block.text, false);
  return {};
}

Status Body::operator()(const Paragraph& block) {
  TextStyle style = style_.body;
  style.face = block.face;
  std::string runs;
  for (const auto& piece : block.runs) runs += run(house_, style, piece.text, piece.bold);
  xml += paragraph(style, {.align = block.align, .indent = block.indent}, runs);
  return {};
}

Status Body::operator()(const Space& block) {
  for (int i = 0; i < block.lines; ++i) xml += text(style_.body, {}, "", false);
  return {};
}

std::string Body::cell(const TextStyle& style, int width, Align align,
                       std::string_view words) const {
  return fmt::format(
             "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/><w:vAlign "
             "w:val=\"center\"/></w:tcPr>",
             width) +
         text(style, {.align = align}, words, false) + "</w:tc>";
}

Status Body::operator()(const Table& block) {
  double shares = 0;
  for (const auto& column : block.columns) shares += column.share;
  std::vector<int> widths;
  bool titled = false;
  for (const auto& column : block.columns) {
    widths.push_back(static_cast<int>(std::lround(body_width() * column.share / shares)));
    titled = titled || !column.title.empty();
  }
  xml += fmt::format(fmt::runtime(kTableStart), body_width(), table_borders("single"));
  for (int width : widths) xml += fmt::format("<w:gridCol w:w=\"{}\"/>", width);
  xml += "</w:tblGrid>";
  if (titled) {
    xml += "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
    for (std::size_t i = 0; i < widths.size(); ++i)
      xml += cell(style_.table_head, widths[i], Align::Center, block.columns[i].title);
    xml += "</w:tr>";
  }
  for (const auto& row : block.rows) {
    if (row.size() != widths.size())
      return fail(
          ErrorKind::BadInput, "documents.row_length",
          {{"columns", std::to_string(widths.size())}, {"cells", std::to_string(row.size())}});
    xml += "<w:tr>";
    for (std::size_t i = 0; i < widths.size(); ++i)
      xml += cell(style_.table_cell, widths[i], block.columns[i].align, row[i]);
    xml += "</w:tr>";
  }
  xml += "</w:tbl>";
  xml += text(style_.note, {}, "", false);  // two tables in a row would grow together
  return {};
}

Status Body::operator()(const KeyValues& block) {
  if (!block.ruled) {
    for (const auto& [label, value] : block.rows)
      CHECK((*this)(Paragraph{{{label + "：" + value, false}}}));
    return {};
  }
  Table table;
  table.columns = {{"", 34, Align::Center}, {"", 66, Align::Left}};
  for (const auto& [label, value] : block.rows) table.rows.push_back({label, value});
  return (*this)(table);
}

std::string Body::picture(int index) const {
  const auto emu = static_cast<long>(std::lround(style_.qr_size * 36000));
  return fmt::format(
      "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
      "<wp:extent cx=\"{0}\" cy=\"{0}\"/><wp:docPr id=\"{1}\" name=\"QR {1}\"/>"
      "<a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">"
      "<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
      "<pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
      "<pic:nvPicPr><pic:cNvPr id=\"{1}\" name=\"qr{1}.png\"/><pic:cNvPicPr/></pic:nvPicPr>"
      "<pic:blipFill><a:blip r:embed=\"rIdQr{1}\"/><a:stretch><a:fillRect/></a:stretch>"
      "</pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{0}\" cy=\"{0}\"/>"
      "</a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
      "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
      emu, index);
}

Status Body::operator()(const Qr& block) {
  const QrMatrix matrix = TRY(make_qr(block.payload));
  pictures.push_back(TRY(png_of(matrix)));
  // An exact line height would cut the picture off.
  std::string out = "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>" +
                    picture(static_cast<int>(pictures.size())) + "</w:p>" +
                    text(style_.note, {.align = Align::Center}, block.caption, false);
  const bool signed_next = at_ + 1 < document_.blocks.size() &&
                           std::holds_alternative<Signature>(document_.blocks[at_ + 1]);
  (signed_next ? waiting_qr_ : xml) += out;
  return {};
}

// A table without rules: the QR code left, names centred over the date right.
Status Body::operator()(const Signature& block) {
  const int left = body_width() * 2 / 5, right = body_width() - left;
  xml += text(style_.body, {}, "", false);
  xml += fmt::format(fmt::runtime(kTableStart), body_width(), table_borders("nil"));
  xml += fmt::format("<w:gridCol w:w=\"{}\"/><w:gridCol w:w=\"{}\"/></w:tblGrid>", left, right);
  xml += fmt::format(
      "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>"
      "<w:vAlign w:val=\"bottom\"/></w:tcPr>",
      left);
  xml += waiting_qr_.empty() ? text(style_.body, {}, "", false) : waiting_qr_;
  xml += fmt::format(
      "</w:tc><w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/><w:vAlign "
      "w:val=\"bottom\"/></w:tcPr>",
      right);
  waiting_qr_.clear();
  const ParagraphForm centred{.align = Align::Center};
  if (!block.seal_place.empty())
    xml += text(style_.note, centred, "（" + block.seal_place + "）", false, "737373");
  for (const auto& issuer : block.issuers) xml += text(style_.body, centred, issuer, false);
  xml += text(style_.body, centred, block.date, false) + "</w:tc></w:tr></w:tbl>";
  xml += text(style_.note, {}, "", false);
  return {};
}

Status Body::operator()(const CopyTo& block) {
  TextStyle style = style_.body;
  style.size_pt = std::min(14.0, style.size_pt);
  style.pitch_pt = style.size_pt * 1.6;
  style.spacing_pt = 0;
  ParagraphForm form;
  form.left = form.right = twips(style.size_pt);
  if (style_.letterhead == LetterheadForm::Notice)
    form.borders =
        "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"1\" w:color=\"auto\"/>"
        "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"1\" w:color=\"auto\"/>";
  xml += text(style, form, block.label + "：" + block.text, false);
  return {};
}

}  // namespace dengbao::docx
