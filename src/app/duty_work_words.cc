// duty claim, release, assign and account away, back, colleagues: who of a party works what it
// owes.

#include <algorithm>
#include <boost/json.hpp>

#include "app/all_records.h"
#include "app/doing.h"
#include "app/duty_work.h"
#include "app/notices.h"
#include "app/options.h"
#include "app/overview.h"
#include "app/recusal.h"
#include "base/text.h"

namespace dengbao {
namespace {

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

// The running duty that is meant. NotFound duty.none where there is none or it is another party's.
Result<DutyRow> duty_meant(Reading& reading, const Actor& actor, const Arguments& a) {
  DutyQuery query;
  query.case_id = a.text("case");
  query.viewer = actor.party;
  query.status = {"running", "paused"};
  std::vector<DutyRow> found;
  for (DutyRow& d : TRY(reading.duties(query)))
    if (d.duty == a.text("duty") && (!a.has("instance") || d.instance == a.text("instance")))
      found.push_back(std::move(d));
  if (found.empty())
    return fail(ErrorKind::NotFound, "duty.none",
                {{"case", a.text("case")}, {"duty", a.text("duty")}});
  if (!actor.party.empty() && found.front().owner_party != actor.party)
    return fail(ErrorKind::Refused, "duty.of_others",
                {{"duty", a.text("duty")}, {"owner", found.front().owner_party}});
  if (found.size() > 1) {
    std::string all;
    for (const DutyRow& d : found) all += (all.empty() ? "" : "、") + d.instance;
    return fail(ErrorKind::BadInput, "duty.several", {{"duty", a.text("duty")}, {"instances", all}},
                "--instance");
  }
  return found.front();
}

using Deciding = std::function<Result<Handing>(Desk&, const DutyRow&, const Actor&)>;

Result<Answer> handing(Session& session, const Arguments& a, const char* word,
                       const Deciding& decide) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  TRY(duty_meant(*reading, actor, a));  // a refusal without taking the lock
  reading.reset();
  Request r = request_of(actor, a, word);
  r.act = [&](Desk& desk) -> Result<Deed> {
    const DutyRow duty = TRY(duty_meant(desk.work(), actor, a));
    const Handing h = TRY(decide(desk, duty, actor));
    const Date on = session.globals().on.value_or(desk.now().date());
    Deed deed = TRY(hand_duty(desk, duty, h, actor, on));
    if (!h.account.empty() && h.account != actor.account)
      TRY(send_notice(desk,
                      {"assigned", duty.owner_party, h.account, duty.case_id, duty.duty,
                       duty.instance, h.why, on},
                      actor));
    return deed;
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> claim(Session& session, const Arguments& a) {
  return handing(session, a, "duty claim",
                 [&](Desk& desk, const DutyRow& d, const Actor& actor) -> Result<Handing> {
                   CHECK(needs_account(actor));
                   CHECK(not_aside(desk.work(), d.case_id, actor.account));
                   const std::string worker = TRY(worker_of(desk.work(), d));
                   if (!worker.empty())
                     return fail(
                         ErrorKind::Conflict,
                         worker == actor.account ? "duty.yours_already" : "duty.claimed_already",
                         {{"duty", d.duty}, {"account", worker}});
                   return Handing{"duty claimed", actor.account, {}};
                 });
}

Result<Answer> release(Session& session, const Arguments& a) {
  return handing(session, a, "duty release",
                 [&](Desk& desk, const DutyRow& d, const Actor& actor) -> Result<Handing> {
                   const std::string worker = TRY(worker_of(desk.work(), d));
                   if (worker.empty())
                     return fail(ErrorKind::Conflict, "duty.unclaimed", {{"duty", d.duty}});
                   bool may = actor.may_act_for_all || worker == actor.account;
                   if (!may)
                     for (const Absence& away : TRY(absences_of(desk.work(), worker)))
                       may |= away.to == actor.account && away.covers(desk.now().date());
                   if (!may)
                     return fail(ErrorKind::Refused, "duty.worked_by_other",
                                 {{"duty", d.duty}, {"account", worker}});
                   return Handing{"duty released", {}, a.text("why")};
                 });
}

Result<Answer> assign(Session& session, const Arguments& a) {
  return handing(session, a, "duty assign",
                 [&](Desk& desk, const DutyRow& d, const Actor&) -> Result<Handing> {
                   const std::string to = a.text("to");
                   CHECK(check_colleague(desk.work(), to, d.owner_party));
                   CHECK(not_aside(desk.work(), d.case_id, to));
                   if (TRY(worker_of(desk.work(), d)) == to)
                     return fail(ErrorKind::Conflict, "duty.claimed_already",
                                 {{"duty", d.duty}, {"account", to}});
                   return Handing{"duty assigned", to, a.text("why")};
                 });
}

struct Span {
  Date since, until;
};

Result<Span> absence_span(const Arguments& a, Date today) {
  const auto since = TRY(a.date("from")), until = TRY(a.date("until"));
  if (*until < *since || *until < today)
    return fail(ErrorKind::BadInput, "absence.order",
                {{"from", since->iso()}, {"until", until->iso()}}, "--until");
  return Span{*since, *until};
}

// No two absences of one account on a day, and no stand-in who is away himself.
Status free_of_absences(Reading& reading, const Actor& actor, const std::string& to, Span span) {
  const auto meets = [&](const Absence& other) {
    return span.since <= other.until && other.since <= span.until;
  };
  for (const Absence& other : TRY(absences_of(reading, actor.account)))
    if (meets(other))
      return fail(ErrorKind::Conflict, "absence.overlaps",
                  {{"from", other.since.iso()}, {"until", other.until.iso()}});
  for (const Absence& other : TRY(absences_of(reading, to)))
    if (meets(other))
      return fail(ErrorKind::Conflict, "absence.stand_in_away",
                  {{"account", to}, {"from", other.since.iso()}, {"until", other.until.iso()}},
                  "--to");
  return {};
}

Result<Answer> away(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  reading.reset();
  CHECK(needs_account(actor));
  const std::string to = a.text("to");
  if (to == actor.account) return fail(ErrorKind::BadInput, "absence.to_self", {}, "--to");
  const Span span = TRY(absence_span(a, in->now().date()));
  Request r = request_of(actor, a, "account away");
  r.act = [&](Desk& desk) -> Result<Deed> {
    CHECK(check_colleague(desk.work(), to, actor.party));
    CHECK(free_of_absences(desk.work(), actor, to, span));
    Desk::RecordChange change;
    change.kind = kAbsence;
    change.id = desk.fresh_id();
    change.event = "absence entered";
    change.fields = {{"account", actor.account},
                     {"to", to},
                     {"since", span.since.iso()},
                     {"until", span.until.iso()}};
    if (a.has("why")) change.fields["reason"] = a.text("why");
    change.owner_party = actor.party;
    change.name = actor.account;
    change.on = desk.now().date();
    Deed deed = TRY(desk.change_record(change, actor));
    Notice notice{"stand_in", actor.party, to, {}, {}, {}, {}, desk.now().date()};
    notice.message = actor.account + " " + span.since.iso() + "/" + span.until.iso();
    TRY(send_notice(desk, notice, actor));
    return deed;
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> back(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  reading.reset();
  CHECK(needs_account(actor));
  Request r = request_of(actor, a, "account back");
  r.act = [&](Desk& desk) -> Result<Deed> {
    // The one that lasts or, where none does, the next.
    const Date today = desk.now().date();
    for (const Absence& one : TRY(absences_of(desk.work(), actor.account))) {
      if (one.until < today) continue;
      Desk::RecordChange change;
      change.kind = kAbsence;
      change.id = one.id;
      change.event = "absence ended";
      change.fields = {{"ended", today.iso()}};
      change.on = today;
      return desk.change_record(change, actor);
    }
    return fail(ErrorKind::NotFound, "absence.none", {{"account", actor.account}});
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> colleagues(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  std::string party = actor.party;
  if (a.has("of") && TRY(viewer_of(*reading, actor)).empty())
    party = TRY(find_record(*reading, "party", a.text("of")));
  if (party.empty()) return fail(ErrorKind::Usage, "duty.needs_account", {}, "--as");
  RecordQuery query;
  query.kind = "account";
  query.owner_party = party;
  json::array rows;
  for (const RecordRow& row : TRY(all_records(*reading, query))) {
    const json::object doc = document_of(row);
    if (flag(doc, "closed")) continue;
    json::array absences;
    const Date today = in->now().date();
    for (const Absence& one : TRY(absences_of(*reading, row.id)))
      if (one.until >= today)
        absences.push_back(json::object{{"from", one.since.iso()},
                                        {"until", one.until.iso()},
                                        {"to", one.to},
                                        {"why", one.reason},
                                        {"now", one.covers(today)}});
    rows.push_back(json::object{
        {"account", row.id}, {"own", row.id == actor.account}, {"away", std::move(absences)}});
  }
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"account", {"账号", "Account"}}, {"away", {"外出与代办", "Away"}}};
  return answer;
}

Option key_option() {
  return option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"});
}

void add_handing(Catalogue& all) {
  const Option on_case = positional("case", "CASE", {"事项", "case"}),
               duty = positional("duty", "DUTY", {"待办", "duty"}),
               instance = option("instance", "I", {"同名待办有多件时：哪一件", "which of several"});
  all.push_back({"duty claim",
                 Needs::Writing,
                 "act",
                 {"领取本单位的待办", "take a duty of my party"},
                 {"dengbao --as zhang duty claim 01J8Z7 review",
                  "dengbao --as zhang duty claim 01J8Z7 serve --instance 2"},
                 {on_case, duty, instance, key_option()},
                 claim});
  all.push_back({"duty release",
                 Needs::Writing,
                 "act",
                 {"退回已领取的待办", "give a duty back to the party"},
                 {"dengbao --as zhang duty release 01J8Z7 review",
                  "dengbao --as zhang duty release 01J8Z7 meet --why 与被评单位有利害关系，回避"},
                 {on_case, duty, instance, option("why", "TEXT", {"原因", "reason"}), key_option()},
                 release});
  all.push_back({"duty assign",
                 Needs::Writing,
                 "act",
                 {"把待办交给本单位的一个账号", "hand a duty to an account of my party"},
                 {"dengbao --as zhang duty assign 01J8Z7 review --to li",
                  "dengbao --as zhang duty assign 01J8Z7 review --to li --why 熟悉情况"},
                 {on_case, duty, option("to", "ACCOUNT", {"交给谁", "to whom"}, true), instance,
                  option("why", "TEXT", {"原因", "reason"}), key_option()},
                 assign});
}

void add_absences(Catalogue& all) {
  all.push_back(
      {"account away",
       Needs::Writing,
       "act",
       {"登记外出：这些天由谁代办", "enter an absence: who stands in on these days"},
       {"dengbao --as zhang account away --from 2026-03-02 --until 2026-03-06 --to li",
        "dengbao --as zhang account away --from 2026-03-02 --until 2026-03-02 --to li --why 培训"},
       {option("from", "DATE", {"第一天", "first day"}, true),
        option("until", "DATE", {"最后一天", "last day"}, true),
        option("to", "ACCOUNT", {"代办的账号", "who stands in"}, true),
        option("why", "TEXT", {"事由", "reason"}), key_option()},
       away});
  all.push_back({"account back",
                 Needs::Writing,
                 "act",
                 {"提前结束外出", "end an absence early"},
                 {"dengbao --as zhang account back", "dengbao --as zhang account back --json"},
                 {key_option()},
                 back});
  all.push_back({"account colleagues",
                 Needs::Reading,
                 "read",
                 {"本单位的账号及其外出", "the accounts of my party and who is away"},
                 {"dengbao --as zhang account colleagues",
                  "dengbao account colleagues --of 云杉市信息化工作办公室"},
                 {option("of", "PARTY", {"哪个单位", "of which party"})},
                 colleagues});
}

}  // namespace

void add_duty_work_words(Catalogue& all) {
  add_handing(all);
  add_absences(all);
  add_overview_words(all);
}

}  // namespace dengbao
