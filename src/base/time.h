#pragma once
// Two notions of time. A Date is what the law counts (mainland civil date, UTC+8, no daylight
// saving since 1991); an Instant is what the machine saw (milliseconds of UTC).

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dengbao {

class Date {
 public:
  constexpr Date() = default;
  constexpr explicit Date(std::chrono::sys_days days)
      : days_(static_cast<std::int32_t>(days.time_since_epoch().count())) {}
  static constexpr Date from_days(std::int32_t days) {
    Date d;
    d.days_ = days;
    return d;
  }
  // The date, or nothing when there is no such day (2023-02-30).
  static Result<Date> of(int year, unsigned month, unsigned day);
  // "2026-02-10" only.
  static Result<Date> parse(std::string_view iso);
  // The same for whoever does not ask why it is none.
  static std::optional<Date> maybe(std::string_view iso);

  constexpr std::int32_t days() const { return days_; }  // days since 1970-01-01
  constexpr std::chrono::sys_days sys() const {
    return std::chrono::sys_days{std::chrono::days{days_}};
  }
  std::chrono::year_month_day ymd() const { return std::chrono::year_month_day{sys()}; }
  int year() const { return static_cast<int>(ymd().year()); }
  unsigned month() const { return static_cast<unsigned>(ymd().month()); }
  unsigned day() const { return static_cast<unsigned>(ymd().day()); }
  bool is_weekend() const;
  Date end_of_month() const;
  // The same day `n` months on, or the last day of that month where it has no such day.
  Date plus_months(int n) const;
  constexpr Date plus_days(std::int32_t n) const { return from_days(days_ + n); }
  std::string iso() const;      // 2026-02-10
  std::string chinese() const;  // 2026年2月10日
  constexpr auto operator<=>(const Date&) const = default;

 private:
  std::int32_t days_ = 0;
};

class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_millis(std::int64_t ms) {
    Instant i;
    i.ms_ = ms;
    return i;
  }
  // "2026-02-10T09:30:00Z", an offset such as +08:00, or a bare "2026-02-10" (00:00 in UTC+8).
  static Result<Instant> parse(std::string_view iso);
  // The first instant of a day, and the last (24:00 exclusive) in UTC+8.
  static constexpr Instant start_of(Date d) {
    return from_millis((std::int64_t{d.days()} * 24 - 8) * 3'600'000);
  }
  static constexpr Instant end_of(Date d) { return start_of(d.plus_days(1)); }

  constexpr std::int64_t millis() const { return ms_; }
  constexpr Instant plus_millis(std::int64_t ms) const { return from_millis(ms_ + ms); }
  // The civil date in UTC+8 at this instant.
  constexpr Date date() const {
    const std::int64_t local = ms_ + 8 * std::int64_t{3'600'000};
    const std::int64_t day = 24 * std::int64_t{3'600'000};
    return Date::from_days(
        static_cast<std::int32_t>(local >= 0 ? local / day : -((-local + day - 1) / day)));
  }
  std::string iso() const;        // 2026-02-10T01:30:00.000Z
  std::string iso_local() const;  // 2026-02-10T09:30:00+08:00
  constexpr auto operator<=>(const Instant&) const = default;

 private:
  std::int64_t ms_ = 0;
};

// ISO 8601 spans as the packs write them. Months are calendar months.
struct Span {
  enum class Unit : std::uint8_t { WorkingDays, Days, Months, Millis };
  Unit unit = Unit::Days;
  std::int64_t count = 0;
  // "P10WD" working days, "P30D" calendar days, "P24M", "P3Y", "PT30M", "PT2H", "PT72H".
  static Result<Span> parse(std::string_view text);
  static std::optional<Span> maybe(std::string_view text);
  std::string text() const;
  bool operator==(const Span&) const = default;
};

// The outside world's clock, as a port: tests and simulations stand on any day.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

}  // namespace dengbao
