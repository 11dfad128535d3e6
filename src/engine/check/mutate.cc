// Every rule of a pack taken away in turn: a duty, a guard, an effect, what a move sets or asks, a
// document, a recipient, a parameter's value. A worked case must notice.

#include <fmt/format.h>

#include "engine/check/check.h"

namespace dengbao {
namespace {

using Each = std::function<void(Mutation)>;

// The citations of the part, or of what it stands in.
std::vector<std::string> cites_or(const std::vector<std::string>& own,
                                  const std::vector<std::string>& outer) {
  return own.empty() ? outer : own;
}

template <class Change>
void one(const Law& law, const Procedure& p, std::string what, const Place& place,
         std::vector<std::string> cites, const Each& each, Change&& change) {
  Mutation m{std::move(what), place, std::move(cites), law};
  change(m.law.procedures.at(p.name.text()));
  each(std::move(m));
}

void of_move(const Law& law, const Procedure& p, std::size_t index, const Each& each) {
  const MoveDecl& move = p.moves[index];
  const std::string name = p.name.text() + "." + move.name.text();
  const auto erase = [&](std::string what, const Place& place, std::vector<std::string> cites,
                         auto member, std::size_t i) {
    one(law, p, std::move(what), place, std::move(cites), each, [&](Procedure& q) {
      auto& list = q.moves[index].*member;
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    });
  };
  for (std::size_t i = 0; i < move.guards.size(); ++i)
    erase(fmt::format("guard {} {}", name,
                      move.guards[i].id.empty() ? std::to_string(i + 1) : move.guards[i].id),
          move.guards[i].place, cites_or(move.guards[i].cites, move.cites), &MoveDecl::guards, i);
  for (std::size_t i = 0; i < move.then.size(); ++i)
    erase(fmt::format("effect {} {}", name, i + 1), move.then[i].place,
          cites_or(move.then[i].cites, move.cites), &MoveDecl::then, i);
  for (std::size_t i = 0; i < move.issues.size(); ++i) {
    erase(fmt::format("document {} {}", name, move.issues[i].document), move.issues[i].place,
          cites_or(move.issues[i].cites, move.cites), &MoveDecl::issues, i);
    for (std::size_t r = 0; r < move.issues[i].to.size(); ++r)
      one(law, p,
          fmt::format("recipient {} {} {}", name, move.issues[i].document,
                      move.issues[i].to[r].text()),
          move.issues[i].place, cites_or(move.issues[i].cites, move.cites), each,
          [&](Procedure& q) {
            auto& to = q.moves[index].issues[i].to;
            to.erase(to.begin() + static_cast<std::ptrdiff_t>(r));
          });
  }
  for (std::size_t i = 0; i < move.sets.size(); ++i)
    erase(fmt::format("set {} {}", name, move.sets[i].fact.text()), move.sets[i].place,
          cites_or(move.sets[i].cites, move.cites), &MoveDecl::sets, i);
  for (std::size_t i = 0; i < move.asks.size(); ++i)
    one(law, p, fmt::format("asks {} {}", name, move.asks[i].fact.text()), move.place, move.cites,
        each, [&](Procedure& q) {
          // Still taken when given, no longer demanded.
          auto& m = q.moves[index];
          m.may.push_back(m.asks[i].fact);
          m.asks.erase(m.asks.begin() + static_cast<std::ptrdiff_t>(i));
        });
  one(law, p, "move " + name, move.place, move.cites, each, [&](Procedure& q) {
    // The move stays in the list, so that duties keep their references, but nobody may do it.
    q.moves[index].by.clear();
    q.moves[index].at.reset();
  });
}

// Each choice of a role, and each party of a choice that names several.
void of_role(const Law& law, const Procedure& p, std::size_t index, const Each& each) {
  const RoleDecl& role = p.roles[index];
  const std::string name = p.name.text() + "." + role.name.text();
  const auto& choices = role.find.choices;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    one(law, p, fmt::format("choice {} {}", name, i + 1), role.place, cites_or(role.cites, p.cites),
        each, [&](Procedure& q) {
          auto& list = q.roles[index].find.choices;
          list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        });
    for (std::size_t n = 0; choices[i].second.size() > 1 && n < choices[i].second.size(); ++n)
      one(law, p, fmt::format("party {} {}.{}", name, i + 1, n + 1), role.place,
          cites_or(role.cites, p.cites), each, [&](Procedure& q) {
            auto& parties = q.roles[index].find.choices[i].second;
            parties.erase(parties.begin() + static_cast<std::ptrdiff_t>(n));
          });
  }
}

void of_duty(const Law& law, const Procedure& p, std::size_t index, const Each& each) {
  const DutyDecl& duty = p.duties[index];
  const std::string name = p.name.text() + "." + duty.name.text();
  one(law, p, "duty " + name, duty.place, duty.cites, each,
      [&](Procedure& q) { q.duties.erase(q.duties.begin() + static_cast<std::ptrdiff_t>(index)); });
  if (duty.escalate_after)
    one(law, p, "escalation " + name, duty.place, duty.cites, each,
        [&](Procedure& q) { q.duties[index].escalate_after.reset(); });
  if (duty.remind)
    one(law, p, "reminder " + name, duty.place, duty.cites, each,
        [&](Procedure& q) { q.duties[index].remind.reset(); });
  for (std::size_t i = 0; i < duty.within.choices.size(); ++i)
    one(law, p, fmt::format("time {} {}", name, i + 1), duty.place, duty.cites, each,
        [&](Procedure& q) {
          auto& choices = q.duties[index].within.choices;
          choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(i));
        });
  if (duty.recount == DutyDecl::Recount::FromChange)
    one(law, p, "recount " + name, duty.place, duty.cites, each,
        [&](Procedure& q) { q.duties[index].recount = DutyDecl::Recount::FromStart; });
  if (!duty.recipient.empty())
    one(law, p, "recipient " + name, duty.place, duty.cites, each, [&](Procedure& q) {
      q.duties[index].recipient = Symbol();
      q.duties[index].each_recipient = false;
      q.duties[index].recipient_above = false;
    });
}

