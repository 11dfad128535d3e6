#include "base/text.h"

#include <utf8proc.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace dengbao {
namespace {

// How many bytes from here on are surely ASCII, looked at eight at a time.
std::size_t plain_run(std::string_view text) {
  std::size_t n = 0;
  for (std::uint64_t eight = 0; n + 8 <= text.size(); n += 8) {
    std::memcpy(&eight, text.data() + n, 8);
    if (eight & 0x8080808080808080u) break;
  }
  return n;
}

// Calls `each` with every code point; stops and answers false at bytes that are not UTF-8.
template <class F>
bool walk(std::string_view text, F&& each) {
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t n = utf8proc_iterate(p, left, &c);
    if (n <= 0) return false;
    each(static_cast<char32_t>(c));
    p += n;
    left -= n;
  }
  return true;
}

bool is_space_or_invisible(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
      return true;
    default:
      return false;
  }
}

char32_t plain_form(char32_t c) {
  switch (c) {
    case U'（':
    case U'［':
    case U'【':
    case U'〔':
    case U'[':
    case U'{':
      return U'(';
    case U'）':
    case U'］':
    case U'】':
    case U'〕':
    case U']':
    case U'}':
      return U')';
    case U'“':
    case U'”':
    case U'‘':
    case U'’':
    case U'＂':
    case U'「':
    case U'」':
    case U'\'':
    case U'《':
    case U'》':
      return U'"';
    default:
      return c;
  }
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(plain_run(text));
    std::size_t n = 0;  // up to the next byte that begins a long plain run
    while (n < text.size() && (n < 8 || static_cast<unsigned char>(text[n]) >= 0x80)) {
      utf8proc_int32_t c = 0;
      const utf8proc_ssize_t taken =
          utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + n),
                           static_cast<utf8proc_ssize_t>(text.size() - n), &c);
      if (taken <= 0) return false;
      n += static_cast<std::size_t>(taken);
    }
    text.remove_prefix(n);
  }
  return true;
}

std::size_t characters(std::string_view text) {
  std::size_t n = 0;
  walk(text, [&](char32_t) { ++n; });
  return n;
}

std::size_t width(std::string_view text) {
  std::size_t n = 0;
  walk(text, [&](char32_t c) {
    const int w = utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
    n += w > 0 ? static_cast<std::size_t>(w) : 0;
  });
  return n;
}

std::string pad(std::string_view text, std::size_t columns) {
  std::string out(text);
  const std::size_t w = width(text);
  if (w < columns) out.append(columns - w, ' ');
  return out;
}

std::u32string code_points(std::string_view text) {
  std::u32string out;
  walk(text, [&](char32_t c) { out += c; });
  return out;
}

std::string utf8(std::u32string_view points) {
  std::string out;
  for (char32_t c : points) {
    utf8proc_uint8_t buffer[4];
    const auto n = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), buffer);
    out.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(n));
  }
  return out;
}

std::string nfkc(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto n = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> hold(mapped, &std::free);
  if (n < 0) return std::string(text);
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(n));
}

std::string comparable(std::string_view text) {
  std::u32string out;
  walk(nfkc(text), [&](char32_t c) {
    if (!is_space_or_invisible(c)) out += plain_form(c);
  });
  return utf8(out);
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (true) {
    const std::size_t at = text.find(separator, from);
    out.emplace_back(text.substr(from, at - from));
    if (at == std::string_view::npos) return out;
    from = at + 1;
  }
}

std::int64_t leading_number(std::string_view text) {
  std::int64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace dengbao
