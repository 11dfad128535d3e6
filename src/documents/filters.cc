#include "documents/filters.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/time.h"

namespace dengbao {
namespace {

constexpr std::array<std::string_view, 10> kDigits = {"〇", "一", "二", "三", "四",
                                                      "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 9> kFilters = {"date", "date_chinese",   "month",
                                                      "year", "chinese_number", "count",
                                                      "join", "or_none",        "or_dash"};

// Up to 9999; `inner` keeps the 一 of 一十 after a higher part.
std::string below_ten_thousand(unsigned number, bool inner) {
  static constexpr std::array<std::string_view, 4> kUnits = {"", "十", "百", "千"};
  std::string out;
  bool gap = false;
  unsigned divisor = 1000;
  for (int place = 3; place >= 0; --place, divisor /= 10) {
    const unsigned digit = number / divisor % 10;
    if (digit == 0) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += "零";
    gap = false;
    const bool bare_ten = place == 1 && digit == 1 && out.empty() && !inner;
    if (!bare_ten) out += kDigits[digit];
    out += kUnits[static_cast<std::size_t>(place)];
  }
  return out;
}

std::string digits_of_year(int year) {
  std::string out;
  for (char c : fmt::format("{:04}", year)) out += kDigits[static_cast<std::size_t>(c - '0')];
  return out;
}

// A date, an instant (its day in UTC+8) or, for months, "2026-03".
std::optional<Date> day_of(std::string_view text) {
  if (auto date = Date::parse(text)) return *date;
  if (auto instant = Instant::parse(text)) return instant->date();
  return std::nullopt;
}

std::optional<std::string> spell_text(std::string_view text, std::string_view filter) {
  if (filter == "chinese_number") {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number > 99'999'999) return {};
    return chinese_number(number);
  }
  const bool month_only = text.size() == 7 && (filter == "month" || filter == "year");
  const auto date = day_of(month_only ? std::string(text) + "-01" : std::string(text));
  if (!date) return {};
  if (filter == "date") return date->chinese();
  if (filter == "month") return fmt::format("{}年{}月", date->year(), date->month());
  if (filter == "year") return fmt::format("{}", date->year());
  return fmt::format("{}年{}月{}日", digits_of_year(date->year()), chinese_number(date->month()),
                     chinese_number(date->day()));
}

std::unexpected<Explanation> wrong_form(std::string_view name, std::string_view filter,
                                        std::string_view value) {
  return fail(ErrorKind::BadInput, "documents.value_form",
              {{"name", std::string(name)},
               {"filter", std::string(filter)},
               {"value", std::string(value)}});
}

}  // namespace

std::string chinese_number(std::uint64_t number) {
  if (number == 0) return "零";
  const auto high = static_cast<unsigned>(number / 10'000);
  const auto low = static_cast<unsigned>(number % 10'000);
  if (high == 0) return below_ten_thousand(low, false);
  std::string out = below_ten_thousand(high, false) + "万";
  if (low == 0) return out;
  if (low < 1000) out += "零";
  return out + below_ten_thousand(low, true);
}

bool is_filter(std::string_view name) {
  for (auto known : kFilters)
    if (known == name) return true;
  return false;
}

std::string filter_names() {
  return fmt::format("{}", fmt::join(kFilters, ", "));
}

Result<std::string> spell(const FieldTree& value, std::string_view filter, std::string_view name) {
  if (filter == "count") {
    if (const auto* items = value.list()) return std::to_string(items->size());
    return wrong_form(name, filter, "");
  }
  if (filter == "join") {
    const auto* items = value.list();
    if (!items) return wrong_form(name, filter, "");
    std::string out;
    for (const auto& item : *items) {
      if (!item.text()) return wrong_form(name, filter, "");
      if (!out.empty()) out += "、";
      out += *item.text();
    }
    return out;
  }
  const auto* text = value.text();
  if (!text) return wrong_form(name, filter, "");
  if (filter.empty() || filter == "or_none" || filter == "or_dash") return *text;
  if (auto spelled = spell_text(*text, filter)) return *spelled;
  return wrong_form(name, filter, *text);
}

}  // namespace dengbao
