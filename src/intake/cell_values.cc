#include "intake/cell_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

bool is_dash(char32_t c) {
  return c == '-' || c == '_' || c == '/' || c == '\\' || (c >= 0x2010 && c <= 0x2015) ||
         c == 0x2212 || c == 0x2500 || c == 0x2501 || c == 0x30FC || c == 0xFE58 || c == 0xFE63;
}

bool is_figure(char c) {
  return c >= '0' && c <= '9';
}

std::string without_all(std::string text, const std::vector<std::string>& fillers) {
  for (const std::string& filler : fillers) text = replace_all(std::move(text), filler, "");
  return replace_all(replace_all(std::move(text), "(", ""), ")", "");
}

// S3A2 or S3A2G3 anywhere in the text; taken out of it.
struct Triple {
  int s = 0, a = 0, g = 0;
};

std::optional<Triple> take_triple(std::string& text) {
  for (std::size_t i = 0; i + 3 < text.size(); ++i) {
    if (text[i] != 's' || !is_figure(text[i + 1])) continue;
    std::size_t next = i + 2;
    if (text[next] == '/' || text[next] == ',' || text[next] == '-') ++next;
    if (next + 1 >= text.size() || text[next] != 'a' || !is_figure(text[next + 1])) continue;
    Triple out{text[i + 1] - '0', text[next + 1] - '0', 0};
    std::size_t end = next + 2;
    if (end < text.size() && (text[end] == '/' || text[end] == ',' || text[end] == '-')) ++end;
    if (end + 1 < text.size() && text[end] == 'g' && is_figure(text[end + 1])) {
      out.g = text[end + 1] - '0';
      end += 2;
    } else {
      end = next + 2;
    }
    text.erase(i, end - i);
    return out;
  }
  return std::nullopt;
}

bool is_level(int n) {
  return n >= 1 && n <= 5;
}

}  // namespace

BlankTexts::BlankTexts(const HeaderWords& words) : words_(words) {
  const auto see = [&](const WordSet& set) {
    for (const std::string& one : set) {
      longest_ = std::max(longest_, one.size());
      figures_ = figures_ || is_figure(one.front());
    }
  };
  see(words.blanks);
  for (const WordSet& set : words.blanks_of) see(set);
}

std::uint32_t BlankTexts::of(std::string_view text) {
  constexpr std::size_t kRemembered = 20'000;
  if (text.empty()) return ~0U;
  const auto first = static_cast<unsigned char>(text.front());
  // Most cells begin with a figure or are long: neither can say "nothing".
  if (is_figure(text.front()) && !figures_) return 0;
  if (first >= 0xE4 && first <= 0xE9 && text.size() > longest_ * 2) return 0;
  const auto known = seen_.find(text);
  if (known != seen_.end()) return known->second;
  const std::uint32_t out = look_up(text);
  if (seen_.size() < kRemembered) seen_.emplace(text, out);
  return out;
}

std::uint32_t BlankTexts::look_up(std::string_view text) const {
  const std::string one = word(text);
  if (one.empty() || words_.blanks.contains(one)) return ~0U;
  if (std::ranges::all_of(code_points(one), is_dash)) return ~0U;
  std::uint32_t out = 0;
  for (std::size_t f = 0; f < kFields; ++f)
    if (words_.blanks_of[f].contains(one)) out |= 1U << f;
  return out;
}

Reading<GradeText> read_grade(std::string_view raw, const HeaderWords& words) {
  std::string text = word(raw);
  if (words.ungraded.contains(text)) return {};
  GradeText out;
  const auto triple = take_triple(text);
  if (triple) {
    if (!is_level(triple->s) || !is_level(triple->a)) return {true, std::nullopt};
    out.s = triple->s;
    out.a = triple->a;
    out.level = triple->g ? triple->g : std::max(triple->s, triple->a);
    // [gbt-22240-2020 §6] the level is the greater of the two.
    out.contradictory = *out.level != std::max(triple->s, triple->a);
  }
  const std::string rest = without_all(std::move(text), words.level_filler);
  if (rest.empty()) return triple ? Reading<GradeText>{false, out} : Reading<GradeText>{true, {}};
  const auto value = words.level_values.find(rest);
  if (value == words.level_values.end()) return {true, std::nullopt};
  if (triple && value->second != *out.level) out.contradictory = true;
  out.level = value->second;
  return {false, out};
}

Reading<int> read_partial_grade(std::string_view raw, char letter, const HeaderWords& words) {
  std::string text = word(raw);
  if (words.ungraded.contains(text)) return {};
  if (text.size() > 1 && text[0] == letter) text.erase(0, 1);
  const auto value = words.level_values.find(without_all(std::move(text), words.level_filler));
  if (value == words.level_values.end()) return {true, std::nullopt};
  return {false, value->second};
}

Reading<std::string> read_filing_number(std::string_view raw) {
  std::string figures;
  bool hyphen = false, inside = false, ended = false;
  for (char32_t c : code_points(plain(raw))) {
    const bool figure = c >= '0' && c <= '9';
    const bool dash = is_dash(c) && c != '/' && c != '\\';
    if (!inside && !figure) continue;  // a label before the number
    inside = true;
    if (ended && (figure || dash)) return {true, std::nullopt};  // more than one number
    if (figure) {
      if (hyphen) {
        if (figures.size() != 11) return {true, std::nullopt};
        figures += '-';
        hyphen = false;
      }
      figures += static_cast<char>(c);
    } else if (dash) {
      hyphen = true;
    } else {
      ended = true;
    }
  }
  const bool sound = !hyphen && figures.size() == 17 && figures[11] == '-' &&
                     std::ranges::count(figures, '-') == 1;
  if (!sound) return {true, std::nullopt};
  return {false, figures};
}

