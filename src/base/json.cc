#include "base/json.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/src.hpp>
#include <cassert>
#include <charconv>
#include <cstring>
#include <vector>

namespace dengbao {
namespace {

// What may not stand in a text as it is.
bool escaped(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Whether one of eight bytes may not. The highest bit of a byte is set where it is zero, or below
// 0x20, and never in a byte of 0x80 and above.
bool escaped_among_eight(const char* at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  const auto below = [](std::uint64_t w, std::uint64_t limit) {
    return (w - kOnes * limit) & ~w & kHighs;
  };
  return (below(word, 0x20) | below(word ^ kOnes * '"', 1) | below(word ^ kOnes * '\\', 1)) != 0;
}

// How much of the front needs no escape.
std::size_t plain_length(std::string_view text) {
  std::size_t i = 0;
  while (i + 8 <= text.size() && !escaped_among_eight(text.data() + i)) i += 8;
  while (i < text.size() && !escaped(text[i])) ++i;
  return i;
}

void append_escaped(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  static constexpr std::string_view kNamed = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
  out += '\\';
  if (const auto at = kNamed.find(c); at != kNamed.npos) {
    out += kLetters[at];
  } else {
    out += "u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[c & 15];
  }
}

template <class Int>
void write_int(std::string& out, Int n) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, n).ptr);
}

void write(std::string& out, const json::value& v) {
  switch (v.kind()) {
    case json::kind::null:
      out += "null";
      break;
    case json::kind::bool_:
      out += v.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      write_int(out, v.get_int64());
      break;
    case json::kind::uint64:
      write_int(out, v.get_uint64());
      break;
    case json::kind::double_:
      std::abort();
    case json::kind::string:
      append_json(out, std::string_view(v.get_string()));
      break;
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& item : v.get_array()) {
        if (!first) out += ',';
        first = false;
        write(out, item);
      }
      out += ']';
      break;
    }
    case json::kind::object: {
      std::vector<const json::key_value_pair*> members;
      members.reserve(v.get_object().size());
      for (const auto& m : v.get_object()) members.push_back(&m);
      std::sort(members.begin(), members.end(),
                [](auto* a, auto* b) { return json_member_less(a->key(), b->key()); });
      out += '{';
      bool first = true;
      for (const auto* m : members) {
        if (!first) out += ',';
        first = false;
        append_json(out, std::string_view(m->key()));
        out += ':';
        write(out, m->value());
      }
      out += '}';
      break;
    }
  }
}

}  // namespace

// Order of UTF-16 units equals byte order of UTF-8 but for the surrogate range: four-byte
// sequences (U+10000 up) sort before U+E000..U+FFFF there.
bool json_member_less(std::string_view a, std::string_view b) {
  const std::size_t n = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < n; ++i) {
    auto x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
    if (x == y) continue;
    if (x >= 0xF0 && y >= 0xEE && y < 0xF0) return true;
    if (y >= 0xF0 && x >= 0xEE && x < 0xF0) return false;
    return x < y;
  }
  return a.size() < b.size();
}

void append_json(std::string& out, std::string_view text) {
  if (plain_length(text) == text.size()) {  // as a rule
    const std::size_t at = out.size(), size = at + text.size() + 2;
    out.resize_and_overwrite(size, [&](char* to, std::size_t) {  // that may be more room
      to[at] = '"';
      text.copy(to + at + 1, text.size());
      to[size - 1] = '"';
      return size;
    });
    return;
  }
  out += '"';
  while (true) {
    const std::size_t n = plain_length(text);
    out.append(text, 0, n);
    if (n == text.size()) break;
    append_escaped(out, text[n]);
    text.remove_prefix(n + 1);
  }
  out += '"';
}

void append_json(std::string& out, std::int64_t number) {
  write_int(out, number);
}

std::string canonical(const json::value& value) {
  std::string out;
  write(out, value);
  return out;
}

Result<json::value> parse_json(std::string_view text, std::string_view where) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error)
    return fail(ErrorKind::BadInput, "json.malformed", {{"reason", error.message()}},
                std::string(where));
  return value;
}

}  // namespace dengbao
