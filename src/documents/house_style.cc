#include "documents/house_style.h"

#include <fmt/format.h>

#include <charconv>

#include "base/yaml.h"
#include "documents/names.h"

namespace dengbao {
namespace {

constexpr NameTable<LetterheadForm, 3> kForms = {{{"none", LetterheadForm::None},
                                                  {"letter", LetterheadForm::Letter},
                                                  {"notice", LetterheadForm::Notice}}};
constexpr std::array<std::pair<std::string_view, TextStyle KindStyle::*>, 11> kTexts = {
    {{"mark", &KindStyle::mark},
     {"title", &KindStyle::title},
     {"heading1", &KindStyle::heading1},
     {"heading2", &KindStyle::heading2},
     {"heading3", &KindStyle::heading3},
     {"body", &KindStyle::body},
     {"number", &KindStyle::number},
     {"table_head", &KindStyle::table_head},
     {"table_cell", &KindStyle::table_cell},
     {"note", &KindStyle::note},
     {"folio", &KindStyle::folio}}};
constexpr std::array<std::pair<std::string_view, double KindStyle::*>, 5> kLengths = {
    {{"top", &KindStyle::top},
     {"right", &KindStyle::right},
     {"bottom", &KindStyle::bottom},
     {"left", &KindStyle::left},
     {"qr_size", &KindStyle::qr_size}}};
constexpr std::array<std::pair<std::string_view, bool KindStyle::*>, 3> kFlags = {
    {{"number_first_page", &KindStyle::number_first_page},
     {"framed", &KindStyle::framed},
     {"official_grid", &KindStyle::official_grid}}};

template <class Table>
auto member_in(const Table& table, std::string_view name) -> const decltype(table[0].second)* {
  for (const auto& entry : table)
    if (entry.first == name) return &entry.second;
  return nullptr;
}

class StyleReader {
 public:
  explicit StyleReader(std::string_view file) : file_(file) {}

  Result<HouseStyle> read(const Yaml& root) {
    HouseStyle style;
    for (const char* part : {"paper", "faces", "kinds"})
      if (!root.has(part)) return refuse("documents.style_missing", root, {{"name", part}});
    for (const auto& [name, value] : root.members) {
      if (name == "paper") {
        CHECK(paper(value, style));
      } else if (name == "font_folders") {
        style.font_folders = TRY(texts(value));
      } else if (name == "docx_latin") {
        style.docx_latin = TRY(text(value));
      } else if (name == "mark_colour") {
        style.mark_colour = TRY(text(value));
        if (style.mark_colour.size() != 6 ||
            style.mark_colour.find_first_not_of("0123456789abcdef") != std::string::npos)
          return refuse("documents.style_value", value, {{"name", name}, {"value", value.text}});
      } else if (name == "faces") {
        CHECK(faces(value, style));
      } else if (name == "kinds") {
        CHECK(kinds(value, style));
      } else {
        return unknown(value, name);
      }
    }
    return style;
  }

 private:
  std::unexpected<Explanation> refuse(std::string code, const Yaml& at, Args args) const {
    return fail(ErrorKind::BadInput, std::move(code), std::move(args),
                fmt::format("{}:{}", file_, at.line));
  }
  std::unexpected<Explanation> unknown(const Yaml& at, std::string_view name) const {
    return refuse("documents.style_unknown", at, {{"name", std::string(name)}});
  }
  std::unexpected<Explanation> wrong(const Yaml& at, std::string_view name) const {
    return refuse("documents.style_value", at, {{"name", std::string(name)}, {"value", at.text}});
  }

  Result<std::string> text(const Yaml& at) const {
    if (!at.is_scalar() || at.text.empty()) return wrong(at, "text");
    return at.text;
  }
  Result<std::vector<std::string>> texts(const Yaml& at) const {
    if (!at.is_list()) return wrong(at, "list");
    std::vector<std::string> out;
    for (const auto& item : at.items) out.push_back(TRY(text(item)));
    return out;
  }
  Result<double> number(const Yaml& at, std::string_view name) const {
    double value = 0;
    const char* end = at.text.data() + at.text.size();
    const auto [stop, error] = std::from_chars(at.text.data(), end, value);
    if (!at.is_scalar() || error != std::errc{} || stop != end || value < -50 || value > 2000)
      return wrong(at, name);
    return value;
  }

  Status paper(const Yaml& at, HouseStyle& style) const {
    for (const auto& [name, value] : at.members) {
      if (name == "width") {
        style.paper_width = TRY(number(value, name));
      } else if (name == "height") {
        style.paper_height = TRY(number(value, name));
      } else {
        return unknown(value, name);
      }
    }
    return {};
  }

  Status faces(const Yaml& at, HouseStyle& style) const {
    for (const auto& [face_name, face] : kFaceNames) {
      const Yaml* entry = at.find(face_name);
      if (!entry) return refuse("documents.style_missing", at, {{"name", std::string(face_name)}});
      FaceFonts& fonts = style.faces[static_cast<std::size_t>(face)];
      for (const auto& [name, value] : entry->members) {
        if (name == "pdf") {
          fonts.pdf = TRY(texts(value));
        } else if (name == "docx") {
          fonts.docx = TRY(text(value));
        } else if (name == "docx_instead") {
          fonts.docx_instead = TRY(texts(value));
        } else {
          return unknown(value, name);
        }
      }
      if (fonts.pdf.empty() || fonts.docx.empty()) return wrong(*entry, face_name);
    }
    return {};
  }

  Status text_style(const Yaml& at, TextStyle& style) const {
    for (const auto& [name, value] : at.members) {
      if (name == "face") {
        const auto face = named(kFaceNames, value.text);
        if (!face) return wrong(value, name);
        style.face = *face;
      } else if (name == "size") {
        style.size_pt = TRY(number(value, name));
      } else if (name == "pitch") {
        style.pitch_pt = TRY(number(value, name));
      } else if (name == "spacing") {
        style.spacing_pt = TRY(number(value, name));
      } else if (name == "bold") {
        style.bold = value.text == "true";
      } else {
        return unknown(value, name);
      }
    }
    return {};
  }

  Status kinds(const Yaml& at, HouseStyle& style) const {
    const Yaml* common = at.find("all");
    for (const auto& [name, value] : at.members)
      if (name != "all" && !named(kKindNames, name)) return unknown(value, name);
    for (const auto& [kind_name, kind] : kKindNames) {
      KindStyle& out = style.kinds[static_cast<std::size_t>(kind)];
      if (common) CHECK(kind_style(*common, out));
      if (const Yaml* own = at.find(kind_name)) CHECK(kind_style(*own, out));
    }
    return {};
  }

  Status kind_style(const Yaml& at, KindStyle& style) const {
    for (const auto& [name, value] : at.members) {
      if (const auto* text_member = member_in(kTexts, name)) {
        CHECK(text_style(value, style.**text_member));
      } else if (const auto* length = member_in(kLengths, name)) {
        style.** length = TRY(number(value, name));
      } else if (const auto* flag = member_in(kFlags, name)) {
        style.** flag = value.text == "true";
      } else if (name == "letterhead") {
        const auto form = named(kForms, value.text);
        if (!form) return wrong(value, name);
        style.letterhead = *form;
      } else {
        return unknown(value, name);
      }
    }
    return {};
  }

  std::string file_;
};

}  // namespace

Result<HouseStyle> load_house_style(std::string_view yaml, std::string_view file) {
  const Yaml root = TRY(parse_yaml(yaml, file));
  return StyleReader(file).read(root);
}

}  // namespace dengbao
