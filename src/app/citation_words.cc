#include "app/citation_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "documents/filters.h"

namespace dengbao {
namespace {

constexpr std::string_view kSection = "§", kBetween = "；";

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > 9999) return {};
  return number;
}

Label section(const Instrument& of, std::string_view number) {
  const std::string en = fmt::format("§{}", number);
  const auto whole = whole_number(number);
  if (!whole) return {std::string(number), en};  // 6.3 of a standard
  if (of.force == "standard") return {fmt::format("第{}章", *whole), en};
  return {fmt::format("第{}条", chinese_number(*whole)), en};
}

Label place_in(const Instrument& of, const Clause& clause) {
  const std::string_view id = clause.id;
  if (id.starts_with(kSection)) return section(of, id.substr(kSection.size()));
  // "表四-01": the first row of the fourth table of a form. Ids in Latin letters are ours.
  const bool ours = static_cast<unsigned char>(id.front()) < 0x80;
  const auto dash = id.rfind('-');
  if (dash != std::string_view::npos && !ours)
    if (const auto row = whole_number(id.substr(dash + 1)))
      return {fmt::format("{}第{}项", id.substr(0, dash), *row), std::string(id)};
  if (ours) return {"“" + clause.title.zh + "”", "“" + clause.title.en + "”"};
  return {std::string(id), std::string(id)};
}

Label one_citation(const Law& law, std::string_view citation) {
  const auto space = citation.find(' ');
  const Clause* clause = law.cited(citation);
  if (!clause || clause->id.empty()) return {std::string(citation), std::string(citation)};
  const Instrument& of = law.instruments.at(std::string(citation.substr(0, space)));
  const Label place = place_in(of, *clause);
  return {fmt::format("《{}》{}", of.title.zh, place.zh),
          fmt::format("{}, {}", of.title.en.empty() ? of.title.zh : of.title.en, place.en)};
}

}  // namespace

Label citation_words(const Law& law, std::string_view citations) {
  Label out;
  while (!citations.empty()) {
    const auto end = std::min(citations.find(kBetween), citations.size());
    const Label one = one_citation(law, citations.substr(0, end));
    out.zh += (out.zh.empty() ? "" : "、") + one.zh;
    out.en += (out.en.empty() ? "" : "; ") + one.en;
    citations.remove_prefix(std::min(end + kBetween.size(), citations.size()));
  }
  return out;
}

}  // namespace dengbao
