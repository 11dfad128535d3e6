#include "link/mime.h"

#include <fmt/format.h>

#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace dengbao::link {
namespace {

constexpr std::string_view kWordStart = "=?UTF-8?B?", kWordEnd = "?=";
// 75 characters a word (RFC 2047, 2): what is left for base64 in whole groups of four.
constexpr std::size_t kWordBytes = (75 - 12) / 4 * 3;

std::string without_controls(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

bool plain(std::string_view text) {
  for (const char c : text)
    if (c < 0x20 || c >= 0x7f) return false;
  // What looks like an encoded word would be read as one.
  return text.find("=?") == std::string_view::npos;
}

// Bytes of the character that begins at `at`.
std::size_t length_at(std::string_view text, std::size_t at) {
  std::size_t n = 1;
  while (at + n < text.size() && (static_cast<unsigned char>(text[at + n]) & 0xc0) == 0x80) ++n;
  return n;
}

}  // namespace

std::string header_text(std::string_view given, std::size_t column) {
  const std::string text = without_controls(given);
  if (plain(text) && column + text.size() <= 76) return text;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    // The first word shares its line with the name of the header.
    const std::size_t room =
        out.empty() ? std::min(kWordBytes, (74 - std::min<std::size_t>(column, 50) - 12) / 4 * 3)
                    : kWordBytes;
    std::size_t end = at;
    while (end < text.size() && end + length_at(text, end) - at <= room)
      end += length_at(text, end);
    if (end == at) end = at + length_at(text, at);
    if (!out.empty()) out += "\r\n ";
    out += std::string(kWordStart) + base64(bytes_of(text.substr(at, end - at))) +
           std::string(kWordEnd);
    at = end;
  }
  return out;
}

std::string mailbox(std::string_view name, std::string_view address, std::size_t column) {
  if (name.empty()) return std::string(address);
  // A plain name goes between quotes, which it must not hold itself.
  std::string shown;
  const bool quotable = plain(name) && name.find_first_of("\"\\") == std::string_view::npos &&
                        column + name.size() < 60;
  shown = quotable ? "\"" + std::string(name) + "\"" : header_text(name, column);
  if (!quotable && !shown.starts_with("=?"))
    shown = std::string(kWordStart) + base64(bytes_of(shown)) + std::string(kWordEnd);
  return shown + "\r\n <" + std::string(address) + ">";
}

std::string mail_date(Instant at) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date day = at.date();
  const std::chrono::weekday weekday{day.sys()};
  const std::int64_t seconds = (at.millis() - Instant::start_of(day).millis()) / 1000;
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0800", kDays[weekday.c_encoding()],
                     day.day(), kMonths[day.month() - 1], day.year(), seconds / 3600,
                     seconds / 60 % 60, seconds % 60);
}

std::string mail_text(const Letter& l) {
  std::string out;
  const auto header = [&out](std::string_view name, const std::string& value) {
    out += std::string(name) + ": " + value + "\r\n";
  };
  header("From", mailbox(l.from_name, l.from, 6));
  header("To", mailbox(l.to_name, l.to, 4));
  header("Subject", header_text(l.subject, 9));
  header("Date", mail_date(l.at));
  header("Message-ID", "<" + l.id + ">");
  header("Auto-Submitted", "auto-generated");  // (RFC 3834, 5): nobody answers it by itself
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=UTF-8");
  header("Content-Transfer-Encoding", "base64");
  out += "\r\n";
  const std::string body =
      base64(bytes_of(replace_all(replace_all(l.text, "\r\n", "\n"), "\n", "\r\n")));
  constexpr std::size_t kLine = 76;
  for (std::size_t at = 0; at < body.size(); at += kLine) out += body.substr(at, kLine) + "\r\n";
  return out;
}

}  // namespace dengbao::link
