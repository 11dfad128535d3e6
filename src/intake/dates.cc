// Dates as people write them into lists.

#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "intake/cell_values.h"
#include "intake/text_forms.h"

namespace dengbao::intake {
namespace {

constexpr int kFirstYear = 1950, kLastYear = 2099;
constexpr std::int32_t kEpoch1900 = -25'569;  // 1899-12-30: serial 61 and later
constexpr std::int32_t kEpoch1904 = -24'107;  // 1904-01-01
// Serials of 1950 to 2099: a bare number outside of them is no date.
constexpr double kFirstSerial = 18'264, kLastSerial = 73'050;

Reading<Date> unreadable() {
  return {true, std::nullopt};
}

Reading<Date> day(int year, int month, int day_of_month) {
  if (year < kFirstYear || year > kLastYear || month < 1 || day_of_month < 1) return unreadable();
  const auto date =
      Date::of(year, static_cast<unsigned>(month), static_cast<unsigned>(day_of_month));
  if (!date) return unreadable();
  return {false, *date};
}

Reading<Date> from_serial(double serial, bool from_1904) {
  if (!(serial >= 1 && serial < 200'000)) return unreadable();
  const auto days = static_cast<std::int32_t>(std::floor(serial));
  const Date date = Date::from_days(days + (from_1904 ? kEpoch1904 : kEpoch1900));
  if (date.year() < kFirstYear || date.year() > kLastYear) return unreadable();
  return {false, date};
}

std::optional<int> digits(std::u32string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int n = 0;
  for (char32_t c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + static_cast<int>(c - '0');
  }
  return n;
}

int chinese_digit(char32_t c) {
  static constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (c == U'零' || c == U'○' || c == U'Ｏ' || c == U'O' || c == U'o' || c == U'◯') return 0;
  if (c == U'元') return 1;
  const std::size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

// 十二, 二十一, 廿三, 三十, 五; or figure by figure, as years are written (二〇二三).
std::optional<int> chinese_number(std::u32string_view text) {
  if (auto plain_digits = digits(text)) return plain_digits;
  if (text.empty() || text.size() > 4) return std::nullopt;
  if (text.find_first_of(U"十廿卅") == std::u32string_view::npos) {
    int n = 0;
    for (char32_t c : text) {
      const int digit = chinese_digit(c);
      if (digit < 0) return std::nullopt;
      n = n * 10 + digit;
    }
    return n;
  }
  int tens = 0;
  std::size_t i = 0;
  if (text[0] == U'廿' || text[0] == U'卅') {
    tens = text[0] == U'廿' ? 2 : 3;
    i = 1;
    if (i < text.size() && text[i] == U'十') ++i;
  } else if (text[0] == U'十') {
    tens = 1;
    i = 1;
  } else {
    tens = chinese_digit(text[0]);
    if (tens < 1 || text.size() < 2 || text[1] != U'十') return std::nullopt;
    i = 2;
  }
  if (i == text.size()) return tens * 10;
  const int ones = chinese_digit(text[i]);
  if (ones < 0 || i + 1 != text.size()) return std::nullopt;
  return tens * 10 + ones;
}

bool is_gap(char32_t c) {
  return c == ' ' || c == U'\t' || c == U'\n' || c == U'\r';
}
bool is_figure(char32_t c) {
  return c >= '0' && c <= '9';
}

// Cuts a time of day off the end: "10:30:00", "T08:00Z", "10时30分", "上午9:00".
std::u32string without_time(std::u32string text) {
  if (const std::size_t colon = text.find(U':'); colon != std::u32string::npos) {
    std::size_t from = colon;
    while (from > 0 && is_figure(text[from - 1]) && colon - from < 2) --from;
    // The hour must stand apart from the day: 2023-05-0610:30 is no date.
    const bool apart = from > 0 && (is_gap(text[from - 1]) || text[from - 1] == 't' ||
                                    text[from - 1] == U'日' || text[from - 1] == U'午');
    if (from < colon && apart) text.resize(from);
  }
  const std::size_t end = text.find_first_of(U"日号");
  if (end != std::u32string::npos && end + 1 < text.size()) {
    static constexpr std::u32string_view kClock = U"0123456789时点分秒上下午整半 \t";
    if (text.find_first_not_of(kClock, end + 1) == std::u32string::npos) text.resize(end + 1);
  }
  while (!text.empty() && (is_gap(text.back()) || text.back() == 't')) text.pop_back();
  return text;
}

struct Parts {
  std::vector<std::u32string> texts;
  bool chinese_marks = false;  // 年 月 日 name the parts
};

Parts split_parts(std::u32string_view text) {
  static constexpr std::u32string_view kMarks = U"./-,_\\~·。、‐‑‒–—―−年月日号";
  Parts out;
  out.texts.emplace_back();
  for (char32_t c : text) {
    if (is_gap(c)) continue;
    if (kMarks.find(c) == std::u32string_view::npos) {
      out.texts.back() += c;
      continue;
    }
    out.chinese_marks = out.chinese_marks || c == U'年' || c == U'月';
    out.texts.emplace_back();
  }
  if (out.texts.back().empty()) out.texts.pop_back();
  return out;
}

int month_named(std::u32string_view text) {
  static constexpr std::array<std::u32string_view, 12> kMonths{U"jan", U"feb", U"mar", U"apr",
                                                               U"may", U"jun", U"jul", U"aug",
                                                               U"sep", U"oct", U"nov", U"dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (text.starts_with(kMonths[i])) return static_cast<int>(i) + 1;
  return 0;
}

// "6 May 2023", "May 6, 2023", "6-May-23", "2023-May-06".
Reading<Date> english_date(std::u32string_view text) {
  std::vector<int> numbers;
  std::vector<std::size_t> sizes;
  int month = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t from = i;
    if (is_figure(text[i])) {
      while (i < text.size() && is_figure(text[i])) ++i;
      const auto n = digits(text.substr(from, i - from));
      if (!n) return unreadable();
      numbers.push_back(*n);
      sizes.push_back(i - from);
    } else if (text[i] >= 'a' && text[i] <= 'z') {
      while (i < text.size() && text[i] >= 'a' && text[i] <= 'z') ++i;
      const std::u32string_view name = text.substr(from, i - from);
      if (name == U"st" || name == U"nd" || name == U"rd" || name == U"th") continue;
      if (month || !(month = month_named(name))) return unreadable();
    } else {
      ++i;
    }
  }
  if (!month || numbers.size() != 2) return unreadable();
  if (sizes[0] == 4) return day(numbers[0], month, numbers[1]);
  if (sizes[1] == 4) return day(numbers[1], month, numbers[0]);
  if (sizes[1] == 2) return day(2000 + numbers[1], month, numbers[0]);
  return unreadable();
}

Reading<Date> from_figures(std::u32string_view text, bool from_1904) {
  const auto part = [&](std::size_t at, std::size_t n) { return *digits(text.substr(at, n)); };
  if (text.size() == 8 || text.size() == 14) return day(part(0, 4), part(4, 2), part(6, 2));
  if (text.size() == 5) return from_serial(part(0, 1) * 10'000 + part(1, 4), from_1904);
  return unreadable();
}

Reading<Date> from_text(std::string_view raw, bool from_1904) {
  std::u32string text = code_points(nfkc(raw));
  std::erase_if(
      text, [](char32_t c) { return (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == '\''; });
  for (char32_t& c : text) {
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (c == 0xA0) c = ' ';
  }
  while (!text.empty() && is_gap(text.front())) text.erase(text.begin());
  text = without_time(std::move(text));
  if (text.empty()) return unreadable();
  bool all_figures = true, any_letter = false;
  for (char32_t c : text) {
    all_figures = all_figures && is_figure(c);
    any_letter = any_letter || (c >= 'a' && c <= 'z' && c != 'o');
  }
  if (all_figures) return from_figures(text, from_1904);
  if (any_letter) return english_date(text);
  const Parts parts = split_parts(text);
  if (parts.texts.size() != 3) return unreadable();
  std::array<int, 3> n{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = chinese_number(parts.texts[i]);
    if (!value) return unreadable();
    n[i] = *value;
  }
  const std::size_t first = parts.texts[0].size(), last = parts.texts[2].size();
  if (first == 4) return day(n[0], n[1], n[2]);
  if (first == 2 && last <= 2) return day(2000 + n[0], n[1], n[2]);
  // With the year at the end day and month can be told apart only when one of them is past 12.
  if (last == 4 && !parts.chinese_marks) {
    if (n[0] > 12) return day(n[2], n[1], n[0]);
    if (n[1] > 12 || n[0] == n[1]) return day(n[2], n[0], n[1]);
  }
  return unreadable();
}

}  // namespace

Reading<Date> read_date(const Cell& cell, bool from_1904) {
  if (cell.kind != CellKind::Date && cell.kind != CellKind::Number)
    return from_text(cell.text, from_1904);
  double number = 0;
  const std::string_view text = cell.text;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size())
    return from_text(text, from_1904);
  if (number >= 19'000'101 && number <= 20'991'231 && number == std::floor(number)) {
    const int n = static_cast<int>(number);
    return day(n / 10'000, n / 100 % 100, n % 100);
  }
  if (cell.kind == CellKind::Number &&
      (number < kFirstSerial - (from_1904 ? 1'462 : 0) || number > kLastSerial))
    return unreadable();
  return from_serial(number, from_1904);
}

}  // namespace dengbao::intake
