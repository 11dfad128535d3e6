#include "app/mandates.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/doing.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::vector<std::string> strings(const json::object& o, std::string_view key) {
  std::vector<std::string> out;
  if (const json::value* v = o.if_contains(key); v && v->is_array())
    for (const json::value& one : v->get_array())
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

bool among(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::unexpected<Explanation> no_mandate(const std::string& agent, const std::string& client) {
  return fail(ErrorKind::Refused, "mandate.none", {{"agent", agent}, {"client", client}}, {},
              {"source-000 S0-21"});
}

Actor for_client(Actor actor, const Represented& client) {
  actor.agent = actor.party;
  actor.party = client.party;
  actor.under = client.under;
  return actor;
}

// Those of the represented who hold a role in which the move may be done.
std::vector<Represented> seated(std::vector<Represented> all, const Case& c, const MoveDecl& move) {
  std::erase_if(all, [&](const Represented& r) {
    return std::none_of(move.by.begin(), move.by.end(),
                        [&](Symbol role) { return among(c.parties(role), r.party); });
  });
  return all;
}

}  // namespace

bool in_force(const json::object& a, Date on) {
  const auto since = Date::parse(text(a, "since"));
  const auto until = Date::parse(text(a, "until"));
  return since && *since <= on && (!until || on <= *until) && !a.contains("revoked");
}

Mandate mandate_from(const RecordRow& row) {
  const json::object doc = document_of(row);
  return {row.id, row.owner_party, strings(doc, "procedures"), strings(doc, "objects")};
}

Result<std::vector<Mandate>> mandates_of(Reading& reading, const std::string& agent, Date on) {
  std::vector<Mandate> out;
  if (agent.empty()) return out;
  RecordQuery query;
  query.kind = kAuthorisation;
  query.code = agent;
  for (const RecordRow& row : TRY(reading.records(query)))
    if (in_force(document_of(row), on)) out.push_back(mandate_from(row));
  return out;
}

bool covers(const Mandate& m, std::string_view procedure, std::string_view subject) {
  const std::string_view bare = procedure.substr(procedure.find('/') + 1);
  if (!m.procedures.empty() && !among(m.procedures, procedure) && !among(m.procedures, bare))
    return false;
  return m.objects.empty() ||
         (subject.starts_with("object/") && among(m.objects, subject.substr(7)));
}

Result<std::vector<Represented>> represented_in(Reading& reading, const std::string& agent,
                                                std::string_view procedure,
                                                std::string_view subject, Date on) {
  std::vector<Represented> out;
  if (agent.empty()) return out;
  for (std::string& branch : TRY(reading.lists().files_for(agent)))
    out.push_back({std::move(branch), "superior/filing"});
  for (const Mandate& m : TRY(mandates_of(reading, agent, on)))
    if (covers(m, procedure, subject) &&
        std::none_of(out.begin(), out.end(),
                     [&](const Represented& r) { return r.party == m.client; }))
      out.push_back({m.client, std::string(kAuthorisation) + "/" + m.id});
  return out;
}

Result<Actor> acting_in(Desk& desk, const Actor& actor, const OpenedCase& c, const MoveDecl& move,
                        const std::string& for_party) {
  if (actor.is_system || actor.may_act_for_all || actor.party.empty()) return actor;
  const bool own = std::any_of(move.by.begin(), move.by.end(),
                               [&](Symbol role) { return among(c.c.parties(role), actor.party); });
  if (for_party == actor.party || (own && for_party.empty())) return actor;
  auto all = seated(TRY(represented_in(desk.work(), actor.party, c.procedure->qualified,
                                       c.c.subject, desk.now().date())),
                    c.c, move);
  if (!for_party.empty())
    std::erase_if(all, [&](const Represented& r) { return r.party != for_party; });
  if (all.size() == 1) return for_client(actor, all.front());
  if (!for_party.empty()) return no_mandate(actor.party, for_party);
  // Without anybody to act for he is refused as himself, like everybody else.
  if (all.empty()) return actor;
  return fail(ErrorKind::BadInput, "mandate.several",
              {{"first", all[0].party}, {"second", all[1].party}}, "for");
}

Result<Actor> acting_on(Desk& desk, const Actor& actor, std::string_view procedure,
                        std::string_view subject, bool own_sight) {
  if (actor.is_system || actor.may_act_for_all || actor.party.empty()) return actor;
  const auto owner = TRY(desk.view().owner_of(subject));
  if (!owner || *owner == actor.party) return actor;
  for (const Represented& r :
       TRY(represented_in(desk.work(), actor.party, procedure, subject, desk.now().date())))
    if (r.party == *owner) return for_client(actor, r);
  if (own_sight) return actor;
  return no_mandate(actor.party, *owner);
}

Status add_agent(const json::object& core, Names& names, json::object& out) {
  const json::value* agent = core.if_contains("agent");
  if (!agent || !agent->is_string()) return {};
  out["agent"] = *agent;
  out["agent_name"] = TRY(names.party(std::string(agent->get_string())));
  if (const json::value* under = core.if_contains("under")) out["under"] = *under;
  return {};
}

Result<bool> shows_scan(Reading& reading, const Sight& sight, const std::string& digest) {
  for (const std::string& party : sight.parties)
    for (const bool given : {true, false}) {
      RecordQuery query;
      query.kind = kAuthorisation;
      (given ? query.owner_party : query.code) = party;
      for (const RecordRow& row : TRY(reading.records(query))) {
        const json::object doc = document_of(row);
        const json::value* scan = doc.if_contains("scan");
        if (scan && scan->is_object() && text(scan->get_object(), "digest") == digest) return true;
      }
    }
  return false;
}

Result<std::string> side_of(Reading& reading, const Sight& sight, const std::string& case_id) {
  if (sight.everything || sight.parties.empty()) return std::string();
  std::vector<std::string> seats;
  for (const CasePartyRow& row : TRY(reading.case_parties(case_id))) seats.push_back(row.party);
  for (const std::string& party : sight.parties)
    if (among(seats, party)) return party;
  if (!sight.mandates.empty())
    if (const auto row = TRY(reading.case_row(case_id)))
      for (const Mandate& m : sight.mandates)
        if (among(seats, m.client) && covers(m, row->procedure, row->subject)) return m.client;
  return sight.party();
}

}  // namespace dengbao
