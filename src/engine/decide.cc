#include "engine/decide.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/deciding.h"
#include "engine/facts.h"

namespace dengbao {

using namespace deciding;

namespace {

const Symbol kSystem("system");

// The role in which the actor may do the move; binds a free role to the one who acts first.
Result<Symbol> acting_role(const Procedure& p, const Case& c, const MoveDecl& move,
                           const Context& context, std::vector<RoleBinding>& bound) {
  for (Symbol role : move.by) {
    if (role == kSystem) {
      if (context.is_system) return role;
      continue;
    }
    if (context.is_system) continue;
    const auto& parties = c.parties(role);
    if (std::find(parties.begin(), parties.end(), context.party) != parties.end()) return role;
    const RoleDecl* decl = p.role(role);
    if (decl && decl->find.kind == Find::Kind::Holder && parties.empty() &&
        TRY(context.view->holds(context.party, decl->capacity, context.on))) {
      bound.push_back({role, {context.party}});
      return role;
    }
  }
  std::string who;
  for (Symbol role : move.by) {
    const RoleDecl* decl = p.role(role);
    who += (who.empty() ? "" : "、") + (decl ? name_of(decl->label, role) : std::string("系统"));
  }
  return refuse("case.not_your_move", {{"move", name_of(move.label, move.name)}, {"who", who}},
                move.cites);
}

Status check_state(const Procedure& p, const Case& c, const MoveDecl& move) {
  if (allowed_in(move, c)) return {};
  std::string from;
  for (Symbol s : move.from) {
    const StateDecl* state = p.state(s);
    from += (from.empty() ? "" : "、") + (state ? name_of(state->label, s) : s.text());
  }
  const StateDecl* now = p.state(c.state);
  return refuse("case.wrong_state",
                {{"move", name_of(move.label, move.name)},
                 {"state", now ? name_of(now->label, c.state) : c.state.text()},
                 {"from", from}},
                move.cites);
}

bool asked(const MoveDecl& move, Symbol fact) {
  if (move.takes) return std::binary_search(move.takes->begin(), move.takes->end(), fact);
  const auto in = [&](const std::vector<Symbol>& list) {
    return std::find(list.begin(), list.end(), fact) != list.end();
  };
  return in(move.any_of) || in(move.may) ||
         std::any_of(move.asks.begin(), move.asks.end(),
                     [&](const Asked& a) { return a.fact == fact; });
}

const FactChange* given(const std::vector<FactChange>& sets, Symbol fact) {
  for (const FactChange& s : sets)
    if (s.fact == fact && !s.value.empty()) return &s;
  return nullptr;
}

std::string label_of(const Procedure& p, Symbol fact) {
  const FactDecl* decl = p.fact(fact);
  return decl ? name_of(decl->label, fact) : fact.text();
}

Status check_given(const Procedure& p, const MoveDecl& move, std::vector<FactChange>& sets,
                   const Context& context) {
  for (FactChange& s : sets) {
    const FactDecl* decl = p.fact(s.fact);
    if (!decl || !asked(move, s.fact))
      return fail(ErrorKind::BadInput, "case.fact_not_asked",
                  {{"fact", s.fact.text()}, {"move", move.name.text()}}, s.fact.text());
    CHECK(check_fact(*decl, s.value, context));
    s.personal = decl->personal;
  }
  for (const Asked& a : move.asks)
    if (!given(sets, a.fact))
      return refuse("case.fact_missing", {{"fact", a.fact.text()}, {"label", label_of(p, a.fact)}},
                    move.cites, a.fact.text());
  if (!move.any_of.empty() && std::none_of(move.any_of.begin(), move.any_of.end(),
                                           [&](Symbol f) { return given(sets, f) != nullptr; })) {
    std::string names;
    for (Symbol f : move.any_of) names += (names.empty() ? "" : "、") + label_of(p, f);
    return refuse("case.nothing_given", {{"labels", names}}, move.cites);
  }
  return {};
}

Status check_guards(const MoveDecl& move, const Scope& scope) {
  for (const Guard& g : move.guards) {
    if (!holds(g.when, scope)) continue;
    std::string failed;
    for (const CheckDecl* check : failing(scope))
      failed += fmt::format("{}{}（{}）", failed.empty() ? "" : "；", check->say.zh, check->field);
    std::vector<std::string> cites = g.cites.empty() ? move.cites : g.cites;
    return refuse("case.guard",
                  {{"move", name_of(move.label, move.name)},
                   {"id", g.id},
                   {"say", g.say.zh},
                   {"say_en", g.say.en},
                   {"checks", failed}},
                  std::move(cites), g.field);
  }
  return {};
}

std::string fact_text(Symbol fact, const Case& c, const std::vector<FactChange>& sets) {
  for (const FactChange& s : sets)
    if (s.fact == fact) return s.value.show();
  return c.value(fact).show();
}

// Whether the move may be done now at all, and the roles it binds by being done.
Status admit(const Procedure& p, const Case& c, const MoveDecl& move, const Context& context,
             CaseEvent& e) {
  e.role = TRY(acting_role(p, c, move, context, e.bound));
  CHECK(check_state(p, c, move));
  if (context.on > context.at.date())
    return refuse("case.future", {{"on", context.on.iso()}, {"today", context.at.date().iso()}});
  if (context.on < c.opened_on)
    return refuse("case.before_opening", {{"on", context.on.iso()}, {"opened", c.opened_on.iso()}});
  return {};
}

// To whom the move speaks: the one that was named, or all parties of its role.
Status address(const MoveDecl& move, const Case& c, const std::string& to, CaseEvent& e) {
  if (move.to_role.empty()) return {};
  const auto& parties = c.parties(move.to_role);
  if (to.empty())
    e.recipients = parties;
  else if (std::find(parties.begin(), parties.end(), to) != parties.end())
    e.recipients = {to};
  else
    return refuse("case.no_such_addressee", {{"party", to}}, move.cites);
  return {};
}

// State after the move, documents issued with it, duties that begin with it.
void conclude(const Procedure& p, const Case& c, const MoveDecl& move, const Scope& scope,
              CaseEvent& e) {
  e.to = c.state;
  for (const Target& t : move.to)
    if (holds(t.when, scope)) {
      if (!t.state.empty()) e.to = t.state;
      break;
    }
  const StateDecl* state = p.state(e.to);
  e.closes = state && state->final;
  for (const Issue& issue : move.issues)
    if (holds(issue.when, scope))
      e.issued.push_back({issue.document,
                          issue.number.empty() ? "" : fact_text(issue.number, c, e.sets),
                          parties_of(c, issue.to)});
  e.began = begun(p, c, scope);
}

Status decide_into(Decision& out, const Procedure& p, const Case& c, const Command& command,
                   const Context& context) {
  const MoveDecl* move = p.move(command.move);
  if (!move)
    return fail(ErrorKind::NotFound, "case.no_move",
                {{"move", command.move.text()}, {"procedure", p.qualified}});
  CaseEvent& e = out.event;
  CHECK(admit(p, c, *move, context, e));
  e.sets.reserve(command.sets.size() + move->reads.size() + move->sets.size() + move->then.size());
  e.sets = command.sets;
  CHECK(check_given(p, *move, e.sets, context));
  CheckMemo memo;
  Scope scope{p, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  for (Symbol fact : move->reads)
    if (const FactDecl* decl = p.fact(fact)) {
      Value got = TRY(fetch(decl->from, scope, c, context, e.read));
      put(e.sets, {fact, std::move(got), decl->personal});
    }
  scope.perhaps_given = names_of(e.sets);
  scope.memo = &memo;
  CHECK(check_guards(*move, scope));
  CHECK(address(*move, c, command.to, e));
  scope.doing = command.move;
  scope.doing_for = e.recipients.size() == 1 ? std::string_view(e.recipients[0])
                                             : std::string_view(context.party);
  out.allotments = allotments_of(p, *move, scope);
  if (!move->sets.empty()) {
    add_sets(p, move->sets, scope, e.sets);
    scope.perhaps_given = names_of(e.sets);
    memo = {};
  }
  conclude(p, c, *move, scope, e);
  e.case_id = c.id;
  e.version = c.version + 1;
  e.move = command.move;
  e.round = c.round;
  sign(context, e);
  return {};
}

}  // namespace

Result<Decision> decide(const Procedure& p, const Case& c, const Command& command,
                        const Context& context) {
  // Made where it is returned: an event is too large to be moved twice for each decision.
  Result<Decision> out(std::in_place);
  if (Status decided = decide_into(*out, p, c, command, context); !decided)
    out = std::unexpected(std::move(decided.error()));
  return out;
}

bool allowed_in(const MoveDecl& move, const Case& c) {
  return move.from_any || (move.from.empty() && c.open) ||
         std::find(move.from.begin(), move.from.end(), c.state) != move.from.end();
}

}  // namespace dengbao
