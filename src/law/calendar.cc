#include "law/calendar.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

// Cases reach back to 2007 and certificates forward some years; beyond this span nothing is due.
const Date kFirst = Date::from_days(7305);  // 1990-01-01
const Date kLast = Date::from_days(54786);  // 2119-12-31

constexpr std::pair<unsigned, unsigned> kFixedHolidays[] = {{1, 1},  {5, 1}, {5, 2}, {10, 1},
                                                            {10, 2}, {10, 3}};  // month, day

Date first_of(int year) {
  return *Date::of(year, 1, 1);
}

// The days from `first`, of January, to the end of its year.
void add_year(std::vector<std::uint8_t>& working, Date first, const Calendar::Year* notice) {
  constexpr std::int32_t kThursday = 4;  // 1970-01-01, with Sunday as 0
  const Date next = first_of(first.year() + 1);
  std::int32_t weekday = (first.days() + kThursday) % 7;
  for (std::int32_t day = first.days(); day < next.days(); ++day) {
    working.push_back(weekday != 0 && weekday != 6);
    weekday = weekday == 6 ? 0 : weekday + 1;
  }
  const auto mark = [&](Date day, bool works) {
    if (day >= first && day < next)
      working[static_cast<std::size_t>(day.days() - kFirst.days())] = works;
  };
  if (notice) {
    for (const auto& [day, name] : notice->rest) mark(day, false);
    for (const auto& [day, name] : notice->work) mark(day, true);
    return;
  }
  for (const auto& [month, day] : kFixedHolidays) mark(*Date::of(first.year(), month, day), false);
}

}  // namespace

Calendar::Calendar() {
  index();
}

void Calendar::publish(Year year) {
  years_[year.year] = std::move(year);
  index();
}

std::size_t Calendar::slot(Date day) const {
  return static_cast<std::size_t>(std::clamp(day.days(), kFirst.days(), kLast.days()) -
                                  kFirst.days());
}

bool Calendar::published(Date day) const {
  return years_.contains(day.year());
}

// Year by year, without asking each of its days for its date: every command begins with this.
void Calendar::index() {
  working_.clear();
  for (Date first = kFirst; first <= kLast;) {
    const int year = first.year();
    const auto it = years_.find(year);
    add_year(working_, first, it == years_.end() ? nullptr : &it->second);
    first = first_of(year + 1);
  }
  rank_.assign(working_.size(), 0);
  by_rank_.assign(1, kFirst.days());
  std::int32_t count = 0;
  for (std::size_t i = 0; i < working_.size(); ++i) {
    if (working_[i]) {
      ++count;
      by_rank_.push_back(kFirst.days() + static_cast<std::int32_t>(i));
    }
    rank_[i] = count;
  }
}

bool Calendar::is_working_day(Date day) const {
  return working_[slot(day)] != 0;
}

Counted Calendar::add_working_days(Date from, int n) const {
  Date due = from;
  if (n > 0) {
    const auto want = static_cast<std::size_t>(rank_[slot(from)] + n);
    due = Date::from_days(by_rank_[std::min(want, by_rank_.size() - 1)]);
  }
  return {due, touches_unpublished(from, due)};
}

// Day 0 is not counted, so it is the day after it that must be published.
bool Calendar::touches_unpublished(Date from, Date due) const {
  return !published(std::min(from.plus_days(1), due)) || !published(due);
}

Counted Calendar::rolled(Date from, Date to, bool roll) const {
  Date due = to;
  while (roll && !is_working_day(due) && due < kLast) due = due.plus_days(1);
  // A bare calendar day stands whatever a notice says; only the roll can move.
  return {due, roll && touches_unpublished(from, due)};
}

Counted Calendar::add_days(Date from, int n, bool roll) const {
  return rolled(from, from.plus_days(n), roll);
}

Counted Calendar::add_months(Date from, int n, bool roll) const {
  return rolled(from, from.plus_months(n), roll);
}

int Calendar::working_days_between(Date from, Date to) const {
  return rank_[slot(to)] - rank_[slot(from)];
}

Result<Calendar::Year> read_calendar_year(std::string_view yaml, std::string_view file) {
  const Yaml root = TRY(parse_yaml(yaml, file));
  const auto wrong = [&](const Yaml* at, std::string code, Args args = {}) {
    return fail(ErrorKind::BadInput, std::move(code), std::move(args),
                std::string(file) + ":" + std::to_string(at ? at->line : 1));
  };
  const Yaml* year = root.find("year");
  const Yaml* days = root.find("days");
  if (!year || !year->is_scalar() || year->text.size() != 4) return wrong(year, "calendar.year");
  if (!days || !days->is_list()) return wrong(days, "calendar.days");
  Calendar::Year out;
  out.year = static_cast<int>(leading_number(year->text));
  if (const Yaml* source = root.find("source"))
    out.source = source->is_scalar() ? source->text : "";
  for (const Yaml& day : days->items) {
    const Yaml* date = day.find("date");
    const Yaml* kind = day.find("kind");
    const Yaml* name = day.find("name");
    if (!date || !kind) return wrong(&day, "calendar.entry");
    const auto parsed = Date::parse(date->text);
    if (!parsed) return wrong(&day, parsed.error().code, parsed.error().args);
    if (parsed->year() != out.year)
      return wrong(&day, "calendar.other_year", {{"date", date->text}, {"year", year->text}});
    const std::string label = name && name->is_scalar() ? name->text : "";
    if (kind->text == "rest" || kind->text == "holiday") {
      out.rest[*parsed] = label;
    } else if (kind->text == "work" || kind->text == "workday") {
      out.work[*parsed] = label;
    } else {
      return wrong(&day, "calendar.kind", {{"kind", kind->text}});
    }
  }
  return out;
}

}  // namespace dengbao
