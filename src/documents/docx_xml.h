#pragma once
// The XML of a docx: text, fonts and paragraphs [ISO/IEC 29500-1 §17].

#include <string>
#include <string_view>
#include <vector>

#include "documents/house_style.h"

namespace dengbao::docx {

std::string escaped(std::string_view text);
int twips(double points);  // twentieths of a point
int twips_of_mm(double millimetres);

struct ParagraphForm {
  Align align = Align::Left;
  Indent indent = Indent::None;
  std::string borders{};    // the content of w:pBdr
  int before = 0;           // twips
  int left = 0, right = 0;  // twips
  bool keep_with_next = false;
};

// One run; a line feed becomes a break.
std::string run(const HouseStyle& house, const TextStyle& style, std::string_view text, bool bold,
                std::string_view colour = {});
// A paragraph round ready runs.
std::string paragraph(const TextStyle& style, const ParagraphForm& form, std::string_view runs);

}  // namespace dengbao::docx
