// After reading: every name must lead somewhere, and literals take the type of the fact they meet.

#include <algorithm>
#include <set>

#include "base/nearest.h"
#include "law/reading.h"

namespace dengbao::law_reading {
namespace {

using RK = Reference::Kind;

template <class T>
std::vector<std::string> names_of(const std::vector<T>& all) {
  std::vector<std::string> out;
  for (const T& one : all) out.push_back(one.name.text());
  return out;
}

struct Known {
  std::string what;
  std::vector<std::string> names;
};

Known known_for(RK kind, const Procedure& p, const std::map<std::string, Parameter>& parameters) {
  switch (kind) {
    case RK::Fact:
      return {"fact", names_of(p.facts)};
    case RK::Role:
      return {"role", names_of(p.roles)};
    case RK::State:
      return {"state", names_of(p.states)};
    case RK::Move:
      return {"move", names_of(p.moves)};
    case RK::Check:
      return {"check", names_of(p.checks)};
    case RK::Parameter:
      break;
  }
  Known k{"parameter", {}};
  for (const auto& [name, parameter] : parameters) k.names.push_back(name);
  return k;
}

void type_literal(Value& v, const FactDecl& fact) {
  const bool textual = fact.type == FactType::Text || fact.type == FactType::Code ||
                       fact.type == FactType::Decimal || fact.type == FactType::Date;
  if (const auto* n = v.integer(); n && textual) v = Value(std::to_string(*n));
}

const FactDecl* fact_at(const Procedure& p, const Expression& e) {
  const FactDecl* fact = p.fact(e.name);
  for (const std::string& member : e.path) {
    const FactDecl* inner = nullptr;
    if (fact)
      for (const FactDecl& m : fact->members)
        if (m.name.text() == member) inner = &m;
    fact = inner;
  }
  return fact;
}

// What every file has, without being declared.
bool member_of_file(const Procedure& p, const Expression& e) {
  const FactDecl* fact = p.fact(e.name);
  return fact && fact->type == FactType::File && e.path.size() == 1 &&
         (e.path[0] == "name" || e.path[0] == "digest");
}

using CodeLists = std::map<std::string, CodeList>;

void type_condition(const Procedure& p, Condition& c, const CodeLists& lists) {
  for (Condition& child : c.children) type_condition(p, child, lists);
  if (c.left.kind != Expression::Kind::Fact) return;
  const FactDecl* fact = fact_at(p, c.left);
  if (!fact) return;
  if (c.right.kind == Expression::Kind::Literal && c.op != Condition::Op::Count)
    type_literal(c.right.literal, *fact);
  for (Value& choice : c.choices) type_literal(choice, *fact);
  if (const auto list = lists.find(fact->code_list); list != lists.end() && list->second.ordered)
    for (const CodeList::Entry& entry : list->second.entries) c.order.push_back(entry.code);
}

void type_assignment(const Procedure& p, Assignment& a, const CodeLists& lists) {
  type_condition(p, a.when, lists);
  if (const FactDecl* fact = p.fact(a.fact); fact && a.value.kind == Expression::Kind::Literal)
    type_literal(a.value.literal, *fact);
}

void type_amount(const Procedure& p, Amount& a, const CodeLists& lists) {
  for (auto& [when, amount] : a.choices) {
    type_condition(p, when, lists);
    type_amount(p, amount, lists);
  }
}

void type_all(Procedure& p, const CodeLists& lists) {
  for (RoleDecl& r : p.roles)
    for (auto& [when, parties] : r.find.choices) type_condition(p, when, lists);
  for (CheckDecl& c : p.checks) type_condition(p, c.fails_when, lists);
  for (FactDecl& f : p.facts) type_condition(p, f.seen_after, lists);
  for (Assignment& a : p.at_open) type_assignment(p, a, lists);
  for (MoveDecl& m : p.moves) {
    for (Guard& g : m.guards) type_condition(p, g.when, lists);
    for (Assignment& a : m.sets) type_assignment(p, a, lists);
    for (Issue& i : m.issues) type_condition(p, i.when, lists);
    for (Target& t : m.to) type_condition(p, t.when, lists);
    for (EffectDecl& e : m.then) {
      type_condition(p, e.when, lists);
      for (Assignment& a : e.sets) type_condition(p, a.when, lists);
    }
  }
  for (DutyDecl& d : p.duties) {
    type_condition(p, d.when, lists);
    type_amount(p, d.within, lists);
  }
}

// The role that holds who stands above the owner of a duty.
bool find_above(const Procedure& p, DutyDecl& d) {
  for (const RoleDecl& r : p.roles)
    if (r.find.kind == Find::Kind::SuperiorOf && r.find.each && r.find.of == d.owner) {
      d.recipient = r.name;
      return true;
    }
  return false;
}

}  // namespace

void resolve(Procedure& p, const std::vector<Reference>& references,
             const std::map<std::string, Parameter>& parameters, const CodeLists& code_lists,
             std::vector<Explanation>& faults) {
  std::set<std::string> told;
  const auto tell = [&](std::string code, Args args, const Place& place) {
    if (told.insert(code + place + args[0].second).second)
      faults.push_back({ErrorKind::BadInput, std::move(code), std::move(args), place, {}, {}, {}});
  };
  for (const Reference& r : references) {
    const Known known = known_for(r.kind, p, parameters);
    const std::string& name = r.name.text();
    if (std::find(known.names.begin(), known.names.end(), name) == known.names.end()) {
      tell("law.unknown_name",
           {{"name", name}, {"what", known.what}, {"nearest", nearest_word(name, known.names)}},
           r.place);
      continue;
    }
    if (r.path.empty() || r.kind != RK::Fact) continue;
    Expression e;
    e.name = r.name;
    e.path = r.path;
    if (!fact_at(p, e) && !member_of_file(p, e))
      tell("law.unknown_member", {{"name", name}, {"member", r.path.back()}}, r.place);
  }
  type_all(p, code_lists);
  for (DutyDecl& d : p.duties)
    if (d.recipient_above && !find_above(p, d))
      tell("law.no_role_above", {{"role", d.owner.text()}}, d.place);
}

}  // namespace dengbao::law_reading
