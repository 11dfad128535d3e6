#include "app/ticking.h"
#include "app/case_rows.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/case_deeds.h"
#include "app/leads.h"
#include "app/notices.h"

namespace dengbao {
namespace {

const Symbol kRemind("remind"), kEscalate("escalate"), kMove("move"), kYear("year");

Actor system_actor() {
  return {"system", "", "tick", true, false};
}

Result<Deed> wake_deed(Desk& desk, const std::string& case_id, const Waking& w) {
  OpenedCase c = TRY(desk.case_of(case_id));
  if (w.step == kMove) {
    MoveInput input;
    input.case_id = case_id;
    input.move = w.move.text();
    input.on = w.at.plus_millis(-1).date();
    return move_deed(desk, input, system_actor());
  }
  DutyStep step{w.duty, w.instance, w.step, {}, TRY(told_by(*c.procedure, c.c, w, desk.view()))};
  Deed deed = TRY(desk.step(c, step, system_actor()));
  for (const std::string& party : step.to)
    TRY(send_notice(
        desk, {w.step.text(), party, {}, case_id, w.duty.text(), w.instance, {}, desk.now().date()},
        system_actor()));
  return deed;
}

Request waking_request(const std::string& case_id, const Waking& w) {
  Request r;
  r.actor = system_actor();
  r.key = case_id + "/" + w.key();
  r.digest = hex(digest(HashKind::Sm3, r.key));
  r.act = [case_id, w](Desk& desk) { return wake_deed(desk, case_id, w); };
  return r;
}

// A move of the system that the law refuses on its day is not tried every minute anew.
Status note_refusal(Installation& installation, const std::string& case_id, const Waking& w) {
  Request r;
  r.actor = system_actor();
  r.act = [&](Desk& desk) -> Result<Deed> {
    OpenedCase c = TRY(desk.case_of(case_id));
    return desk.step(c, tried(w), system_actor());
  };
  const auto answer = installation.submit(std::move(r));
  if (!answer) return std::unexpected(answer.error());
  return {};
}

Status wake_case(Installation& installation, const CaseRow& row, Ticked& out) {
  std::vector<Request> requests;
  std::vector<Waking> wakings_tried;
  {
    auto reading = TRY(installation.reading());
    const Case c = TRY(case_in(row));
    auto law = TRY(installation.shelf().pinned(row.pack, *reading));
    const Procedure* p = law->procedure(row.procedure);
    for (const Waking& w : wakings(*p, c, *law, installation.calendar(), *row.wake)) {
      if (w.at > installation.now()) break;
      if (w.step == kYear) continue;
      requests.push_back(waking_request(row.id, w));
      wakings_tried.push_back(w);
      out.latest_ms = std::max(out.latest_ms, installation.now().millis() - w.at.millis());
      if (w.step == kRemind)
        ++out.reminders;
      else if (w.step == kEscalate)
        ++out.escalations;
      else
        ++out.moves;
    }
  }
  const auto answers = installation.submit(std::span<const Request>(requests));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i]) continue;
    if (answers[i].error().kind == ErrorKind::External) return std::unexpected(answers[i].error());
    CHECK(note_refusal(installation, row.id, wakings_tried[i]));
  }
  // A new year brings no event of its own, only duties that are now to be seen.
  return installation.refresh(row.id);
}

Status open_campaign_case(Installation& installation, const Campaign& campaign, const Grant& grant,
                          const CampaignPeriod& period, std::shared_ptr<const Law> law,
                          Ticked& out) {
  const std::string key = fmt::format("{}/{}/{}", campaign.name.text(), grant.party, period.key);
  {
    auto reading = TRY(installation.reading());
    if (TRY(reading->case_by_key(key))) return {};
  }
  Request r;
  r.actor = system_actor();
  r.key = key;
  r.digest = hex(digest(HashKind::Sm3, key));
  r.act = [&](Desk& desk) -> Result<Deed> {
    OpenInput input;
    input.procedure = campaign.procedure;
    input.subject = "party/" + grant.party;
    input.key = key;
    input.on = period.opens;
    input.law = law;
    for (const auto& [there, here] : campaign.roles) {
      if (here.text() == "each")
        input.roles.push_back({there, {grant.party}});
      else if (const auto up = TRY(desk.view().superior_of(grant.party, campaign.superior_line)))
        input.roles.push_back({there, {*up}});
    }
    return open_case_deed(desk, input, system_actor());
  };
  const auto answer = installation.submit(std::move(r));
  if (!answer) return std::unexpected(answer.error());
  ++out.opened;
  return {};
}

