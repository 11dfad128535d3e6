#include "intake/text_forms.h"

#include "base/text.h"

namespace dengbao::intake {
namespace {

char plain_mark(char c) {
  switch (c) {
    case '[':
    case '{':
      return '(';
    case ']':
    case '}':
      return ')';
    case '\'':
      return '"';
    default:
      return c;
  }
}

// What comparable() does, for the characters that nearly all cells are made of: ASCII, unified
// ideographs, the full-width forms of ASCII, and the blanks. False at anything else.
bool fold(std::string_view text, std::string& out) {
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      if (c > 0x20 && c != 0x7F) out += plain_mark(text[i]);
      continue;
    }
    if (c == 0xC2 && i + 1 < text.size() && text[i + 1] == '\xA0') {
      ++i;
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const auto second = static_cast<unsigned char>(text[i + 1]),
               third = static_cast<unsigned char>(text[i + 2]);
    if (c >= 0xE4 && c <= 0xE9) {
      out.append(text, i, 3);
    } else if (c == 0xEF && (second == 0xBC || second == 0xBD)) {
      const int point = 0xF000 | (second & 0x3F) << 6 | (third & 0x3F);
      if (point < 0xFF01 || point > 0xFF5E) return false;
      out += plain_mark(static_cast<char>(point - 0xFEE0));
    } else if (!(c == 0xE3 && second == 0x80 && third == 0x80) &&
               !(c == 0xE2 && second == 0x80 && third == 0x8B)) {
      return false;
    }
    i += 2;
  }
  return true;
}

// Chinese, or ASCII without brackets: shown as it is written.
bool is_shown_form(std::string_view text) {
  bool chinese = false, brackets = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c > 0x20 && c < 0x7F && c != '(' && c != ')') continue;
    if (i + 2 >= text.size()) return false;
    const std::string_view three = text.substr(i, 3);
    if (c >= 0xE4 && c <= 0xE9)
      chinese = true;
    else if (three == "（" || three == "）")
      brackets = true;
    else
      return false;
    i += 2;
  }
  return chinese || !brackets;
}

void to_lower(std::string& text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
}

bool is_space(char32_t c) {
  return c == ' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == U'\u2028';
}
bool is_invisible(char32_t c) {
  return c < 0x20 || c == 0x7F || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF ||
         c == 0xAD || (c >= 0x202A && c <= 0x202E);
}
bool is_letter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char32_t c) {
  return is_letter(c) || (c >= '0' && c <= '9') || (c < 0x80 && c > ' ' && c != '(' && c != ')');
}
bool is_chinese(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c < 0x30000);
}

// A space means something between two words of letters, and nothing beside or inside Chinese.
bool keeps_space(std::u32string_view before, std::u32string_view after) {
  if (before.empty() || after.empty()) return false;
  return is_word(before.back()) && is_word(after.front()) &&
         (is_letter(before.back()) || is_letter(after.front()));
}

}  // namespace

std::string plain(std::string_view text) {
  std::string out;
  return fold(text, out) ? out : comparable(text);
}

bool has_ink(std::string_view text) {
  if (text.empty()) return false;
  const auto first = static_cast<unsigned char>(text.front());
  if ((first > 0x20 && first < 0x7F) || (first >= 0xE4 && first <= 0xE9)) return true;
  return !plain(text).empty();
}

std::string word(std::string_view text) {
  std::string out = plain(text);
  to_lower(out);
  return out;
}

std::string shown(std::string_view text) {
  if (is_shown_form(text)) return std::string(text);
  const std::u32string points = code_points(nfkc(text));
  std::u32string out;
  bool chinese = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const char32_t c = points[i];
    if (is_space(c)) {
      std::size_t next = i;
      while (next < points.size() && (is_space(points[next]) || is_invisible(points[next]))) ++next;
      if (keeps_space(out, std::u32string_view(points).substr(next))) out += U' ';
      i = next - 1;
    } else if (!is_invisible(c)) {
      chinese = chinese || is_chinese(c);
      out += c;
    }
  }
  if (chinese)
    for (char32_t& c : out) c = c == '(' ? U'（' : c == ')' ? U'）' : c;
  return utf8(out);
}

std::string heading(std::string_view text, Brackets brackets) {
  std::string out;
  int depth = 0;
  for (char c : word(text)) {
    if (c == '(') ++depth;
    const bool inside = depth > 0;
    if (c == ')' && depth > 0) --depth;
    if (c == '(' || c == ')' || (inside && brackets == Brackets::Drop)) continue;
    if (std::string_view("*:/_-.,;\"?&|").find(c) != std::string_view::npos) continue;
    out += c;
  }
  return replace_all(replace_all(out, "、", ""), "·", "");
}

}  // namespace dengbao::intake
