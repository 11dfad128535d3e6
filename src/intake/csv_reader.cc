#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "base/text.h"
#include "intake/cell_stream.h"
#include "intake/readers.h"

namespace dengbao::intake {
namespace {

std::unexpected<Explanation> refuse(const char* code, Args args = {}) {
  return fail(ErrorKind::BadInput, code, std::move(args));
}

iconv_t gb18030_converter() {
  static const iconv_t converter = iconv_open("UTF-8", "GB18030");
  return converter;
}

Result<std::string> from_gb18030(std::string_view bytes) {
  const iconv_t converter = gb18030_converter();
  if (converter == reinterpret_cast<iconv_t>(-1)) return refuse("csv.no_converter");
  iconv(converter, nullptr, nullptr, nullptr, nullptr);
  std::string out;
  std::array<char, 16 << 10> buffer;
  char* from = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t done = iconv(converter, &from, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    if (done == static_cast<std::size_t>(-1) && errno != E2BIG) return refuse("csv.encoding");
  }
  return out;
}

Result<std::string> from_utf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2) return refuse("csv.encoding");
  std::u32string points;
  char32_t high = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto a = static_cast<std::uint8_t>(bytes[i]), b = static_cast<std::uint8_t>(bytes[i + 1]);
    const char32_t unit =
        big_endian ? static_cast<char32_t>(a << 8 | b) : static_cast<char32_t>(b << 8 | a);
    const bool is_high = unit >= 0xD800 && unit < 0xDC00, is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low != (high != 0)) return refuse("csv.encoding");
    if (is_high) {
      high = unit;
    } else {
      points += is_low ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : unit;
      high = 0;
    }
  }
  if (high) return refuse("csv.encoding");
  return utf8(points);
}

Result<std::string> to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes.substr(2), true);
  // No text has a zero byte: this is something else under the name of a csv file.
  if (bytes.find('\0') != std::string_view::npos) return refuse("csv.not_text");
  if (is_utf8(bytes)) return std::string(bytes);
  return from_gb18030(bytes);
}

constexpr std::string_view kSeparators = ",;\t|";

// The separator that stands most often outside quotes in the first lines.
char find_separator(std::string_view text) {
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  int lines = 0;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' && ++lines == 30) break;
    if (const std::size_t at = kSeparators.find(c); at != std::string_view::npos) ++counts[at];
  }
  return kSeparators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

class Records {
 public:
  Records(std::string_view text, char separator) : rest_(text), separator_(separator) {}

  // The next record; false at the end. An open quote at the end of the file is a cut file.
  Result<bool> next(std::vector<std::string>& fields) {
    fields.clear();
    if (rest_.empty()) return false;
    while (true) {
      std::string field;
      CHECK(take_field(field));
      fields.push_back(std::move(field));
      if (fields.size() > kMaxColumns) return refuse("csv.too_large");
      if (rest_.empty()) return true;
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == separator_) {
        if (rest_.empty()) return true;
        continue;
      }
      if (c == '\r' && rest_.starts_with('\n')) rest_.remove_prefix(1);
      return true;
    }
  }

 private:
  Status take_field(std::string& out) {
    if (!rest_.starts_with('"')) {
      const std::string_view plain =
          rest_.substr(0, std::min(rest_.find_first_of("\r\n"), rest_.find(separator_)));
      out = plain;
      rest_.remove_prefix(plain.size());
      return {};
    }
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) return refuse("csv.open_quote");
      out += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      out += '"';
      rest_.remove_prefix(1);
    }
    // What stands between a closing quote and the separator belongs to the field, as others read
    // it.
    const std::string_view more =
        rest_.substr(0, std::min(rest_.find_first_of("\r\n"), rest_.find(separator_)));
    out += more;
    rest_.remove_prefix(more.size());
    return {};
  }

  std::string_view rest_;
  char separator_;
};

// ="0123" is how a text is kept from becoming a number.
std::string_view without_formula(std::string_view field) {
  if (field.size() >= 3 && field.starts_with("=\"") && field.ends_with('"'))
    return field.substr(2, field.size() - 3);
  return field;
}

}  // namespace

void prepare_csv() {
  gb18030_converter();
}

Status read_csv(std::string_view bytes, std::string_view name, sandbox::Output& out) {
  const std::string text = TRY(to_utf8(bytes));
  Records records(text, find_separator(text));
  CellStreamWriter writer;
  writer.workbook(false);
  writer.sheet(name, false);
  std::vector<std::string> fields;
  std::size_t cells = 0;
  for (std::uint32_t row = 1;; ++row) {
    if (!TRY(records.next(fields))) break;
    if (row > kMaxRows) return refuse("csv.too_large");
    bool row_written = false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string_view field = without_formula(fields[i]);
      if (trim(field).empty()) continue;
      if (field.size() > kMaxCellBytes || ++cells > kMaxCells) return refuse("csv.too_large");
      if (!row_written) writer.row(row, false);
      row_written = true;
      writer.cell(static_cast<std::uint32_t>(i), CellKind::Text, field);
    }
    if (writer.bytes().size() > (32U << 10)) {
      out.write(writer.bytes());
      writer.bytes().clear();
    }
  }
  writer.end();
  out.write(writer.bytes());
  return {};
}

}  // namespace dengbao::intake
