#pragma once
// Notices (消息): what somebody is told, each a record of its own: sent, delivered, seen by whom.

#include <map>
#include <string>

#include "app/desk.h"
#include "app/installation.h"
#include "app/naming.h"

namespace dengbao {

inline constexpr std::string_view kNotice = "notice";

struct Notice {
  std::string what;     // remind, escalate, assigned, handed_back, message, test
  std::string party;    // to whom; one notice for each party
  std::string account;  // one account of it; empty: all of them
  std::string case_id;
  std::string duty, instance;  // what it is about, where it is about a duty
  std::string message;         // of `message`: as the pack has it
  Date on;
  std::string channel = {};  // by this way only; empty: by all that are chosen
};

// In the transaction of what is told. The box in the workbench is a table of the same store, so
// that the notice is delivered there with being sent; by other ways it is queued (deliveries.h).
// Whoever stands in for the account on that day is told as well.
Result<Deed> send_notice(Desk& desk, const Notice& notice, const Actor& actor);

// Notices to one account of a party are that account's own, and its stand-in's.
bool is_for(const json::object& notice, const std::string& account);
// When `account` has seen it; empty: not yet.
std::string seen_at(const json::object& notice, const std::string& account);

// Notices with the words of their cases and of the duties they are about.
class NoticeRows {
 public:
  NoticeRows(Installation& in, Reading& reading) : in_(in), reading_(reading), names_(reading) {}
  // `account`: whose `seen` it is.
  Result<json::object> row(const RecordRow& r, const json::object& doc, const std::string& account);

 private:
  Status case_words(const std::string& id, const json::object& doc, json::object& o);

  Installation& in_;
  Reading& reading_;
  Names names_;
};

}  // namespace dengbao