// The value of another kind of the same size: a working day more, a year more, another date.
std::optional<Value> other_value(const Value& v) {
  if (const auto* n = v.integer()) return Value(*n + 1);
  if (!v.text()) return std::nullopt;
  if (const auto span = Span::parse(*v.text())) {
    Span longer = *span;
    longer.count += span->unit == Span::Unit::Millis ? 3'600'000 : 1;
    return Value(longer.text());
  }
  if (const auto day = Date::parse(*v.text())) return Value(day->plus_days(1).iso());
  if (v.text()->size() == 5 && (*v.text())[2] == '-')
    return Value(v.text()->substr(0, 3) + (v.text()->substr(3) == "15" ? "16" : "15"));
  return std::nullopt;
}

// Each entry of a parameter by level or kind, changed in turn.
void of_entries(const Law& law, const Parameter& p, std::size_t i, const Each& each) {
  const Compound* c = p.values[i].value.compound();
  if (!c || !c->is_record) return;
  for (std::size_t n = 0; n < c->members.size(); ++n) {
    auto other = other_value(c->members[n].second);
    if (!other) continue;
    Mutation m{fmt::format("parameter {} since {} at {}", p.name.text(), p.values[i].since.iso(),
                           c->members[n].first),
               p.place,
               {p.values[i].source},
               law};
    auto members = c->members;
    members[n].second = std::move(*other);
    m.law.parameters.at(p.name.text()).values[i].value = Value::record(std::move(members));
    each(std::move(m));
  }
}

void of_parameter(const Law& law, const Parameter& p, const Each& each) {
  for (std::size_t i = 0; i < p.values.size(); ++i) {
    of_entries(law, p, i, each);
    auto other = other_value(p.values[i].value);
    if (!other) continue;
    Mutation m{fmt::format("parameter {} since {}", p.name.text(), p.values[i].since.iso()),
               p.place,
               {p.values[i].source},
               law};
    m.law.parameters.at(p.name.text()).values[i].value = std::move(*other);
    each(std::move(m));
  }
}