Reading<int> read_score(std::string_view raw) {
  std::string text = plain(raw);
  for (const char* unit : {"分", "%"})
    if (text.ends_with(unit)) text.resize(text.size() - std::string_view(unit).size());
  double n = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), n);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || !(n >= 0 && n <= 100))
    return {true, std::nullopt};
  return {false, static_cast<int>(std::lround(n * 100))};
}

Reading<bool> read_yes_no(std::string_view raw, const HeaderWords& words) {
  const std::string text = word(raw);
  if (words.yes.contains(text)) return {false, true};
  if (words.no.contains(text)) return {false, false};
  return {true, std::nullopt};
}

namespace {

bool all_figures(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_figure);
}

std::size_t count_figures(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_figure));
}

// Figures, hyphens and a leading plus, at least seven figures.
bool is_phone(std::string_view text) {
  return count_figures(text) >= 7 && std::ranges::all_of(text, [&](const char& c) {
           return is_figure(c) || c == '-' || (c == '+' && &c == text.data());
         });
}

// A phone that follows a name without a gap: the longest end that is a mobile or a local number.
std::size_t phone_suffix(std::string_view text) {
  std::size_t from = text.size();
  while (from > 0 && (is_figure(text[from - 1]) || text[from - 1] == '-')) --from;
  std::string_view run = text.substr(from);
  if (const std::size_t hyphen = run.find('-'); hyphen != std::string_view::npos) {
    // An area code is a zero and two or three figures.
    for (std::size_t code : {4U, 3U})
      if (hyphen >= code && run[hyphen - code] == '0' && count_figures(run.substr(hyphen)) >= 7)
        return from + hyphen - code;
    return text.size();
  }
  if (run.size() >= 11 && run[run.size() - 11] == '1') return text.size() - 11;
  return run.size() >= 7 ? from : text.size();
}

constexpr std::string_view kLabels[] = {"联系电话", "联系方式", "办公电话", "电话",   "手机号码",
                                        "手机号",   "手机",     "座机",     "联系人", "姓名",
                                        "tel",      "phone",    "mobile"};

bool is_label(const std::string& text) {
  const std::string one = word(text);
  return std::ranges::find(kLabels, one) != std::end(kLabels);
}

struct ContactPiece {
  std::string text;
  bool listed = false;  // set off from the one before by more than a blank
};

std::vector<ContactPiece> contact_pieces(std::string_view raw) {
  static constexpr std::string_view kGaps = " \t\r\n/:,;|()";
  std::vector<ContactPiece> out(1);
  std::string text(raw);
  if (text.find_first_of("\xC2\xE2\xE3\xEF") != std::string::npos) {
    text = replace_all(nfkc(raw), "、", ",");
    for (const char* dash : {"—", "–", "‐", "‑", "−", "―"}) text = replace_all(text, dash, "-");
    for (const char* nothing : {"\u200b", "\ufeff", "\u200c", "\u200d"})
      text = replace_all(text, nothing, "");
  }
  for (char c : text) {
    if (kGaps.find(c) == std::string_view::npos) {
      out.back().text += c;
      continue;
    }
    if (!out.back().text.empty()) out.emplace_back();
    if (c == ',' || c == ';' || c == '/') out.back().listed = true;
  }
  if (out.back().text.empty()) out.pop_back();
  return out;
}

// "0900 5550101" and "138 0013 8000": figures that belong together though a gap is between.
void join_figures(std::vector<ContactPiece>& pieces) {
  for (std::size_t i = 0; i + 1 < pieces.size();) {
    std::string& one = pieces[i].text;
    const std::string& next = pieces[i + 1].text;
    const bool figures = all_figures(one) && all_figures(next);
    const bool area = figures && one[0] == '0' && one.size() <= 4 && next.size() >= 7;
    const bool mobile = figures && one[0] == '1' && one.size() >= 3 && one.size() < 11 &&
                        one.size() + next.size() <= 11;
    if (!area && !mobile) {
      ++i;
      continue;
    }
    one += (area ? "-" : "") + next;
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

}  // namespace

ContactText split_contact(std::string_view raw) {
  ContactText out;
  std::vector<ContactPiece> pieces = contact_pieces(raw);
  join_figures(pieces);
  const auto join = [](std::string& to, std::string_view piece, std::string_view gap) {
    if (!to.empty()) to += gap;
    to += piece;
  };
  for (const auto& [piece, listed] : pieces) {
    if (is_label(piece)) continue;
    const std::size_t from = is_phone(piece) ? 0 : phone_suffix(piece);
    std::string person = piece.substr(0, from);
    if (person.ends_with('-')) person.pop_back();
    if (!person.empty() && !is_label(person)) join(out.person, person, listed ? "、" : " ");
    if (from < piece.size()) join(out.phone, std::string_view(piece).substr(from), "、");
  }
  out.person = shown(out.person);
  return out;
}

bool is_number_spelling(const Cell& cell) {
  if (cell.kind == CellKind::Number || cell.kind == CellKind::Date) return true;
  const std::string text = plain(cell.text);
  return text.find("E+") != std::string::npos || text.find("e+") != std::string::npos;
}

}  // namespace dengbao::intake
