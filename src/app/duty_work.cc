#include "app/duty_work.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/all_records.h"
#include "app/doing.h"
#include "base/text.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

}  // namespace

std::string duty_work_id(const DutyRow& d) {
  return d.case_id + "." + d.duty + "." + d.instance;
}

Status needs_account(const Actor& actor) {
  if (!actor.party.empty()) return {};
  return fail(ErrorKind::Usage, "duty.needs_account", {}, "--as");
}

Status check_colleague(Reading& reading, const std::string& name, const std::string& party) {
  const auto row = TRY(reading.record("account", name));
  const json::object doc = row ? document_of(*row) : json::object{};
  if (!row || text(doc, "party") != party)
    return fail(ErrorKind::NotFound, "account.no_colleague", {{"account", name}});
  if (flag(doc, "closed")) return fail(ErrorKind::Refused, "account.closed", {{"account", name}});
  return {};
}

Result<std::string> worker_of(Reading& reading, const DutyRow& d) {
  const auto record = TRY(reading.record(kDutyWork, duty_work_id(d)));
  return record ? text(document_of(*record), "account") : std::string();
}

Result<Deed> hand_duty(Desk& desk, const DutyRow& d, const Handing& h, const Actor& actor,
                       Date on) {
  Desk::RecordChange change;
  change.kind = kDutyWork;
  change.id = duty_work_id(d);
  change.event = h.event;
  change.fields = {{"case", d.case_id},
                   {"duty", d.duty},
                   {"instance", d.instance},
                   {"since", desk.now().iso()},
                   {"by", actor.account}};
  change.fields["account"] = h.account.empty() ? json::value(nullptr) : json::value(h.account);
  change.owner_party = d.owner_party;
  change.name = h.account;
  change.why = h.why;
  change.on = on;
  Deed deed = TRY(desk.change_record(change, actor));
  // The case is as it was; naming it lets those who look at it read again.
  if (const auto row = TRY(desk.work().case_row(d.case_id))) deed.version = row->version;
  deed.case_id = d.case_id;
  deed.more["worker"] = change.fields["account"];
  return deed;
}

Result<std::vector<Absence>> absences_of(Reading& reading, const std::string& account) {
  RecordQuery query;
  query.kind = kAbsence;
  query.name = comparable(account);
  std::vector<Absence> out;
  for (const RecordRow& row : TRY(all_records(reading, query))) {
    const json::object o = document_of(row);
    const auto since = Date::parse(text(o, "since")), until = Date::parse(text(o, "until"));
    if (!since || !until || text(o, "account") != account || o.contains("ended")) continue;
    out.push_back({row.id, account, text(o, "to"), text(o, "reason"), *since, *until});
  }
  std::sort(out.begin(), out.end(),
            [](const Absence& a, const Absence& b) { return a.since < b.since; });
  return out;
}

Result<std::optional<Absence>> Workers::away(const std::string& account) {
  if (const auto it = known_.find(account); it != known_.end()) return it->second;
  std::optional<Absence> found;
  for (const Absence& a : TRY(absences_of(reading_, account)))
    if (a.covers(today_)) found = a;
  known_[account] = found;
  return found;
}

Status Workers::add(const DutyRow& duty, json::object& row) {
  if (!viewer_.empty() && viewer_ != duty.owner_party) return {};
  row["worker"] = nullptr;
  const auto record = TRY(reading_.record(kDutyWork, duty_work_id(duty)));
  if (!record) return {};
  const json::object doc = document_of(*record);
  const std::string worker = text(doc, "account");
  if (worker.empty()) return {};
  row["worker"] = json::string(worker);
  row["worker_since"] = json::string(text(doc, "since"));
  if (const auto absence = TRY(away(worker))) {
    row["stand_in"] = json::string(absence->to);
    row["stand_in_until"] = json::string(absence->until.iso());
  }
  return {};
}

}  // namespace dengbao