bool uses_parameter(const Amount& a, Symbol name) {
  if (a.kind == Amount::Kind::Parameter && a.name == name) return true;
  for (const auto& [when, inner] : a.choices)
    if (uses_parameter(inner, name)) return true;
  return false;
}

bool uses_parameter(const Expression& e, Symbol name) {
  if (e.kind == Expression::Kind::Parameter && e.name == name) return true;
  for (const Expression& child : e.children)
    if (uses_parameter(child, name)) return true;
  return false;
}

bool uses_parameter(const Condition& c, Symbol name) {
  if (uses_parameter(c.left, name) || uses_parameter(c.right, name)) return true;
  for (const Condition& child : c.children)
    if (uses_parameter(child, name)) return true;
  return false;
}

// Only parameters that a procedure of the pack counts with; the rest are values for people to read.
bool used(const Law& law, Symbol name) {
  for (const auto& [id, p] : law.procedures) {
    if (p.pack != law.head.id) continue;
    for (const DutyDecl& d : p.duties)
      if (uses_parameter(d.within, name) || uses_parameter(d.when, name)) return true;
    for (const CheckDecl& c : p.checks)
      if (uses_parameter(c.fails_when, name)) return true;
    for (const Assignment& a : p.at_open)
      if (uses_parameter(a.value, name)) return true;
    for (const MoveDecl& m : p.moves) {
      for (const Guard& g : m.guards)
        if (uses_parameter(g.when, name)) return true;
      for (const Assignment& a : m.sets)
        if (uses_parameter(a.value, name)) return true;
    }
  }
  return false;
}

}  // namespace

void each_mutation(const Law& law, const Each& each) {
  for (const auto& [id, p] : law.procedures) {
    if (p.pack != law.head.id) continue;  // inherited rules are proved by their own pack
    for (std::size_t i = 0; i < p.roles.size(); ++i) of_role(law, p, i, each);
    for (std::size_t i = 0; i < p.moves.size(); ++i) of_move(law, p, i, each);
    for (std::size_t i = 0; i < p.duties.size(); ++i) of_duty(law, p, i, each);
    for (std::size_t i = 0; i < p.checks.size(); ++i)
      one(law, p, fmt::format("check {}.{}", p.name.text(), p.checks[i].name.text()),
          p.checks[i].place, p.checks[i].cites, each, [&](Procedure& q) {
            // Never fails, but keeps its name for those who refer to it.
            Condition never;
            never.op = Condition::Op::Any;
            q.checks[i].fails_when = never;
          });
    for (std::size_t i = 0; i < p.at_open.size(); ++i)
      one(law, p, fmt::format("opening {}.{}", p.name.text(), p.at_open[i].fact.text()),
          p.at_open[i].place, cites_or(p.at_open[i].cites, p.cites), each, [&](Procedure& q) {
            q.at_open.erase(q.at_open.begin() + static_cast<std::ptrdiff_t>(i));
          });
  }
  for (const auto& [id, c] : law.campaigns) {
    if (c.pack != law.head.id) continue;
    Mutation m{"campaign " + id, c.place, c.cites, law};
    m.law.campaigns.erase(id);
    each(std::move(m));
  }
  for (const auto& [id, p] : law.parameters)
    if (p.pack == law.head.id && used(law, p.name)) of_parameter(law, p, each);
}

std::vector<MutationResult> run_mutations(const std::shared_ptr<const Law>& law,
                                          const std::vector<WorkedCase>& cases,
                                          const Calendar& calendar, const Functions& functions) {
  std::vector<MutationResult> out;
  each_mutation(*law, [&](Mutation m) {
    MutationResult r{m.what, m.place, m.cites, {}};
    const auto changed = std::make_shared<const Law>(std::move(m.law));
    for (const WorkedCase& w : cases)
      if (!run_worked_case(w, changed, calendar, functions).empty()) r.killed_by.push_back(w.id);
    out.push_back(std::move(r));
  });
  return out;
}

}  // namespace dengbao
