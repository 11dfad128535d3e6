#pragma once
// Duties (待办): who owes what to whom by when, computed from the case alone. Overdue is never
// stored: it is `due` against the clock of whoever asks.

#include <optional>
#include <string>
#include <vector>

#include "engine/case.h"
#include "engine/view.h"

namespace dengbao {

enum class DutyStatus : std::uint8_t { Running, Paused, Done, Void };
std::string_view duty_status_name(DutyStatus status);

struct Duty {
  const DutyDecl* decl = nullptr;
  Symbol name;
  std::string instance;   // round, year, cycle or party; "1" where there is only one
  std::string owner;      // party
  std::string recipient;  // party, may be empty
  DutyStatus status = DutyStatus::Running;
  Date starts;                 // fact date of its trigger
  std::optional<Instant> due;  // the first instant at which it is late; none while paused
  std::string budget;          // what was counted: "P10WD", a date
  bool provisional = false;
  std::optional<Date> ended_on;
  std::optional<Instant> ended_at;

  // Last civil day on which it can be done in time.
  std::optional<Date> due_date() const;
  bool overdue(Instant now) const { return due && status == DutyStatus::Running && *due <= now; }
};

// All instances up to now, done ones too. `horizon` bounds what repeats every year.
std::vector<Duty> duties(const Procedure& procedure, const Case& c, const Law& law,
                         const Calendar& calendar, Instant horizon);

// Something that happens by itself: a reminder, an escalation, a move by the system on its date.
struct Waking {
  Instant at;
  Symbol duty;  // of a reminder or escalation
  std::string instance;
  Symbol step;  // remind escalate move
  Symbol move;
  std::string key() const;  // (duty, instance, step): the idempotency of tick
};
// What is noted of a move by the system that was refused on its day, so that it is not tried again.
DutyStep tried(const Waking& waking);
// Not yet done ones, earliest first.
std::vector<Waking> wakings(const Procedure& procedure, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon);
// The instant `span` before something is due: the beginning of a day where days are counted.
Instant ahead_of(const Calendar& calendar, Instant due, const Span& span);
std::optional<Instant> wake(const Procedure& procedure, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon);

// When something next happens by itself in one case, kept from event to event: only the duties that
// look at what an event changed are counted anew.
class NextWaking {
 public:
  void note(const Procedure& procedure, const CaseEvent& event);  // has been applied
  void forget() { of_duty_.clear(); }                             // the calendar has changed
  // As wake() answers, if every event was noted.
  std::optional<Instant> at(const Procedure& procedure, const Case& c, const Law& law,
                            const Calendar& calendar, Instant horizon);
  // Those of wakings() that are due by now.
  std::vector<Waking> due(const Procedure& procedure, const Case& c, const Law& law,
                          const Calendar& calendar, Instant now);

 private:
  Instant of_duty(std::size_t i, const Procedure& procedure, const Case& c, const Law& law,
                  const Calendar& calendar, Instant horizon);

  std::vector<Instant> of_duty_;  // in the order of Shortcuts::telling
  bool open_ = true;
};

// Who is told by a step of a duty: the owner for a reminder, else the pack's escalation.
Result<std::vector<std::string>> told_by(const Procedure& procedure, const Case& c,
                                         const Waking& waking, const View& view);

}  // namespace dengbao
