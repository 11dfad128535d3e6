// What must hold in a city at any moment.

#include <fmt/format.h>

#include <algorithm>

#include "app/simulate.h"

namespace dengbao {
namespace {

const Symbol kEscalate("escalate");
constexpr std::size_t kMostShown = 100;

void violate(SimulationReport& report, std::string what, std::string id, std::string detail) {
  ++report.violated;
  if (report.violations.size() < kMostShown)
    report.violations.push_back({std::move(what), std::move(id), std::move(detail)});
}

bool escalated(const Case& c, const Duty& d) {
  return std::any_of(c.steps.begin(), c.steps.end(), [&](const DutyStep& s) {
    return s.duty == d.name && s.instance == d.instance && s.step == kEscalate;
  });
}

// The one word that says how a duty stands; empty where it stands as it must not.
std::string_view standing(const City& city, const Case& c, const Duty& d) {
  switch (d.status) {
    case DutyStatus::Done:
      return d.due && d.ended_at && *d.ended_at > *d.due ? "done_late" : "done_in_time";
    case DutyStatus::Void:
      return "void";
    case DutyStatus::Paused:
      return "open_paused";
    case DutyStatus::Running:
      break;
  }
  if (!d.due) return "open_without_date";  // the text is silent about the time
  if (!d.overdue(city.now())) return "open_not_yet_due";
  if (escalated(c, d)) return "overdue_escalated";
  if (!d.decl->escalate_after) return "";
  // Told some time after the due date: until then it is only late.
  const Span& after = *d.decl->escalate_after;
  if (after.count == 0) return "";
  const Date due = *d.due_date();
  const auto n = static_cast<int>(after.count);
  const Date told = after.unit == Span::Unit::WorkingDays
                        ? city.calendar().add_working_days(due, n).due
                    : after.unit == Span::Unit::Months ? due.plus_months(n)
                                                       : due.plus_days(n);
  return city.now() < Instant::end_of(told) ? "overdue_not_yet_escalated" : "";
}

void verify_case(City& city, std::size_t serial, SimulationReport& report) {
  const City::Seen seen = city.see(serial);
  const Case& c = *seen.c;
  const std::string& id = c.id;
  const StateDecl* state = seen.procedure->state(c.state);
  ++report.states[seen.procedure->qualified + "/" + c.state.text()];
  for (const IssuedDocument& d : c.issued) ++report.documents[d.document];
  if (!state) violate(report, "undefined_state", id, c.state.text());
  if (state && state->final == c.open) violate(report, "open_in_a_final_state", id, c.state.text());
  if (c.version < 1) violate(report, "no_version", id, std::to_string(c.version));
  for (const Duty& d : city.duties_of(serial)) {
    const std::string_view how = standing(city, c, d);
    if (how.empty())
      violate(report, "overdue_without_escalation", id,
              fmt::format("{} {} {}", d.name.text(), d.instance, d.due->iso_local()));
    else
      ++report.duties[std::string(how)];
    if (d.owner.empty() && d.status == DutyStatus::Running)
      violate(report, "duty_without_owner", id, d.name.text());
  }
}

void verify_numbers(City& city, SimulationReport& report) {
  for (auto& [key, numbers] : city.numbers()) {
    const auto& [series, scope] = key;
    std::sort(numbers.begin(), numbers.end());
    // Who holds a number already is not given another one.
    numbers.erase(std::unique(numbers.begin(), numbers.end(),
                              [](const GivenNumber& a, const GivenNumber& b) {
                                return !a.holder.empty() && a == b;
                              }),
                  numbers.end());
    report.numbers[series] += static_cast<std::int64_t>(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const std::int64_t n = numbers[i].number;
      if (n == static_cast<std::int64_t>(i) + 1) continue;
      violate(report, i && numbers[i - 1].number == n ? "number_given_twice" : "gap_in_numbers", "",
              fmt::format("{} {} {}", series, scope, n));
      break;
    }
  }
}

}  // namespace

void verify_city(City& city, SimulationReport& report) {
  for (std::size_t i = 0; i < city.count(); ++i) {
    ++report.cases;
    verify_case(city, i, report);
  }
  verify_numbers(city, report);
}

}  // namespace dengbao
