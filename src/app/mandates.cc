#include "app/mandates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "app/all_records.h"
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

Actor for_client(Actor actor, const Client& client) {
  actor.agent = actor.party;
  actor.party = client.party;
  actor.under = client.under;
  return actor;
}

std::unexpected<Explanation> no_representation(const Client& client, const RoleDecl* role,
                                               const Procedure& p) {
  return fail(ErrorKind::Refused, "mandate.role",
              {{"client", client.party},
               {"role", role && !role->label.zh.empty() ? role->label.zh : p.title.zh},
               {"procedure", p.qualified}},
              {}, role && !role->cites.empty() ? role->cites : p.cites);
}

// One for each party.
void each_once(std::vector<Client>& all) {
  std::set<std::string> seen;
  std::erase_if(all, [&](const Client& c) { return !seen.insert(c.party).second; });
}

// Those of the clients who hold a role in which the move may be done, by somebody in their place.
// `closed`: one who does hold such a role, but has to act itself.
struct Seated {
  std::vector<Client> clients;
  std::optional<Client> closed;
  const RoleDecl* closed_role = nullptr;
};

Seated seated(const std::vector<Client>& all, const OpenedCase& c, const MoveDecl& move) {
  Seated out;
  for (const Client& client : all) {
    bool may = false;
    for (Symbol name : move.by) {
      const RoleDecl* role = c.procedure->role(name);
      if (!role || !among(c.c.parties(name), client.party)) continue;
      if (representable(*role, client)) {
        may = true;
      } else {
        out.closed = client;
        out.closed_role = role;
      }
    }
    if (may) out.clients.push_back(client);
  }
  each_once(out.clients);
  return out;
}

// Whether the owner of the subject, or the party it is, gets this role.
bool found_by_subject(const Find& find) {
  if (find.kind == Find::Kind::OwnerOfSubject || find.kind == Find::Kind::SubjectParty) return true;
  for (const auto& [when, parties] : find.choices)
    if (std::any_of(parties.begin(), parties.end(), found_by_subject)) return true;
  return false;
}

}  // namespace

bool in_force(const json::object& a, Date on) {
  const auto since = Date::parse(text(a, "since"));
  const auto until = Date::parse(text(a, "until"));
  return since && *since <= on && (!until || on <= *until) && !a.contains("revoked");
}

Mandate mandate_from(const RecordRow& row) {
  const json::object doc = document_of(row);
  Mandate out{row.id, row.owner_party, strings(doc, "procedures"), strings(doc, "objects"), {}, {}};
  if (const auto since = Date::parse(text(doc, "since"))) out.since = *since;
  if (const auto until = Date::parse(text(doc, "until"))) out.until = *until;
  return out;
}

Result<std::vector<Mandate>> mandates_of(Reading& reading, const std::string& agent, Date on) {
  std::vector<Mandate> out;
  if (agent.empty()) return out;
  RecordQuery query;
  query.kind = kAuthorisation;
  query.code = agent;
  for (const RecordRow& row : TRY(all_records(reading, query)))
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

bool representable(const RoleDecl& role, const Client& client) {
  return client.by_head_office ? role.represented.by_head_office : role.represented.by_agent;
}

Result<std::vector<Client>> clients_in(Reading& reading, const std::string& agent,
                                       std::string_view procedure, std::string_view subject,
                                       MandateDays days) {
  std::vector<Client> out;
  if (agent.empty()) return out;
  for (std::string& branch : TRY(reading.lists().files_for(agent)))
    out.push_back({std::move(branch), "superior/filing", true});
  for (const Mandate& m : TRY(mandates_of(reading, agent, days.today)))
    if (m.holds_on(days.on) && covers(m, procedure, subject))
      out.push_back({m.client, std::string(kAuthorisation) + "/" + m.id, false});
  return out;
}

Result<Actor> acting_in(Desk& desk, const Actor& actor, const OpenedCase& c, const MoveDecl& move,
                        const std::string& for_party, Date on) {
  if (actor.is_system || actor.may_act_for_all || actor.party.empty()) return actor;
  const bool own = std::any_of(move.by.begin(), move.by.end(),
                               [&](Symbol role) { return among(c.c.parties(role), actor.party); });
  if (for_party == actor.party || (own && for_party.empty())) return actor;
  auto all = TRY(clients_in(desk.work(), actor.party, c.procedure->qualified, c.c.subject,
                            {desk.now().date(), on}));
  if (!for_party.empty())
    std::erase_if(all, [&](const Client& client) { return client.party != for_party; });
  const Seated may = seated(all, c, move);
  if (may.clients.size() == 1) return for_client(actor, may.clients.front());
  if (may.clients.empty() && may.closed)
    return no_representation(*may.closed, may.closed_role, *c.procedure);
  if (!for_party.empty()) return no_mandate(actor.party, for_party);
  // Without anybody to act for he is refused as himself, like everybody else.
  if (may.clients.empty()) return actor;
  return fail(ErrorKind::BadInput, "mandate.several",
              {{"first", may.clients[0].party}, {"second", may.clients[1].party}}, "for");
}

Result<Actor> acting_on(Desk& desk, const Actor& actor, const Procedure& procedure,
                        std::string_view subject, bool own_sight, Date on) {
  if (actor.is_system || actor.may_act_for_all || actor.party.empty()) return actor;
  const auto owner = TRY(desk.view().owner_of(subject));
  if (!owner || *owner == actor.party) return actor;
  auto all = TRY(
      clients_in(desk.work(), actor.party, procedure.qualified, subject, {desk.now().date(), on}));
  std::erase_if(all, [&](const Client& client) { return client.party != *owner; });
  for (const Client& client : all)
    if (std::any_of(procedure.roles.begin(), procedure.roles.end(), [&](const RoleDecl& role) {
          return found_by_subject(role.find) && representable(role, client);
        }))
      return for_client(actor, client);
  // What a head office sees of its branches it sees as their head office.
  const bool as_head = std::any_of(all.begin(), all.end(),
                                   [](const Client& client) { return client.by_head_office; });
  if (own_sight && !as_head) return actor;
  if (!all.empty()) return no_representation(all.front(), nullptr, procedure);
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
      for (const RecordRow& row : TRY(all_records(reading, query))) {
        const json::object doc = document_of(row);
        const json::value* scan = doc.if_contains("scan");
        if (scan && scan->is_object() && text(scan->get_object(), "digest") == digest) return true;
      }
    }
  return false;
}

Result<Client> side_of(Reading& reading, const Sight& sight, const std::string& case_id) {
  if (sight.everything || sight.parties.empty()) return Client{};
  std::vector<std::string> seats;
  for (const CasePartyRow& row : TRY(reading.case_parties(case_id))) seats.push_back(row.party);
  const Client self{sight.party(), {}, false};
  if (among(seats, self.party)) return self;
  for (const std::string& branch : sight.parties)
    if (among(seats, branch)) return Client{branch, "superior/filing", true};
  if (!sight.mandates.empty())
    if (const auto row = TRY(reading.case_row(case_id)))
      for (const Mandate& m : sight.mandates)
        if (among(seats, m.client) && covers(m, row->procedure, row->subject))
          return Client{m.client, std::string(kAuthorisation) + "/" + m.id, false};
  return self;
}

}  // namespace dengbao
