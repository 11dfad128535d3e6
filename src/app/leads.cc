#include "app/leads.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/all_records.h"
#include "app/doing.h"
#include "app/duty_work.h"
#include "app/notices.h"
#include "engine/duties.h"

namespace dengbao {
namespace {

// Duties further away than the longest lead time are not looked at.
constexpr int kLongestDays = 400;

Actor system_actor() {
  return {"system", "", "tick", true, false};
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Lead lead_from(const RecordRow& row) {
  Lead out{row.id, row.owner_party, {}};
  const json::object doc = document_of(row);
  if (const json::value* all = doc.if_contains("before"); all && all->is_object())
    for (const auto& m : all->get_object())
      if (m.value().is_string())
        if (const auto span = Span::parse(std::string_view(m.value().get_string())))
          out.before[std::string(m.key())] = *span;
  return out;
}

// What was sent is known by the answer kept under its key.
Result<bool> was_sent(Reading& reading, const EarlyReminder& r) {
  return TRY(reading.answer(system_actor().account, r.key())).has_value();
}

// Not to those whom somebody else's duty does not concern.
Result<bool> concerns(Reading& reading, const std::string& account, const DutyRow& duty,
                      Date today) {
  const auto record = TRY(reading.record(kDutyWork, duty_work_id(duty)));
  const std::string worker = record ? text(document_of(*record), "account") : std::string();
  if (worker.empty() || worker == account) return true;
  for (const Absence& a : TRY(absences_of(reading, worker)))
    if (a.covers(today) && a.to == account) return true;
  return false;
}

}  // namespace

Result<std::vector<Lead>> all_leads(Reading& reading) {
  std::vector<Lead> out;
  RecordQuery query;
  query.kind = kLead;
  for (const RecordRow& row : TRY(all_records(reading, query)))
    if (Lead lead = lead_from(row); !lead.before.empty()) out.push_back(std::move(lead));
  return out;
}

Result<Lead> lead_of(Reading& reading, const std::string& account) {
  const auto row = TRY(reading.record(kLead, account));
  return row ? lead_from(*row) : Lead{account, {}, {}};
}

json::object lead_json(const Lead& lead) {
  json::object out;
  for (const auto& [duty, span] : lead.before) out[duty] = span.text();
  return out;
}

std::string EarlyReminder::key() const {
  return "lead/" + lead.account + "/" + duty_work_id(duty) + "/" + duty.due->iso();
}

Result<std::vector<EarlyReminder>> early_reminders(Installation& installation, Instant until) {
  std::vector<EarlyReminder> out;
  auto reading = TRY(installation.reading());
  for (const Lead& lead : TRY(all_leads(*reading))) {
    DutyQuery query;
    query.owner_party = lead.party;
    query.status = {"running"};
    query.due_before = until.plus_millis(std::int64_t{kLongestDays} * 86'400'000);
    for (bool more = true; more;) {
      const auto page = TRY(reading->duties(query));
      more = static_cast<int>(page.size()) == query.limit;
      for (const DutyRow& duty : page) {
        query.after_case = duty.case_id;
        query.after_duty = duty.duty;
        query.after_instance = duty.instance;
        const auto own = lead.before.find(duty.duty);
        const auto span = own != lead.before.end() ? own : lead.before.find("");
        if (span == lead.before.end() || !duty.due || *duty.due <= until) continue;
        EarlyReminder r{ahead_of(installation.calendar(), *duty.due, span->second), lead, duty};
        if (r.at > until || TRY(was_sent(*reading, r))) continue;
        if (!TRY(concerns(*reading, lead.account, duty, until.date()))) continue;
        out.push_back(std::move(r));
      }
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const EarlyReminder& a, const EarlyReminder& b) { return a.at < b.at; });
  return out;
}

Result<int> remind_early(Installation& installation, const std::vector<EarlyReminder>& all) {
  std::vector<Request> requests;
  for (const EarlyReminder& r : all) {
    Request request;
    request.actor = system_actor();
    request.key = r.key();
    request.digest = hex(digest(HashKind::Sm3, request.key));
    request.act = [&r](Desk& desk) {
      return send_notice(desk,
                         {"remind",
                          r.lead.party,
                          r.lead.account,
                          r.duty.case_id,
                          r.duty.duty,
                          r.duty.instance,
                          {},
                          desk.now().date()},
                         system_actor());
    };
    requests.push_back(std::move(request));
  }
  int sent = 0;
  for (const auto& answer : installation.submit(std::span<const Request>(requests))) {
    if (!answer) return std::unexpected(answer.error());
    ++sent;
  }
  return sent;
}

}  // namespace dengbao
