#pragma once
// The layout constants of official papers as data (law/templates/house-style.yaml): paper and
// margins, the font that stands for each face, sizes and line pitches for each kind of document.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/document.h"

namespace dengbao {

// The fonts of one face: for PDF the families to try in order (the first one installed that has
// the character), for docx the official name and what a reader may use instead.
struct FaceFonts {
  std::vector<std::string> pdf;
  std::string docx;
  std::vector<std::string> docx_instead;
};

struct TextStyle {
  Face face = Face::FangSong;
  double size_pt = 16;
  double pitch_pt = 29;   // from baseline to baseline
  double spacing_pt = 0;  // added to each character
  bool bold = false;
};

enum class LetterheadForm : std::uint8_t { None, Letter, Notice };

// All that one kind of document needs. Lengths in millimetres unless the name says points.
struct KindStyle {
  double top = 37, right = 26, bottom = 35, left = 28;
  LetterheadForm letterhead = LetterheadForm::None;
  bool number_first_page = true;
  bool framed = false;         // a double frame round the type area (certificates)
  bool official_grid = false;  // 22 lines of 28 characters [GB/T 9704-2012]
  TextStyle mark, title, heading1, heading2, heading3, body, number, table_head, table_cell, note,
      folio;
  double qr_size = 25;
};

struct HouseStyle {
  double paper_width = 210, paper_height = 297;
  std::string mark_colour = "c8000a";          // rrggbb
  std::string docx_latin = "Times New Roman";  // letters and digits in docx
  std::vector<std::string> font_folders;
  std::array<FaceFonts, 5> faces;  // by Face
  std::array<KindStyle, 5> kinds;  // by DocumentKind

  const FaceFonts& fonts(Face face) const { return faces[static_cast<std::size_t>(face)]; }
  const KindStyle& kind(DocumentKind k) const { return kinds[static_cast<std::size_t>(k)]; }
};

// Errors: yaml.*, documents.style_* with file:line.
Result<HouseStyle> load_house_style(std::string_view yaml, std::string_view file);

}  // namespace dengbao
