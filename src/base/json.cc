#include "base/json.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/src.hpp>
#include <cassert>
#include <charconv>
#include <vector>

namespace dengbao {
namespace {

// What may not stand in a text as it is.
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
  out += '"';
  std::size_t plain = 0;  // from here on nothing needed an escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != '"' && text[i] != '\\') continue;
    out.append(text, plain, i - plain);
    append_escaped(out, text[i]);
    plain = i + 1;
  }
  out.append(text, plain);
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
