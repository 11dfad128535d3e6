// case recuse: who has ties steps aside in one case; what he was working there passes on.

#include <algorithm>
#include <boost/json.hpp>

#include "app/doing.h"
#include "app/duty_work.h"
#include "app/notices.h"
#include "app/options.h"
#include "app/recusal.h"
#include "app/sight.h"
#include "base/text.h"

namespace dengbao {
namespace {

// The roles of the party whose holders may have to step aside.
json::array impartial_roles(const OpenedCase& c, const std::string& party) {
  json::array out;
  for (const RoleDecl& role : c.procedure->roles) {
    const auto& parties = c.c.parties(role.name);
    if (!role.recuse_bars.empty() &&
        std::find(parties.begin(), parties.end(), party) != parties.end())
      out.push_back(json::string(role.name.text()));
  }
  return out;
}

// What the account works in the case goes to `to`, or back to its party; what nobody works yet goes
// to `to` where somebody is named.
Status pass_on(Desk& desk, const std::string& case_id, const std::string& to,
               const std::string& why, const Actor& actor, Date on) {
  DutyQuery query;
  query.case_id = case_id;
  query.owner_party = actor.party;
  query.status = {"running", "paused"};
  for (const DutyRow& duty : TRY(desk.work().duties(query))) {
    const std::string worker = TRY(worker_of(desk.work(), duty));
    if (worker != actor.account && (to.empty() || !worker.empty())) continue;
    const Handing handing{to.empty() ? "duty released" : "duty assigned", to, why};
    TRY(hand_duty(desk, duty, handing, actor, on));
    if (!to.empty())
      TRY(send_notice(
          desk, {"assigned", actor.party, to, case_id, duty.duty, duty.instance, why, on}, actor));
  }
  return {};
}

Result<Deed> recuse_deed(Desk& desk, const Arguments& a, const Actor& actor, Date on) {
  const std::string id = a.text("case"), to = a.text("to"), why(trim(a.text("why")));
  OpenedCase c = TRY(desk.case_of(id));
  json::array roles = impartial_roles(c, actor.party);
  desk.keep(std::move(c));
  if (roles.empty()) return fail(ErrorKind::Refused, "case.no_recusal", {{"case", id}});
  if (TRY(stepped_aside(desk.work(), id, actor.account)))
    return fail(ErrorKind::Conflict, "case.recused_already", {{"case", id}});
  if (!to.empty()) {
    CHECK(check_colleague(desk.work(), to, actor.party));
    CHECK(not_aside(desk.work(), id, to));
  }
  Desk::RecordChange change;
  change.kind = kRecusal;
  change.id = id + "." + actor.account;
  change.event = "stepped aside";
  change.fields = {{"case", id}, {"account", actor.account}, {"roles", std::move(roles)}};
  change.owner_party = actor.party;
  change.name = actor.account;
  change.code = id;
  change.why = why;
  change.on = on;
  Deed deed = TRY(desk.change_record(change, actor));
  CHECK(pass_on(desk, id, to, why, actor, on));
  if (const auto row = TRY(desk.work().case_row(id))) deed.version = row->version;
  deed.case_id = id;
  return deed;
}

Result<Answer> recuse(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Act));
  CHECK(needs_account(actor));
  const std::string id = a.text("case");
  const Sight sight = TRY(sight_of(session, *reading, actor));
  if (!TRY(reading->lists().sees(Listed::Cases, id, sight)))
    return fail(ErrorKind::NotFound, "case.none", {{"case", id}});
  if (trim(a.text("why")).empty())
    return fail(ErrorKind::BadInput, "case.recusal_reason", {}, "why");
  if (a.text("to") == actor.account)
    return fail(ErrorKind::BadInput, "absence.to_self", {}, "--to");
  reading.reset();
  Request r = request_of(actor, a, "case recuse");
  r.act = [&](Desk& desk) {
    return recuse_deed(desk, a, actor, session.globals().on.value_or(desk.now().date()));
  };
  return submit(session, *in, std::move(r));
}

}  // namespace

void add_recusal_words(Catalogue& all) {
  all.push_back({"case recuse",
                 Needs::Writing,
                 "act",
                 {"在一个事项中回避：不再办理法规包所限的事", "step aside in a case"},
                 {"dengbao --as zhang case recuse 01J8Z7 --why 曾为该单位提供咨询",
                  "dengbao --as zhang case recuse 01J8Z7 --why 曾在该单位任职 --to li"},
                 {positional("case", "CASE", {"事项", "case"}),
                  option("why", "TEXT", {"利害关系", "what ties there are"}, true),
                  option("to", "ACCOUNT", {"改由谁办理", "who works it instead"}),
                  option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"})},
                 recuse});
}

}  // namespace dengbao
