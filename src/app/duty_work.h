#pragma once
// Who works a duty: the law lets a party owe it, and inside that party one account claims it or is
// assigned to it; while that account is away another one stands in for it, from day to day.

#include <map>
#include <optional>
#include <string>

#include "app/desk.h"
#include "base/json.h"

namespace dengbao {

// The record that says who works a duty: kind "duty_work", one for each instance.
inline constexpr std::string_view kDutyWork = "duty_work";
std::string duty_work_id(const DutyRow& duty);

// The account that works a duty; empty: nobody yet.
Result<std::string> worker_of(Reading& reading, const DutyRow& duty);

// A duty passes from hand to hand inside its party.
struct Handing {
  std::string event;    // "duty claimed"
  std::string account;  // empty: back to the party
  std::string why;
};
Result<Deed> hand_duty(Desk& desk, const DutyRow& duty, const Handing& handing, const Actor& actor,
                       Date on);
// Whether this is an open account of the party. One of another party is not told apart from none.
Status check_colleague(Reading& reading, const std::string& name, const std::string& party);
// Inside a party somebody must be named: the local operator is nobody's colleague.
Status needs_account(const Actor& actor);

// An absence of an account: kind "absence"; days `since` to `until`, both included.
inline constexpr std::string_view kAbsence = "absence";
struct Absence {
  std::string id, account, to, reason;
  Date since, until;
  bool covers(Date day) const { return since <= day && day <= until; }
};
// Those that have not been ended, by their beginning.
Result<std::vector<Absence>> absences_of(Reading& reading, const std::string& account);

// Writes into rows of duties who works them. What goes on inside a party is shown to it alone.
class Workers {
 public:
  // `viewer`: as viewer_of() has it; empty: sees everything.
  Workers(Reading& reading, std::string viewer, Date today)
      : reading_(reading), viewer_(std::move(viewer)), today_(today) {}
  // Adds `worker` (account or null), `worker_since`, and where that one is away `stand_in`,
  // `stand_in_until`.
  Status add(const DutyRow& duty, json::object& row);

 private:
  Result<std::optional<Absence>> away(const std::string& account);
  Reading& reading_;
  std::string viewer_;
  Date today_;
  std::map<std::string, std::optional<Absence>> known_;
};

}  // namespace dengbao
