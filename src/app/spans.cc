#include "app/spans.h"

#include <fmt/format.h>

#include "base/time.h"

namespace dengbao {

std::string span_words(std::string_view span, bool chinese) {
  const auto read = Span::parse(span);
  if (!read) return std::string(span);
  const std::int64_t n = read->count;
  switch (read->unit) {
    case Span::Unit::WorkingDays:
      return fmt::format(fmt::runtime(chinese ? "{}个工作日" : "{} working days"), n);
    case Span::Unit::Days:
      return fmt::format(fmt::runtime(chinese ? "{}日" : "{} days"), n);
    case Span::Unit::Months:
      return n % 12 ? fmt::format(fmt::runtime(chinese ? "{}个月" : "{} months"), n)
                    : fmt::format(fmt::runtime(chinese ? "{}年" : "{} years"), n / 12);
    case Span::Unit::Millis:
      break;
  }
  constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute;
  return n % kHour ? fmt::format(fmt::runtime(chinese ? "{}分钟" : "{} minutes"), n / kMinute)
                   : fmt::format(fmt::runtime(chinese ? "{}小时" : "{} hours"), n / kHour);
}

}  // namespace dengbao
