#pragma once
// The words by which template and house style name kinds and faces.

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "documents/document.h"

namespace dengbao {

template <class Enum, std::size_t N>
using NameTable = std::array<std::pair<std::string_view, Enum>, N>;

inline constexpr NameTable<DocumentKind, 5> kKindNames = {
    {{"letter", DocumentKind::Letter},
     {"notice", DocumentKind::Notice},
     {"certificate", DocumentKind::Certificate},
     {"sheet", DocumentKind::Sheet},
     {"report", DocumentKind::Report}}};
inline constexpr NameTable<Face, 5> kFaceNames = {{{"fangsong", Face::FangSong},
                                                   {"kaiti", Face::KaiTi},
                                                   {"heiti", Face::HeiTi},
                                                   {"song", Face::Song},
                                                   {"xiaobiaosong", Face::XiaoBiaoSong}}};
inline constexpr NameTable<Align, 4> kAlignNames = {{{"left", Align::Left},
                                                     {"center", Align::Center},
                                                     {"right", Align::Right},
                                                     {"justify", Align::Justify}}};
inline constexpr NameTable<Indent, 3> kIndentNames = {
    {{"none", Indent::None}, {"first_line", Indent::FirstLine}, {"hanging", Indent::Hanging}}};

template <class Enum, std::size_t N>
std::optional<Enum> named(const NameTable<Enum, N>& table, std::string_view name) {
  for (const auto& [known, value] : table)
    if (known == name) return value;
  return std::nullopt;
}

template <class Enum, std::size_t N>
std::string_view name_of(const NameTable<Enum, N>& table, Enum value) {
  for (const auto& [known, same] : table)
    if (same == value) return known;
  return {};
}

template <class Enum, std::size_t N>
std::string names_in(const NameTable<Enum, N>& table) {
  std::string out;
  for (const auto& entry : table) {
    if (!out.empty()) out += ", ";
    out += entry.first;
  }
  return out;
}

}  // namespace dengbao