// Campaigns of the laws in use, for the periods that have begun since they were looked at last.
Status run_campaigns(Installation& installation, Ticked& out) {
  std::vector<std::shared_ptr<const Law>> laws;
  std::vector<Grant> grants;
  const Date today = installation.now().date();
  Date from = today.plus_days(-1);
  {
    auto reading = TRY(installation.reading());
    if (const auto seen = TRY(reading->meta("campaigns_until")))
      if (const auto d = Date::parse(*seen)) from = *d;
    if (from >= today) return {};
    RecordQuery query;
    query.kind = "law";
    for (const RecordRow& row : TRY(reading->records(query)))
      laws.push_back(TRY(installation.shelf().pinned(row.code, *reading)));
    query.kind = "capacity";
    for (const RecordRow& row : TRY(reading->records(query)))
      grants.push_back(grant_from(TRY(parse_json(row.doc, "capacity")).as_object()));
  }
  for (const auto& law : laws)
    for (const auto& [name, campaign] : law->campaigns) {
      if (campaign.pack != law->head.id) continue;
      for (const CampaignPeriod& period : periods(campaign, from, today))
        for (const Grant& grant : grants)
          if (grant.capacity == campaign.each_capacity &&
              (campaign.each_rank.empty() || grant.rank == campaign.each_rank))
            CHECK(open_campaign_case(installation, campaign, grant, period, law, out));
    }
  auto work = TRY(installation.store().begin());
  CHECK(work->put_meta("campaigns_until", today.iso()));
  return work->commit();
}

// What accounts want to hear of earlier than the law says; under a simulated clock each at its own
// instant.
Status remind_until(Installation& installation, Instant until, Ticked& out) {
  const auto all = TRY(early_reminders(installation, until));
  if (!installation.simulated()) {
    out.reminders += TRY(remind_early(installation, all));
    return {};
  }
  for (const EarlyReminder& one : all) {
    if (one.at > installation.now()) CHECK(installation.set_now(one.at));
    out.reminders += TRY(remind_early(installation, {one}));
  }
  return {};
}

}  // namespace

Result<Ticked> tick(Installation& installation, Renderer& renderer, Instant until) {
  Ticked out;
  out.until = until;
  {
    // Under a clock that cannot be believed nothing falls due, and no period begins.
    auto reading = TRY(installation.reading());
    const HeadRow head = TRY(reading->head());
    CHECK(installation.recording_instant(head.at));
  }
  while (true) {
    out.effects += TRY(drain_outbox(installation, renderer)).carried_out;
    std::vector<CaseRow> due;
    {
      auto reading = TRY(installation.reading());
      due = TRY(reading->waking(until, 1));
    }
    if (due.empty()) break;
    const CaseRow& row = due.front();
    if (installation.simulated()) {
      // The days between bring their campaigns before the next waking.
      if (*row.wake > installation.now()) {
        CHECK(remind_until(installation, *row.wake, out));
        const Instant day = Instant::start_of(row.wake->date());
        if (day > installation.now()) CHECK(installation.set_now(day));
        CHECK(run_campaigns(installation, out));
        if (*row.wake > installation.now()) CHECK(installation.set_now(*row.wake));
      }
    }
    CHECK(wake_case(installation, row, out));
  }
  CHECK(remind_until(installation, until, out));
  if (installation.simulated() && until > installation.now()) CHECK(installation.set_now(until));
  CHECK(run_campaigns(installation, out));
  out.effects += TRY(drain_outbox(installation, renderer)).carried_out;
  return out;
}

}  // namespace dengbao
