#include "engine/decide.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engine/evaluate.h"
#include "engine/facts.h"

namespace dengbao {
namespace {

const Symbol kSystem("system");
const Symbol kOpen("open");
const Symbol kRound("round");

std::string name_of(const Label& label, Symbol name) {
  return label.zh.empty() ? name.text() : label.zh;
}

std::unexpected<Explanation> refuse(std::string code, Args args,
                                    std::vector<std::string> cites = {}, std::string where = {}) {
  return fail(ErrorKind::Refused, std::move(code), std::move(args), std::move(where),
              std::move(cites));
}

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
  const bool listed = std::find(move.from.begin(), move.from.end(), c.state) != move.from.end();
  if (listed || move.from_any || (move.from.empty() && c.open)) return {};
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

Result<Value> fetch(const Source& source, const Scope& scope, const Case& c, const Context& context,
                    std::vector<ReadMark>& read) {
  const auto take = [&](Result<Fetched> got, std::string what) -> Result<Value> {
    if (!got) return std::unexpected(got.error());
    read.push_back({std::move(what), got->version});
    return std::move(got->value);
  };
  switch (source.kind) {
    case Source::Kind::Subject:
      return take(context.view->subject(c.subject, source.field), c.subject + "." + source.field);
    case Source::Kind::Role: {
      const auto& parties = c.parties(source.role);
      if (parties.empty()) return Value();
      return take(context.view->party(parties[0], source.field), parties[0] + "." + source.field);
    }
    case Source::Kind::Cases: {
      CaseSearch search{
          source.procedure, source.states,      {}, source.where_fact, {}, source.unique_by,
          source.open_only, source.equals_fact, {}};
      if ((search.open_only || !search.equals_fact.empty()) && !context.view->finds_by_value())
        return fail(ErrorKind::Internal, "engine.search_by_value",
                    {{"procedure", source.procedure}});
      if (!search.equals_fact.empty()) {
        search.equals = evaluate(source.equals, scope);
        if (search.equals.empty()) return Value();  // nothing equals what is not there
      }
      for (const auto& [there, here] : source.where_roles) {
        const auto& parties = c.parties(here);
        if (parties.empty()) return Value();
        search.role_parties.emplace_back(there, parties[0]);
      }
      if (source.in_month_of.kind != Expression::Kind::None) {
        const Value month = evaluate(source.in_month_of, scope);
        if (month.text())
          if (const auto day = Date::parse(month.text()->substr(0, 10))) search.month = *day;
      }
      std::vector<Value> ids;
      for (std::string& id : TRY(context.view->cases(search))) ids.emplace_back(std::move(id));
      read.push_back({"cases " + source.procedure, std::to_string(ids.size())});
      return Value::list(std::move(ids));
    }
    default:
      return Value();
  }
}

void put(std::vector<FactChange>& sets, FactChange change) {
  for (FactChange& old : sets)
    if (old.fact == change.fact) {
      old = std::move(change);
      return;
    }
  sets.push_back(std::move(change));
}

// Evaluates what the move sets, each against the facts as they stood before the move with what was
// given: the order of the lines in a pack does not matter.
void add_sets(const Procedure& p, const std::vector<Assignment>& assignments, const Scope& scope,
              std::vector<FactChange>& sets) {
  if (assignments.empty()) return;
  std::vector<FactChange> made;
  made.reserve(assignments.size());
  for (const Assignment& a : assignments) {
    if (!holds(a.when, scope)) continue;
    const FactDecl* decl = p.fact(a.fact);
    made.push_back({a.fact, evaluate(a.value, scope), decl && decl->personal});
  }
  for (FactChange& change : made) put(sets, std::move(change));
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

void fill(std::string& format, std::string_view hole, const std::string& with) {
  if (const auto at = format.find(hole); at != std::string::npos)
    format.replace(at, hole.size(), with);
}

std::vector<Allotment> allotments_of(const Procedure& p, const MoveDecl& move, const Scope& scope) {
  std::vector<Allotment> out;
  for (const EffectDecl& e : move.then) {
    if (e.kind != EffectDecl::Kind::Allot || !holds(e.when, scope)) continue;
    const FactDecl* fact = p.fact(e.fact);
    if (!fact || !fact->series) continue;
    const Series& series = *fact->series;
    Allotment a{e.fact, series.id, {}, {}, series.format};
    for (std::size_t i = 0; i < series.scope.size(); ++i) {
      const std::string part = evaluate(series.scope[i], scope).show();
      if (i) a.scope += '/';
      a.scope += part;
      const char hole[] = {'{', static_cast<char>('1' + i), '}', '\0'};
      fill(a.format, hole, part);
    }
    const std::string year = std::to_string(scope.on.year());
    if (series.by_year) (a.scope += '/') += year;
    fill(a.format, "{year}", year);
    if (series.holder) a.holder = evaluate(*series.holder, scope).show();
    out.push_back(std::move(a));
  }
  return out;
}

std::string fact_text(Symbol fact, const Case& c, const std::vector<FactChange>& sets) {
  for (const FactChange& s : sets)
    if (s.fact == fact) return s.value.show();
  return c.value(fact).show();
}

// Duties that count from the change and whose condition holds with the event but did not before.
std::vector<Symbol> begun(const Procedure& p, const Case& before, const Scope& scope) {
  std::vector<Symbol> out;
  for (const DutyDecl& d : p.duties) {
    if (d.recount != DutyDecl::Recount::FromChange || !holds(d.when, scope)) continue;
    const Scope was{p, before, nullptr, scope.law, scope.functions, scope.calendar, scope.on};
    if (before.version == 0 || !holds(d.when, was)) out.push_back(d.name);
  }
  return out;
}

std::vector<std::string> parties_of(const Case& c, const std::vector<Symbol>& roles) {
  std::vector<std::string> out;
  for (Symbol role : roles)
    for (const std::string& party : c.parties(role))
      if (std::find(out.begin(), out.end(), party) == out.end()) out.push_back(party);
  return out;
}

}  // namespace

Result<Decision> decide(const Procedure& p, const Case& c, const Command& command,
                        const Context& context) {
  const MoveDecl* move = p.move(command.move);
  if (!move)
    return fail(ErrorKind::NotFound, "case.no_move",
                {{"move", command.move.text()}, {"procedure", p.qualified}});
  Decision out;
  CaseEvent& e = out.event;
  e.role = TRY(acting_role(p, c, *move, context, e.bound));
  CHECK(check_state(p, c, *move));
  if (context.on > context.at.date())
    return refuse("case.future", {{"on", context.on.iso()}, {"today", context.at.date().iso()}});
  if (context.on < c.opened_on)
    return refuse("case.before_opening", {{"on", context.on.iso()}, {"opened", c.opened_on.iso()}});
  e.sets.reserve(command.sets.size() + move->reads.size() + move->sets.size() + move->then.size());
  e.sets = command.sets;
  CHECK(check_given(p, *move, e.sets, context));
  Scope scope{p, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  for (Symbol fact : move->reads)
    if (const FactDecl* decl = p.fact(fact)) {
      Value got = TRY(fetch(decl->from, scope, c, context, e.read));
      put(e.sets, {fact, std::move(got), decl->personal});
    }
  CHECK(check_guards(*move, scope));
  if (!move->to_role.empty()) {
    const auto& parties = c.parties(move->to_role);
    if (command.to.empty()) {
      e.recipients = parties;
    } else if (std::find(parties.begin(), parties.end(), command.to) == parties.end()) {
      return refuse("case.no_such_addressee", {{"party", command.to}}, move->cites);
    } else {
      e.recipients = {command.to};
    }
  }
  scope.doing = command.move;
  scope.doing_for = e.recipients.size() == 1 ? std::string_view(e.recipients[0])
                                             : std::string_view(context.party);
  out.allotments = allotments_of(p, *move, scope);
  add_sets(p, move->sets, scope, e.sets);
  e.to = c.state;
  for (const Target& t : move->to)
    if (holds(t.when, scope)) {
      if (!t.state.empty()) e.to = t.state;
      break;
    }
  const StateDecl* state = p.state(e.to);
  e.closes = state && state->final;
  for (const Issue& issue : move->issues)
    if (holds(issue.when, scope))
      e.issued.push_back({issue.document,
                          issue.number.empty() ? "" : fact_text(issue.number, c, e.sets),
                          parties_of(c, issue.to)});
  e.began = begun(p, c, scope);
  e.case_id = c.id;
  e.version = c.version + 1;
  e.move = command.move;
  e.party = context.party;
  e.account = context.account;
  e.via = context.via;
  e.on = context.on;
  e.at = context.at;
  e.round = c.round;
  return out;
}

namespace {

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

// What a case knows from the start: starting values, what comes from the subject and from the roles
// bound so far, and what the command gives.
Status fetch_facts(const Procedure& p, const Case& c, const OpenCommand& command,
                   const Context& context, CaseEvent& e) {
  const Scope scope{p, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  e.sets.clear();
  std::vector<ReadMark> read;
  for (const FactDecl& fact : p.facts) {
    if (!fact.start.none()) e.sets.push_back({fact.name, fact.start, fact.personal});
    if (fact.from.kind != Source::Kind::None && fact.from.kind != Source::Kind::Cases) {
      Value got = TRY(fetch(fact.from, scope, c, context, read));
      if (!got.none()) e.sets.push_back({fact.name, std::move(got), fact.personal});
    }
  }
  for (const FactChange& change : command.sets) {
    const FactDecl* decl = p.fact(change.fact);
    if (!decl)
      return fail(ErrorKind::BadInput, "case.unknown_fact",
                  {{"fact", change.fact.text()}, {"procedure", p.qualified}}, change.fact.text());
    CHECK(check_fact(*decl, change.value, context));
    put(e.sets, {change.fact, change.value, decl->personal});
  }
  for (ReadMark& mark : read)
    if (std::find(e.read.begin(), e.read.end(), mark) == e.read.end())
      e.read.push_back(std::move(mark));
  return {};
}

}  // namespace

Result<Decision> open_case(const Procedure& p, const OpenCommand& command, const Context& context) {
  Decision out;
  CaseEvent& e = out.event;
  Case c;
  c.id = command.case_id;
  c.subject = command.subject;
  c.opened_on = context.on;
  if (context.on > context.at.date())
    return refuse("case.future", {{"on", context.on.iso()}, {"today", context.at.date().iso()}});
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
  e.bound = c.roles;
  const Scope scope{p, c, &e.sets, context.law, context.functions, context.calendar, context.on};
  CHECK(fetch_facts(p, c, command, context, e));
  add_sets(p, p.at_open, scope, e.sets);
  e.began = begun(p, {}, scope);
  e.case_id = command.case_id;
  e.version = 1;
  e.move = kOpen;
  e.role = context.is_system ? kSystem : Symbol();
  e.party = context.party;
  e.account = context.account;
  e.via = context.via;
  e.on = context.on;
  e.at = context.at;
  e.to = p.first;
  e.round = 1;
  e.procedure = p.qualified;
  e.pack = context.law ? context.law->digest : "";
  e.subject = command.subject;
  e.key = command.key;
  e.links = command.links;
  return out;
}

std::string number_text(const std::string& format, std::int64_t number) {
  const auto at = format.find("{n");
  if (at == std::string::npos) return format;
  const auto end = format.find('}', at);
  const int width = format[at + 2] == ':'
                        ? static_cast<int>(leading_number(std::string_view(format).substr(at + 3)))
                        : 1;
  const std::string digits = std::to_string(number);
  std::string out(format, 0, at);
  if (const auto wanted = static_cast<std::size_t>(width); digits.size() < wanted)
    out.append(wanted - digits.size(), '0');
  return (out += digits).append(format, end + 1);
}

void settle(const Procedure& p, Decision& decision, const Allotment& a, std::int64_t number) {
  const std::string text = number_text(a.format, number);
  put(decision.event.sets, {a.fact, Value(text), false});
  decision.event.allotted.push_back({a.series, a.scope, a.holder, number, text});
  if (const MoveDecl* move = p.move(decision.event.move))
    for (const Issue& issue : move->issues)
      if (issue.number == a.fact)
        for (IssuedDocument& d : decision.event.issued)
          if (d.document == issue.document) d.number = text;
}

std::vector<Effect> consequences(const Procedure& p, const Case& c, const CaseEvent& event,
                                 const Context& context) {
  std::vector<Effect> out;
  for (const IssuedDocument& d : event.issued) {
    Effect e;
    e.kind = Effect::Kind::Render;
    e.document = d.document;
    e.number = d.number;
    e.parties = d.to;
    out.push_back(std::move(e));
  }
  const MoveDecl* move = p.move(event.move);
  if (!move) return out;
  const Scope scope{p, c, nullptr, context.law, context.functions, context.calendar, event.on};
  const auto sets_of = [&](const EffectDecl& decl) {
    std::vector<FactChange> sets;
    for (const Assignment& a : decl.sets)
      if (holds(a.when, scope)) sets.push_back({a.fact, evaluate(a.value, scope), false});
    return sets;
  };
  for (const EffectDecl& decl : move->then) {
    if (!holds(decl.when, scope)) continue;
    Effect e;
    switch (decl.kind) {
      case EffectDecl::Kind::Open:
        e.kind = Effect::Kind::Open;
        e.procedure = decl.procedure;
        e.subject = decl.about.kind == Expression::Kind::None ? c.subject
                                                              : evaluate(decl.about, scope).show();
        e.sets = sets_of(decl);
        for (const auto& [there, here] : decl.roles) e.roles.push_back({there, c.parties(here)});
        e.link = decl.link;
        out.push_back(std::move(e));
        break;
      case EffectDecl::Kind::Tell: {
        e.kind = Effect::Kind::Tell;
        e.move = decl.move;
        e.sets = sets_of(decl);
        if (!decl.to_each) {
          if (const std::string* other = c.link(decl.link)) {
            e.case_id = *other;
            out.push_back(std::move(e));
          }
          break;
        }
        if (const Compound* list = c.value(decl.list).compound())
          for (const Value& id : list->items) {
            Effect each = e;
            each.case_id = id.show();
            out.push_back(std::move(each));
          }
        break;
      }
      case EffectDecl::Kind::Notify:
        e.kind = Effect::Kind::Notify;
        e.parties = c.parties(decl.role);
        e.message = decl.message;
        out.push_back(std::move(e));
        break;
      default:
        break;  // numbers and bindings stand in the event itself
    }
  }
  return out;
}

void link_opened(Case& c, CaseEvent& event, Symbol link, const std::string& case_id) {
  event.links.emplace_back(link, case_id);
  c.links.emplace_back(link, case_id);
}

std::vector<const MoveDecl*> open_moves(const Procedure& p, const Case& c, std::string_view party) {
  std::vector<const MoveDecl*> out;
  for (const MoveDecl& move : p.moves) {
    if (!check_state(p, c, move)) continue;
    const bool mine = std::any_of(move.by.begin(), move.by.end(), [&](Symbol role) {
      const auto& parties = c.parties(role);
      return std::find(parties.begin(), parties.end(), party) != parties.end();
    });
    if (mine) out.push_back(&move);
  }
  return out;
}

}  // namespace dengbao
