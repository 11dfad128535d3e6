#include "engine/duties.h"

#include "engine/instances.h"

namespace dengbao {

std::string_view duty_status_name(DutyStatus status) {
  switch (status) {
    case DutyStatus::Running:
      return "running";
    case DutyStatus::Paused:
      return "paused";
    case DutyStatus::Done:
      return "done";
    case DutyStatus::Void:
      return "void";
  }
  return "";
}

std::optional<Date> Duty::due_date() const {
  if (!due) return std::nullopt;
  return due->plus_millis(-1).date();
}

std::vector<Duty> duties(const Procedure& p, const Case& c, const Law& law,
                         const Calendar& calendar, Instant horizon) {
  using namespace counting;
  std::vector<Instance> found = instances(p, c, law, calendar, horizon);
  std::vector<Duty> out;
  out.reserve(found.size());
  for (Instance& i : found) {
    Duty& d = out.emplace_back();
    d.decl = i.decl;
    d.name = i.decl->name;
    d.instance = i.name();
    if (i.owner) d.owner = *i.owner;
    if (i.recipient) d.recipient = *i.recipient;
    d.status = i.status;
    d.starts = i.starts;
    d.due = i.due;
    d.budget = std::move(i.budget);
    d.provisional = i.provisional;
    d.ended_on = i.ended_on;
    d.ended_at = i.ended_at;
  }
  return out;
}

}  // namespace dengbao
