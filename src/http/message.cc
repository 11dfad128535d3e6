#include "http/message.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace dengbao::http {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

std::string_view one_line(std::string_view value) {
  return value.substr(0, value.find_first_of(std::string_view("\r\n\0", 3)));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [n, value] : all_)
    if (same_name(n, name)) return value;
  return {};
}

bool Headers::has(std::string_view name) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const auto& header) { return same_name(header.first, name); });
}

void Headers::set(std::string_view name, std::string_view value) {
  std::erase_if(all_, [&](const auto& header) { return same_name(header.first, name); });
  add(name, value);
}

void Headers::add(std::string_view name, std::string_view value) {
  all_.emplace_back(one_line(name), one_line(value));
}

std::optional<std::string> Request::parameter(std::string_view name) const {
  for (const auto& [n, value] : query)
    if (n == name) return value;
  return std::nullopt;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (const auto& [header, value] : headers.all()) {
    if (!same_name(header, "cookie")) continue;
    for (std::string_view left = value; !left.empty();) {
      const auto end = left.find(';');
      const std::string_view one = trim(left.substr(0, end));
      left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
      const auto eq = one.find('=');
      if (eq != std::string_view::npos && one.substr(0, eq) == name)
        return std::string(one.substr(eq + 1));
    }
  }
  return std::nullopt;
}

Response Response::text(int status, std::string body) {
  return typed(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::typed(int status, std::string_view type, std::string body) {
  Response out;
  out.status = status;
  out.headers.set("Content-Type", type);
  out.body = std::move(body);
  return out;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) c = ' ';
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

std::string percent_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

bool read_target(Request& request) {
  std::string_view target = request.target;
  if (target.empty() || target.front() != '/') return false;
  target = target.substr(0, target.find('#'));
  const auto mark = target.find('?');
  // Segments are decoded one by one by whoever routes; what stands here is for looking at whole
  // paths, so an escaped "/" must not become a border.
  const std::string_view path = target.substr(0, mark);
  if (!percent_decoded(path, false)) return false;
  request.path = std::string(path);
  if (mark == std::string_view::npos) return true;
  for (const std::string& piece : split(target.substr(mark + 1), '&')) {
    if (piece.empty()) continue;
    const auto eq = piece.find('=');
    const auto name = percent_decoded(std::string_view(piece).substr(0, eq), true);
    const auto value = percent_decoded(
        eq == std::string::npos ? std::string_view() : std::string_view(piece).substr(eq + 1),
        true);
    if (!name || !value) return false;
    request.query.emplace_back(*name, *value);
  }
  return true;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 416:
      return "Range Not Satisfiable";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

}  // namespace dengbao::http
