#pragma once
// Notices (消息): what somebody is told, each a record of its own: sent, delivered, seen by whom.

#include <string>

#include "app/desk.h"

namespace dengbao {

inline constexpr std::string_view kNotice = "notice";

struct Notice {
  std::string what;     // remind, escalate, assigned, handed_back, message
  std::string party;    // to whom; one notice for each party
  std::string account;  // one account of it; empty: all of them
  std::string case_id;
  std::string duty, instance;  // what it is about, where it is about a duty
  std::string message;         // of `message`: as the pack has it
  Date on;
};

// In the transaction of what is told. The box in the workbench is a table of the same store, so
// that the notice is delivered there with being sent.
Result<Deed> send_notice(Desk& desk, const Notice& notice, const Actor& actor);

}  // namespace dengbao
