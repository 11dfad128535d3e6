#pragma once
// Lead times (提前提醒): the pack says when its duties are brought to mind; an account may want to
// hear of them earlier. Such a reminder is a notice to that account alone.

#include <map>
#include <string>
#include <vector>

#include "app/installation.h"

namespace dengbao {

// Record kind "lead", id the account.
inline constexpr std::string_view kLead = "lead";
struct Lead {
  std::string account, party;
  std::map<std::string, Span> before;  // duty → how long before it is due; "": every other duty
};
Result<std::vector<Lead>> all_leads(Reading& reading);
Result<Lead> lead_of(Reading& reading, const std::string& account);
json::object lead_json(const Lead& lead);

// One that has come by `until` and was not sent: what, to whom, since when.
struct EarlyReminder {
  Instant at;
  Lead lead;
  DutyRow duty;
  std::string key() const;  // (account, duty, due): once each
};
// Earliest first.
Result<std::vector<EarlyReminder>> early_reminders(Installation& installation, Instant until);
// Sends those that have come by now; how many.
Result<int> remind_early(Installation& installation, const std::vector<EarlyReminder>& all);

}  // namespace dengbao
