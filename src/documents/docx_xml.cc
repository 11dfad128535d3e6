#include "documents/docx_xml.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace dengbao::docx {

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

int twips(double points) {
  return static_cast<int>(std::lround(points * 20));
}
int twips_of_mm(double millimetres) {
  return static_cast<int>(std::lround(millimetres * 1440 / 25.4));
}

std::string run(const HouseStyle& house, const TextStyle& style, std::string_view text, bool bold,
                std::string_view colour) {
  const std::string chinese = escaped(house.fonts(style.face).docx);
  const std::string latin = escaped(house.docx_latin);
  // Both are set: with eastAsia alone digits and letters fall to the reader's default face.
  std::string out = fmt::format(
      "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\" w:ascii=\"{0}\" w:hAnsi=\"{0}\" "
      "w:eastAsia=\"{1}\" "
      "w:cs=\"{0}\"/>",
      latin, chinese);
  if (bold) out += "<w:b/>";
  if (!colour.empty()) out += fmt::format("<w:color w:val=\"{}\"/>", colour);
  const int half_points = static_cast<int>(std::lround(style.size_pt * 2));
  out += fmt::format("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/></w:rPr>", half_points);
  bool first = true;
  for (const auto& line : split(text, '\n')) {
    if (!first) out += "<w:br/>";
    first = false;
    out += "<w:t xml:space=\"preserve\">" + escaped(line) + "</w:t>";
  }
  return out + "</w:r>";
}

std::string paragraph(const TextStyle& style, const ParagraphForm& form, std::string_view runs) {
  static constexpr const char* kAligns[] = {"left", "center", "right", "both"};
  std::string out = "<w:p><w:pPr>";
  if (form.keep_with_next) out += "<w:keepNext/>";
  if (!form.borders.empty()) out += "<w:pBdr>" + form.borders + "</w:pBdr>";
  out += "<w:kinsoku/>";  // after pBdr: the order of the elements is part of the format
  out +=
      fmt::format("<w:spacing w:before=\"{}\" w:after=\"0\" w:line=\"{}\" w:lineRule=\"exact\"/>",
                  form.before, twips(style.pitch_pt));
  const int two = twips(2 * (style.size_pt + style.spacing_pt));
  if (form.indent == Indent::FirstLine)
    out += fmt::format("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{}\"/>", two);
  else if (form.indent == Indent::Hanging)
    out += fmt::format("<w:ind w:left=\"{0}\" w:hanging=\"{0}\"/>", two);
  else if (form.left != 0 || form.right != 0)
    out += fmt::format("<w:ind w:left=\"{}\" w:right=\"{}\"/>", form.left, form.right);
  out += fmt::format("<w:jc w:val=\"{}\"/></w:pPr>", kAligns[static_cast<int>(form.align)]);
  out += runs;
  return out + "</w:p>";
}

}  // namespace dengbao::docx
