#include <algorithm>

#include "engine/deciding.h"

namespace dengbao {

using namespace deciding;

namespace {

// Duties of the new rules that count from a change: those whose condition holds begin now, unless
// the case carries the mark of their beginning already.
std::vector<Symbol> beginning(const Procedure& to, const Case& c, const Scope& scope) {
  std::vector<Symbol> out;
  each_from_change(to, [&](const DutyDecl& d) {
    if (!holds(d.when, scope)) return;
    const Symbol mark = began_mark(d.name);
    if (std::none_of(c.fact_marks.begin(), c.fact_marks.end(),
                     [&](const FactMark& m) { return m.what == mark; }))
      out.push_back(d.name);
  });
  return out;
}

}  // namespace

Result<Decision> migrate(const Procedure& to, const Case& c, const Context& context) {
  const StateDecl* state = to.state(c.state);
  if (!state)
    return refuse("case.migrate_state", {{"state", c.state.text()}, {"procedure", to.qualified}});
  Decision out;
  CaseEvent& e = out.event;
  for (const FactDecl& fact : to.facts)
    if (!fact.start.none() && !c.fact(fact.name))
      e.sets.push_back({fact.name, fact.start, fact.personal});
  const Scope scope{to, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  e.began = beginning(to, c, scope);
  static const Symbol kMigrate("migrate");
  e.case_id = c.id;
  e.version = c.version + 1;
  e.move = kMigrate;
  e.to = c.state;
  e.closes = state->final;
  e.round = c.round;
  e.procedure = to.qualified;
  e.pack = context.law ? context.law->digest : "";
  sign(context, e);
  return out;
}

}  // namespace dengbao
