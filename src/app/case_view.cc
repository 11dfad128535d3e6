#include "app/case_view.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "app/case_rows.h"
#include "app/recusal.h"
#include "app/voiding.h"
#include "engine/decide.h"

namespace dengbao {
namespace {

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

json::array symbols(const std::vector<Symbol>& all) {
  json::array out;
  for (Symbol s : all) out.push_back(json::string(s.text()));
  return out;
}

const std::string& name_of(Symbol s) {
  return s.text();
}

// One case with its rules, while it is being looked at.
struct Look {
  const CaseViewer& viewer;
  const Case& c;
  const Procedure& p;
  const Law& law;
  const Scope& scope;
};

// What the viewer may see of a fact: its roles, and the condition after which everybody may.
bool visible(const Look& s, Symbol fact) {
  const FactDecl* decl = s.p.fact(fact);
  if (!decl || decl->seen_by.empty() || s.viewer.party.empty()) return true;
  for (Symbol role : decl->seen_by) {
    const auto& parties = s.c.parties(role);
    if (std::find(parties.begin(), parties.end(), s.viewer.party) != parties.end()) return true;
  }
  return decl->seen_after.op != Condition::Op::Always && holds(decl->seen_after, s.scope);
}

json::object move_label(const Procedure& p, Symbol move) {
  static const std::map<std::string, Label> kOwn = {
      {"open", {"开启", "opened"}},
      {"remind", {"提醒", "reminded"}},
      {"escalate", {"督办", "escalated"}},
      {"keep_due", {"保留原期限", "date kept"}},
      {"migrate", {"改用新规则", "came under other rules"}}};
  if (const MoveDecl* decl = p.move(move); decl && !decl->label.empty())
    return label_json(decl->label);
  const auto own = kOwn.find(move.text());
  return label_json(own == kOwn.end() ? Label{move.text(), move.text()} : own->second);
}

Result<json::array> parties_json(const Look& s) {
  json::array out;
  for (const RoleDecl& role : s.p.roles)  // as the pack has them, whatever order they were bound in
    for (const std::string& party : s.c.parties(role.name))
      out.push_back(json::object{{"role", role.name.text()},
                                 {"label", role_label(s.p, role.name)},
                                 {"party", party},
                                 {"name", TRY(s.viewer.names.party(party))}});
  return out;
}

json::object roles_json(const Case& c) {
  json::object out;
  for (const RoleBinding& b : c.roles) out[b.role.text()] = strings(b.parties);
  return out;
}

json::object facts_json(const Look& s) {
  json::object out;
  for (const FactEntry& f : s.c.facts)
    if (visible(s, f.name)) out[f.name.text()] = to_json(f.value);
  return out;
}

Result<json::object> fact_labels_json(const Look& s) {
  json::object out;
  for (const FactEntry& f : s.c.facts) {
    if (!visible(s, f.name)) continue;
    const FactDecl* decl = s.p.fact(f.name);
    json::object o;
    o["label"] = label_json(decl && !decl->label.empty() ? decl->label
                                                         : Label{name_of(f.name), name_of(f.name)});
    o["type"] = decl ? fact_type_name(decl->type) : std::string_view("text");
    o["citations"] = decl ? strings(decl->cites) : json::array{};
    o["words"] = label_json(TRY(value_words(decl, f.value, s.law, s.viewer.names)));
    o["on"] = f.on.iso();
    out[f.name.text()] = std::move(o);
  }
  return out;
}

// All states a move may start from, by name: an empty list in the pack means every open one.
std::vector<Symbol> starts_of(const Procedure& p, const MoveDecl& move) {
  if (!move.from.empty()) return move.from;
  std::vector<Symbol> out;
  for (const StateDecl& state : p.states)
    if (!state.final || move.from_any) out.push_back(state.name);
  return out;
}

json::object graph_json(const Look& s) {
  json::array states, moves;
  for (const StateDecl& state : s.p.states)
    states.push_back(json::object{{"state", state.name.text()},
                                  {"label", label_json(state.label)},
                                  {"first", state.name == s.p.first},
                                  {"final", state.final},
                                  {"now", state.name == s.c.state}});
  for (const MoveDecl& move : s.p.moves) {
    std::vector<Symbol> to;
    for (const Target& t : move.to)
      if (!t.state.empty()) to.push_back(t.state);
    moves.push_back(json::object{{"move", move.name.text()},
                                 {"label", label_json(move.label)},
                                 {"by", symbols(move.by)},
                                 {"from", symbols(starts_of(s.p, move))},
                                 {"to", symbols(to)}});
  }
  return {{"states", std::move(states)}, {"moves", std::move(moves)}};
}

json::array asks_json(const Look& s, const MoveDecl& move) {
  json::array out;
  const auto add = [&](Symbol fact, bool required, bool one_of) {
    const FactDecl* decl = s.p.fact(fact);
    if (!decl) return;
    json::object o = field_json(*decl, s.law);
    o["required"] = required;
    if (one_of) o["one_of"] = true;  // at least one of those marked so
    out.push_back(std::move(o));
  };
  for (const Asked& a : move.asks) add(a.fact, true, false);
  for (Symbol fact : move.any_of) add(fact, false, true);
  for (Symbol fact : move.may) add(fact, false, false);
  return out;
}

// Moves that the state allows, each with those who may do it and its form.
Result<json::array> moves_json(const Look& s) {
  json::array out;
  for (const MoveDecl& move : s.p.moves) {
    if (!allowed_in(move, s.c)) continue;
    json::array by, parties;
    bool mine = s.viewer.party.empty();
    bool by_people = false;
    for (Symbol role : move.by) {
      if (role.text() == "system") continue;
      by_people = true;
      by.push_back(role_label(s.p, role));
      const RoleDecl* decl = s.p.role(role);
      const bool open =
          s.viewer.side.under.empty() || (decl && representable(*decl, s.viewer.side));
      for (const std::string& party : s.c.parties(role)) {
        mine = mine || (open && party == s.viewer.party);
        parties.push_back(
            json::object{{"party", party}, {"name", TRY(s.viewer.names.party(party))}});
      }
    }
    if (!by_people) continue;
    // Of whoever may have to step aside the form asks first whether he has ties.
    const bool recusable =
        mine && !s.viewer.party.empty() && barred_aside(s.c, s.p, move, s.viewer.party);
    if (recusable && s.viewer.aside) mine = false;
    json::array recipients;
    for (const std::string& party : s.c.parties(move.to_role))
      recipients.push_back(
          json::object{{"party", party}, {"name", TRY(s.viewer.names.party(party))}});
    out.push_back(json::object{{"move", move.name.text()},
                               {"label", label_json(move.label)},
                               {"by", symbols(move.by)},
                               {"by_labels", std::move(by)},
                               {"parties", std::move(parties)},
                               {"mine", mine},
                               {"recusable", recusable},
                               {"to", std::move(recipients)},
                               {"asks", asks_json(s, move)},
                               {"citations", strings(move.cites)}});
  }
  return out;
}

json::array failing_json(const Look& s) {
  json::array out;
  for (const CheckDecl* check : failing(s.scope))
    out.push_back(json::object{{"check", check->name.text()},
                               {"field", check->field},
                               {"say", label_json(check->say)},
                               {"citations", strings(check->cites)}});
  return out;
}

json::object core_of_row(const EventRow& e) {
  json::error_code error;
  json::value core = json::parse(e.core, error);
  return core.is_object() ? std::move(core.get_object()) : json::object{};
}

Result<json::array> trail_json(const std::vector<EventRow>& events, const Look& s) {
  json::array out;
  for (const EventRow& e : events) {
    const json::object core = core_of_row(e);
    json::object sets;
    if (const json::value* v = core.if_contains("sets"); v && v->is_object())
      for (const auto& m : v->get_object())
        if (visible(s, Symbol(std::string_view(m.key())))) sets[m.key()] = m.value();
    std::string party;
    if (const json::value* v = core.if_contains("party"); v && v->is_string())
      party = std::string(v->get_string());
    out.push_back(json::object{
        {"event", e.id},
        {"index", e.index},
        {"version", e.version},
        {"move", e.kind},
        {"label", move_label(s.p, Symbol(e.kind))},
        {"role", e.role},
        {"role_label", e.role.empty() ? label_json({}) : role_label(s.p, Symbol(e.role))},
        {"party", party},
        {"party_name", TRY(s.viewer.names.party(party))},
        {"account", e.account},
        {"on", e.on.iso()},
        {"at", e.at.iso()},
        {"sets", std::move(sets)}});
    CHECK(add_agent(core, s.viewer.names, out.back().as_object()));
  }
  return out;
}

// What differs between the last submission and the one before it, fact by fact.
Result<json::array> changes_json(const std::vector<EventRow>& events, const Look& s) {
  std::map<std::string, json::value> before, now;
  for (const EventRow& e : events) {
    const json::object core = core_of_row(e);
    const json::value* sets = core.if_contains("sets");
    const json::value* in_round = core.if_contains("round");
    const auto round = in_round && in_round->is_int64() ? in_round->get_int64() : 0;
    if (!sets || !sets->is_object() || round < s.c.round - 1) continue;
    for (const auto& m : sets->get_object())
      if (!m.value().is_null() && visible(s, Symbol(std::string_view(m.key()))))
        (round == s.c.round ? now : before)[std::string(m.key())] = m.value();
  }
  json::array out;
  if (s.c.round < 2) return out;
  for (const auto& [fact, value] : now) {
    const auto it = before.find(fact);
    if (fact == "round" || (it != before.end() && it->second == value)) continue;
    const FactDecl* decl = s.p.fact(Symbol(fact));
    const json::value was = it == before.end() ? json::value(nullptr) : it->second;
    out.push_back(json::object{
        {"fact", fact},
        {"label", label_json(decl ? decl->label : Label{fact, fact})},
        {"was", was},
        {"is", value},
        {"was_words", label_json(TRY(value_words(decl, from_json(was), s.law, s.viewer.names)))},
        {"is_words", label_json(TRY(value_words(decl, from_json(value), s.law, s.viewer.names)))}});
  }
  return out;
}

Result<json::array> documents_json(const Look& s) {
  json::array out;
  for (const DocumentRow& d : TRY(s.viewer.reading.documents_of(s.c.id))) {
    json::object o{{"document", d.id}, {"kind", d.kind}, {"number", d.number}, {"title", ""}};
    json::error_code error;
    if (const json::value doc = json::parse(d.doc, error); doc.is_object())
      if (const json::value* title = doc.get_object().if_contains("title")) o["title"] = *title;
    CHECK(add_standing(s.viewer.reading, d.id, d.number, o));
    out.push_back(std::move(o));
  }
  return out;
}

Result<json::object> head_json(const Look& s) {
  json::object o{{"case", s.c.id},
                 {"procedure", s.c.procedure},
                 {"title", label_json(s.p.title)},
                 {"pack", s.c.pack},
                 {"law", json::object{{"pack", s.law.head.id},
                                      {"edition", s.law.head.edition},
                                      {"title", label_json(s.law.head.title)}}},
                 {"subject", s.c.subject},
                 {"subject_name", TRY(s.viewer.names.subject(s.c.subject))},
                 {"state", s.c.state.text()},
                 {"version", s.c.version},
                 {"round", s.c.round},
                 {"open", s.c.open},
                 {"opened_on", s.c.opened_on.iso()}};
  if (const StateDecl* state = s.p.state(s.c.state)) o["state_label"] = label_json(state->label);
  return o;
}

Result<json::object> whole(const Look& s) {
  json::object o = TRY(head_json(s));
  o["roles"] = roles_json(s.c);
  o["parties"] = TRY(parties_json(s));
  o["facts"] = facts_json(s);
  o["fact_labels"] = TRY(fact_labels_json(s));
  json::array due;
  for (const Duty& d : duties(s.p, s.c, s.law, s.viewer.installation.calendar(), s.viewer.now))
    due.push_back(TRY(duty_json(d, s.c, s.p, s.viewer)));
  o["duties"] = std::move(due);
  o["moves"] = TRY(moves_json(s));
  o["graph"] = graph_json(s);
  o["failing_checks"] = failing_json(s);
  const auto events = TRY(s.viewer.reading.events_of("case/" + s.c.id));
  o["changes"] = TRY(changes_json(events, s));
  o["documents"] = TRY(documents_json(s));
  json::object links;
  for (const auto& [name, other] : s.c.links) links[name.text()] = other;
  o["links"] = std::move(links);
  o["events"] = TRY(trail_json(events, s));
  return o;
}

}  // namespace

Result<bool> shows_file(const CaseViewer& viewer, const CaseRow& row, const std::string& digest) {
  const Case c = TRY(case_in(row));
  Installation& in = viewer.installation;
  const auto law = TRY(in.shelf().pinned(row.pack, viewer.reading));
  const Procedure* p = law->procedure(row.procedure);
  if (!p) return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", row.procedure}});
  const Scope scope{*p, c, nullptr, law.get(), &in.functions(), &in.calendar(), viewer.now.date()};
  const Look sight{viewer, c, *p, *law, scope};
  return std::any_of(c.facts.begin(), c.facts.end(), [&](const FactEntry& f) {
    return json::serialize(to_json(f.value)).find(digest) != std::string::npos &&
           visible(sight, f.name);
  });
}

Result<json::object> case_view(const CaseViewer& viewer, const std::string& id) {
  const auto row = TRY(viewer.reading.case_row(id));
  if (!row) return fail(ErrorKind::NotFound, "case.none", {{"case", id}});
  const Case c = TRY(case_in(*row));
  Installation& in = viewer.installation;
  const auto law = TRY(in.shelf().pinned(row->pack, viewer.reading));
  const Procedure* p = law->procedure(row->procedure);
  if (!p) return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", row->procedure}});
  const Scope scope{*p, c, nullptr, law.get(), &in.functions(), &in.calendar(), viewer.now.date()};
  return whole({viewer, c, *p, *law, scope});
}

}  // namespace dengbao
