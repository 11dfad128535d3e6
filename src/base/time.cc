#include "base/time.h"

#include <fmt/format.h>

#include <array>

namespace dengbao {
namespace {

namespace ch = std::chrono;

bool digits(std::string_view s, int& out) {
  if (s.empty() || s.size() > 9) return false;
  int n = 0;
  for (char c : s) {
    if (c < '0' || c > '9') return false;
    n = n * 10 + (c - '0');
  }
  out = n;
  return true;
}

// "2026-02-10" as three numbers, whether there is such a day or not.
bool split_date(std::string_view iso, int& y, int& m, int& d) {
  return iso.size() == 10 && iso[4] == '-' && iso[7] == '-' && digits(iso.substr(0, 4), y) &&
         digits(iso.substr(5, 2), m) && digits(iso.substr(8, 2), d);
}

ch::year_month_day ymd_of(int year, unsigned month, unsigned day) {
  return {ch::year{year}, ch::month{month}, ch::day{day}};
}

std::unexpected<Explanation> not_a(std::string_view code, std::string_view text) {
  return fail(ErrorKind::BadInput, std::string(code), {{"value", std::string(text)}});
}

}  // namespace

Result<Date> Date::of(int year, unsigned month, unsigned day) {
  const ch::year_month_day ymd = ymd_of(year, month, day);
  if (!ymd.ok() || year < 1 || year > 9999)
    return not_a("date.impossible", fmt::format("{:04}-{:02}-{:02}", year, month, day));
  return Date{ch::sys_days{ymd}};
}

Result<Date> Date::parse(std::string_view iso) {
  int y = 0, m = 0, d = 0;
  if (!split_date(iso, y, m, d)) return not_a("date.form", iso);
  return Date::of(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
}

std::optional<Date> Date::maybe(std::string_view iso) {
  int y = 0, m = 0, d = 0;
  if (!split_date(iso, y, m, d) || y < 1) return std::nullopt;
  const ch::year_month_day ymd = ymd_of(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
  if (!ymd.ok()) return std::nullopt;
  return Date{ch::sys_days{ymd}};
}

bool Date::is_weekend() const {
  const ch::weekday w{sys()};
  return w == ch::Saturday || w == ch::Sunday;
}

Date Date::end_of_month() const {
  const auto d = ymd();
  return Date{ch::sys_days{d.year() / d.month() / ch::last}};
}

Date Date::plus_months(int n) const {
  const auto d = ymd();
  const auto moved = ch::year_month{d.year(), d.month()} + ch::months{n};
  const ch::year_month_day candidate{moved.year(), moved.month(), d.day()};
  if (candidate.ok()) return Date{ch::sys_days{candidate}};
  return Date{ch::sys_days{moved / ch::last}};
}

std::string Date::iso() const {
  const auto date = ymd();
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999)
    return fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
  // By hand: every event spells some dates.
  std::string out(10, '-');
  const auto put = [&](std::size_t at, unsigned n) {
    out[at] = static_cast<char>('0' + n / 10);
    out[at + 1] = static_cast<char>('0' + n % 10);
  };
  put(0, static_cast<unsigned>(year) / 100);
  put(2, static_cast<unsigned>(year) % 100);
  put(5, static_cast<unsigned>(date.month()));
  put(8, static_cast<unsigned>(date.day()));
  return out;
}
std::string Date::chinese() const {
  return fmt::format("{}年{}月{}日", year(), month(), day());
}

Result<Instant> Instant::parse(std::string_view iso) {
  if (iso.size() == 10) return Instant::start_of(TRY(Date::parse(iso)));
  int h = 0, mi = 0, s = 0, ms = 0;
  if (iso.size() < 20 || iso[10] != 'T' || iso[13] != ':' || iso[16] != ':' ||
      !digits(iso.substr(11, 2), h) || !digits(iso.substr(14, 2), mi) ||
      !digits(iso.substr(17, 2), s) || h > 23 || mi > 59 || s > 59)
    return not_a("instant.form", iso);
  const Date day = TRY(Date::parse(iso.substr(0, 10)));
  std::string_view rest = iso.substr(19);
  if (rest.size() > 4 && rest[0] == '.') {
    if (!digits(rest.substr(1, 3), ms)) return not_a("instant.form", iso);
    rest = rest.substr(4);
  }
  std::int64_t offset_minutes = 0;
  if (rest != "Z") {
    int oh = 0, om = 0;
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':' ||
        !digits(rest.substr(1, 2), oh) || !digits(rest.substr(4, 2), om) || oh > 14 || om > 59)
      return not_a("instant.form", iso);
    offset_minutes = (rest[0] == '-' ? -1 : 1) * (oh * 60 + om);
  }
  const std::int64_t seconds =
      std::int64_t{day.days()} * 86'400 + h * 3'600 + mi * 60 + s - offset_minutes * 60;
  return from_millis(seconds * 1000 + ms);
}

std::string Instant::iso() const {
  const std::int64_t day_ms = 86'400'000;
  std::int64_t days = ms_ / day_ms, rest = ms_ % day_ms;
  if (rest < 0) {
    rest += day_ms;
    --days;
  }
  // By hand too.
  std::string out = Date::from_days(static_cast<std::int32_t>(days)).iso() + "T00:00:00.000Z";
  const auto put = [end = out.data() + out.size()](std::ptrdiff_t before_end, std::int64_t n) {
    for (char* at = end - before_end; n > 0; n /= 10) *at-- = static_cast<char>('0' + n % 10);
  };
  put(2, rest % 1000);
  put(6, rest / 1000 % 60);
  put(9, rest / 60'000 % 60);
  put(12, rest / 3'600'000);
  return out;
}

std::string Instant::iso_local() const {
  const Date d = date();
  const std::int64_t rest = ms_ - start_of(d).ms_;
  return fmt::format("{}T{:02}:{:02}:{:02}+08:00", d.iso(), rest / 3'600'000, rest / 60'000 % 60,
                     rest / 1000 % 60);
}

std::optional<Span> Span::maybe(std::string_view text) {
  if (text.size() < 3 || text[0] != 'P') return std::nullopt;
  const bool clock = text[1] == 'T';
  std::string_view rest = text.substr(clock ? 2 : 1);
  std::size_t n = 0;
  while (n < rest.size() && rest[n] >= '0' && rest[n] <= '9') ++n;
  int count = 0;
  if (n == 0 || n > 6 || !digits(rest.substr(0, n), count)) return std::nullopt;
  const std::string_view unit = rest.substr(n);
  if (clock) {
    if (unit == "H") return Span{Unit::Millis, std::int64_t{count} * 3'600'000};
    if (unit == "M") return Span{Unit::Millis, std::int64_t{count} * 60'000};
    if (unit == "S") return Span{Unit::Millis, std::int64_t{count} * 1'000};
    return std::nullopt;
  }
  if (unit == "WD") return Span{Unit::WorkingDays, count};
  if (unit == "D") return Span{Unit::Days, count};
  if (unit == "W") return Span{Unit::Days, std::int64_t{count} * 7};
  if (unit == "M") return Span{Unit::Months, count};
  if (unit == "Y") return Span{Unit::Months, std::int64_t{count} * 12};
  return std::nullopt;
}

Result<Span> Span::parse(std::string_view text) {
  if (const auto span = maybe(text)) return *span;
  return not_a("span.form", text);
}

std::string Span::text() const {
  switch (unit) {
    case Unit::WorkingDays:
      return fmt::format("P{}WD", count);
    case Unit::Days:
      return fmt::format("P{}D", count);
    case Unit::Months:
      return count % 12 == 0 && count ? fmt::format("P{}Y", count / 12)
                                      : fmt::format("P{}M", count);
    case Unit::Millis:
      break;
  }
  if (count % 3'600'000 == 0) return fmt::format("PT{}H", count / 3'600'000);
  if (count % 60'000 == 0) return fmt::format("PT{}M", count / 60'000);
  return fmt::format("PT{}S", count / 1000);
}

}  // namespace dengbao
