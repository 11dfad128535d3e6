#pragma once
// The working calendar of the mainland [domain: 国办发明电 notices]. Day 0, the day of the trigger,
// is not counted; n working days end with the n-th working day. Years without a published notice
// are computed (Monday to Friday less the holidays of fixed date) and what touches them is
// provisional.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace dengbao {

struct Counted {
  Date due;
  bool provisional = false;  // the count touched a day outside the published years
  bool operator==(const Counted&) const = default;
};

class Calendar {
 public:
  // The notice of one year: its rest days on weekdays and its make-up working days.
  struct Year {
    int year = 0;
    std::string source;
    std::map<Date, std::string> rest;
    std::map<Date, std::string> work;
  };

  Calendar();  // no year published
  // Publishes a year, or replaces its notice.
  void publish(Year year);

  bool is_published(int year) const { return years_.contains(year); }
  const std::map<int, Year>& years() const { return years_; }
  bool is_working_day(Date day) const;
  // `n` > 0 working days after `from`; n = 0 is `from` itself.
  Counted add_working_days(Date from, int n) const;
  // `n` calendar days; with `roll` a last day of rest moves to the next working day
  // [civil-code §203].
  Counted add_days(Date from, int n, bool roll) const;
  Counted add_months(Date from, int n, bool roll) const;
  // Working days in (from, to]; negative where `to` lies before.
  int working_days_between(Date from, Date to) const;

 private:
  void index();
  std::size_t slot(Date day) const;
  bool published(Date day) const;
  bool touches_unpublished(Date from, Date due) const;
  Counted rolled(Date from, Date to, bool roll) const;

  std::map<int, Year> years_;
  std::vector<std::uint8_t> working_;  // by day from kFirst
  std::vector<std::int32_t> rank_;     // working days up to and including the day
  std::vector<std::int32_t> by_rank_;  // day of the n-th working day
};

// A calendar file: {calendar, year, source, days: [{date, kind: rest|work, name}]}.
Result<Calendar::Year> read_calendar_year(std::string_view yaml, std::string_view file);

}  // namespace dengbao
