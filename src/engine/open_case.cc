// How a case begins: its parties are found, its facts fetched.
#include <algorithm>

#include "engine/deciding.h"
#include "engine/facts.h"

namespace dengbao {

using namespace deciding;

namespace {

const Symbol kOpen("open"), kSystem("system");

Result<std::vector<std::string>> find_parties(const Procedure& p, const RoleDecl& role,
                                              const Find& find, const Scope& scope,
                                              const Context& context, std::vector<ReadMark>& read);

// The parties of the first choice that holds, each once.
Result<std::vector<std::string>> chosen_parties(const Procedure& p, const RoleDecl& role,
                                                const Find& find, const Scope& scope,
                                                const Context& context,
                                                std::vector<ReadMark>& read) {
  std::vector<std::string> out;
  for (const auto& [when, parties] : find.choices) {
    if (!holds(when, scope)) continue;
    for (const Find& one : parties)
      for (std::string& party : TRY(find_parties(p, role, one, scope, context, read)))
        if (std::find(out.begin(), out.end(), party) == out.end()) out.push_back(std::move(party));
    break;
  }
  return out;
}

Result<std::vector<std::string>> find_parties(const Procedure& p, const RoleDecl& role,
                                              const Find& find, const Scope& scope,
                                              const Context& context, std::vector<ReadMark>& read) {
  const Case& c = scope.the_case;
  const View& view = *context.view;
  const auto one = [](std::optional<std::string> party) {
    return party ? std::vector<std::string>{*party} : std::vector<std::string>{};
  };
  switch (find.kind) {
    case Find::Kind::Choose:
      return chosen_parties(p, role, find, scope, context, read);
    case Find::Kind::OwnerOfSubject:
      return one(TRY(view.owner_of(c.subject)));
    case Find::Kind::SubjectParty:
      return one(c.subject.substr(c.subject.find('/') + 1));
    case Find::Kind::SuperiorOf: {
      const auto& of = c.parties(find.of);
      if (of.empty()) return std::vector<std::string>{};
      if (!find.each) return one(TRY(view.superior_of(of[0], find.line)));
      std::vector<std::string> above;  // in their order; who has nobody above stands for itself
      for (const std::string& party : of)
        above.push_back(TRY(view.superior_of(party, find.line)).value_or(party));
      return above;
    }
    case Find::Kind::Roles:
      return parties_of(c, find.roles);
    case Find::Kind::PlaceOf: {
      Fetched place;
      if (find.of.empty()) {
        place = TRY(view.subject(c.subject, "place"));
        read.push_back({c.subject + ".place", place.version});
      } else if (const auto& of = c.parties(find.of); !of.empty()) {
        place = TRY(view.party(of[0], "place"));
        read.push_back({of[0] + ".place", place.version});
      }
      const std::string& capacity = find.capacity.empty() ? role.capacity : find.capacity;
      auto found = TRY(view.holders(capacity, place.value.show(), find.rank, context.on));
      if (found.size() > 1 && !role.many)
        return refuse(
            "case.several_parties",
            {{"role", name_of(role.label, role.name)}, {"count", std::to_string(found.size())}},
            p.cites);
      return found;
    }
    default:
      return std::vector<std::string>{};
  }
}

Status begin_with(const FactDecl& fact, const Scope& scope, const Context& context,
                  std::vector<ReadMark>& read, CaseEvent& e) {
  if (!fact.start.none()) e.sets.push_back({fact.name, fact.start, fact.personal});
  if (fact.from.kind != Source::Kind::None && fact.from.kind != Source::Kind::Cases) {
    Value got = TRY(fetch(fact.from, scope, scope.the_case, context, read));
    if (!got.none()) e.sets.push_back({fact.name, std::move(got), fact.personal});
  }
  return {};
}

// What a case knows from the start: starting values, what comes from the subject and from the roles
// bound so far, and what the command gives.
Status fetch_facts(const Procedure& p, const Case& c, const OpenCommand& command,
                   const Context& context, CaseEvent& e) {
  const Scope scope{p, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  e.sets.clear();
  e.sets.reserve(p.facts.size() / 2 + command.sets.size());
  std::vector<ReadMark> read;
  read.reserve(8);
  if (p.shortcuts) {
    for (const FactDecl* fact : p.shortcuts->known_at_open)
      CHECK(begin_with(*fact, scope, context, read, e));
  } else {
    for (const FactDecl& fact : p.facts)
      if (fact.known_at_open()) CHECK(begin_with(fact, scope, context, read, e));
  }
  for (const FactChange& change : command.sets) {
    const FactDecl* decl = p.fact(change.fact);
    if (!decl)
      return fail(ErrorKind::BadInput, "case.unknown_fact",
                  {{"fact", change.fact.text()}, {"procedure", p.qualified}}, change.fact.text());
    CHECK(check_fact(*decl, change.value, context));
    put(e.sets, {change.fact, change.value, decl->personal});
  }
  e.read.reserve(e.read.size() + read.size());
  for (ReadMark& mark : read)
    if (std::find(e.read.begin(), e.read.end(), mark) == e.read.end())
      e.read.push_back(std::move(mark));
  return {};
}

// Calls `use` for the facts that are given a number with the opening.
template <class Use>
void each_numbered_at_open(const Procedure& p, Use&& use) {
  if (p.shortcuts)
    for (const FactDecl* f : p.shortcuts->numbered_at_open) use(*f);
  else
    for (const FactDecl& f : p.facts)
      if (f.series && f.series->at_open) use(f);
}

Status open_into(Decision& out, const Procedure& p, const OpenCommand& command,
                 const Context& context) {
  CaseEvent& e = out.event;
  Case c;
  c.id = command.case_id;
  c.subject = command.subject;
  c.opened_on = context.on;
  if (context.on > context.at.date())
    return refuse("case.future", {{"on", context.on.iso()}, {"today", context.at.date().iso()}});
  c.roles.reserve(p.roles.size());
  for (const RoleDecl& role : p.roles) {
    const auto it = std::find_if(command.roles.begin(), command.roles.end(),
                                 [&](const RoleBinding& b) { return b.role == role.name; });
    std::vector<std::string> parties =
        it != command.roles.end() ? it->parties : std::vector<std::string>{};
    if (it == command.roles.end()) {
      // A choice asks for facts: those that can be had by now are fetched first.
      if (role.find.kind == Find::Kind::Choose) CHECK(fetch_facts(p, c, command, context, e));
      const Scope scope{p,         c, &e.sets, context.law, context.functions, context.calendar,
                        context.on};
      parties = TRY(find_parties(p, role, role.find, scope, context, e.read));
    }
    if (parties.empty()) {
      if (role.optional || role.find.kind == Find::Kind::Holder ||
          (role.find.kind == Find::Kind::Roles && role.many))
        continue;
      return refuse("case.role_unbound",
                    {{"role", name_of(role.label, role.name)}, {"capacity", role.capacity}},
                    role.cites.empty() ? p.cites : role.cites);
    }
    c.roles.push_back({role.name, std::move(parties)});
  }
  CHECK(fetch_facts(p, c, command, context, e));
  Scope scope{p, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  scope.perhaps_given = names_of(e.sets);
  add_sets(p, p.at_open, scope, e.sets);
  scope.perhaps_given = names_of(e.sets);
  each_numbered_at_open(p, [&](const FactDecl& fact) {
    if (auto a = allotment_of(fact, scope, false)) out.allotments.push_back(std::move(*a));
  });
  e.began = begun(p, c, scope);
  e.bound = std::move(c.roles);
  e.case_id = command.case_id;
  e.version = 1;
  e.move = kOpen;
  e.role = context.is_system ? kSystem : Symbol();
  sign(context, e);
  e.to = p.first;
  e.round = 1;
  e.procedure = p.qualified;
  e.pack = context.law ? context.law->digest : "";
  e.subject = command.subject;
  e.key = command.key;
  e.links = command.links;
  return {};
}

}  // namespace

Result<Decision> open_case(const Procedure& p, const OpenCommand& command, const Context& context) {
  Result<Decision> out(std::in_place);
  if (Status opened = open_into(*out, p, command, context); !opened)
    out = std::unexpected(std::move(opened.error()));
  return out;
}

}  // namespace dengbao
