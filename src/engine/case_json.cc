// Stored spelling of cases and events. Members are added, never renamed or reused.

#include <boost/json.hpp>

#include "engine/case.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64()    ? v->get_int64()
         : v && v->is_uint64() ? static_cast<std::int64_t>(v->get_uint64())
                               : 0;
}

Date date(std::string_view s) {
  return Date::parse(s).value_or(Date());
}
Instant instant(std::string_view s) {
  return Instant::parse(s).value_or(Instant());
}

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

std::vector<std::string> strings(const json::value* v) {
  std::vector<std::string> out;
  if (v && v->is_array())
    for (const json::value& s : v->get_array())
      if (s.is_string()) out.emplace_back(s.get_string());
  return out;
}

template <class F>
void each_member(const json::object& o, std::string_view key, F&& use) {
  if (const json::value* v = o.if_contains(key); v && v->is_object())
    for (const auto& m : v->get_object()) use(std::string_view(m.key()), m.value());
}

template <class F>
void each_object(const json::object& o, std::string_view key, F&& use) {
  if (const json::value* v = o.if_contains(key); v && v->is_array())
    for (const auto& item : v->get_array())
      if (item.is_object()) use(item.get_object());
}

json::object roles_json(const std::vector<RoleBinding>& roles) {
  json::object out;
  for (const RoleBinding& b : roles) out[b.role.text()] = strings(b.parties);
  return out;
}

std::vector<RoleBinding> roles_from(const json::object& o, std::string_view key) {
  std::vector<RoleBinding> out;
  each_member(o, key, [&](std::string_view role, const json::value& v) {
    out.push_back({Symbol(role), strings(&v)});
  });
  return out;
}

json::array issued_json(const std::vector<IssuedDocument>& issued) {
  json::array out;
  for (const IssuedDocument& d : issued)
    out.push_back(
        json::object{{"document", d.document}, {"number", d.number}, {"to", strings(d.to)}});
  return out;
}

std::vector<IssuedDocument> issued_from(const json::object& o) {
  std::vector<IssuedDocument> out;
  each_object(o, "issued", [&](const json::object& d) {
    out.push_back({text(d, "document"), text(d, "number"), strings(d.if_contains("to"))});
  });
  return out;
}

json::object step_json(const DutyStep& s) {
  json::object out{{"duty", s.duty.text()},
                   {"instance", s.instance},
                   {"step", s.step.text()},
                   {"to", strings(s.to)}};
  if (s.due) out["due"] = s.due->iso();
  return out;
}

DutyStep step_from(const json::object& o) {
  DutyStep s{Symbol(text(o, "duty")),
             text(o, "instance"),
             Symbol(text(o, "step")),
             {},
             strings(o.if_contains("to"))};
  if (o.contains("due")) s.due = date(text(o, "due"));
  return s;
}

json::object links_json(const std::vector<std::pair<Symbol, std::string>>& links) {
  json::object out;
  for (const auto& [name, id] : links) out[name.text()] = id;
  return out;
}

std::vector<std::pair<Symbol, std::string>> links_from(const json::object& o) {
  std::vector<std::pair<Symbol, std::string>> out;
  each_member(o, "links", [&](std::string_view name, const json::value& v) {
    if (v.is_string()) out.emplace_back(Symbol(name), std::string(v.get_string()));
  });
  return out;
}

json::array marks_json(const std::vector<Mark>& marks) {
  json::array out;
  for (const Mark& m : marks)
    out.push_back(json::array{json::string(m.what.text()), m.on.days(), m.at.millis(), m.round,
                              json::string(m.party)});
  return out;
}

std::vector<Mark> marks_from(const json::object& o, std::string_view key) {
  std::vector<Mark> out;
  const json::value* v = o.if_contains(key);
  if (!v || !v->is_array()) return out;
  for (const auto& item : v->get_array()) {
    if (!item.is_array() || item.get_array().size() != 5) continue;
    const auto& a = item.get_array();
    out.push_back({Symbol(std::string_view(a[0].as_string())),
                   Date::from_days(static_cast<std::int32_t>(a[1].as_int64())),
                   Instant::from_millis(a[2].as_int64()),
                   static_cast<std::int32_t>(a[3].as_int64()), std::string(a[4].as_string())});
  }
  return out;
}

}  // namespace

json::object core_of(const CaseEvent& e) {
  json::object out{{"v", 1},
                   {"id", e.id},
                   {"case", e.case_id},
                   {"version", e.version},
                   {"move", e.move.text()},
                   {"role", e.role.text()},
                   {"party", e.party},
                   {"account", e.account},
                   {"on", e.on.iso()},
                   {"at", e.at.iso()},
                   {"to", e.to.text()},
                   {"round", e.round}};
  if (e.closes) out["closes"] = true;
  json::object sets;
  json::array personal;
  for (const FactChange& s : e.sets)
    if (s.personal && !s.value.none())
      personal.push_back(json::string(s.fact.text()));
    else
      sets[s.fact.text()] = to_json(s.value);
  if (!sets.empty()) out["sets"] = std::move(sets);
  if (!personal.empty()) out["personal"] = std::move(personal);
  if (!e.bound.empty()) out["roles"] = roles_json(e.bound);
  if (!e.issued.empty()) out["issued"] = issued_json(e.issued);
  if (!e.links.empty()) out["links"] = links_json(e.links);
  if (!e.recipients.empty()) out["recipients"] = strings(e.recipients);
  if (e.step) out["step"] = step_json(*e.step);
  if (!e.allotted.empty()) {
    json::array allotted;
    for (const AllottedNumber& n : e.allotted)
      allotted.push_back(json::object{{"series", n.series},
                                      {"scope", n.scope},
                                      {"holder", n.holder},
                                      {"number", n.number},
                                      {"text", n.text}});
    out["allotted"] = std::move(allotted);
  }
  if (!e.began.empty()) {
    json::array began;
    for (Symbol duty : e.began) began.push_back(json::string(duty.text()));
    out["began"] = std::move(began);
  }
  if (!e.via.empty()) out["via"] = e.via;
  if (!e.read.empty()) {
    json::array read;
    for (const ReadMark& r : e.read)
      read.push_back(json::array{json::string(r.what), json::string(r.version)});
    out["read"] = std::move(read);
  }
  if (!e.procedure.empty()) {
    out["procedure"] = e.procedure;
    out["pack"] = e.pack;
    out["subject"] = e.subject;
    if (!e.key.empty()) out["key"] = e.key;
  }
  return out;
}

CaseEvent event_from(const json::object& o) {
  CaseEvent e;
  e.id = text(o, "id");
  e.case_id = text(o, "case");
  e.version = number(o, "version");
  e.move = Symbol(text(o, "move"));
  e.role = Symbol(text(o, "role"));
  e.party = text(o, "party");
  e.account = text(o, "account");
  e.on = date(text(o, "on"));
  e.at = instant(text(o, "at"));
  e.to = Symbol(text(o, "to"));
  e.round = static_cast<std::int32_t>(number(o, "round"));
  e.closes = o.contains("closes");
  each_member(o, "sets", [&](std::string_view fact, const json::value& v) {
    e.sets.push_back({Symbol(fact), from_json(v), false});
  });
  for (const std::string& fact : strings(o.if_contains("personal")))
    e.sets.push_back({Symbol(fact), {}, true});
  e.bound = roles_from(o, "roles");
  e.issued = issued_from(o);
  e.links = links_from(o);
  e.recipients = strings(o.if_contains("recipients"));
  if (const json::value* step = o.if_contains("step"); step && step->is_object())
    e.step = step_from(step->get_object());
  each_object(o, "allotted", [&](const json::object& n) {
    e.allotted.push_back({text(n, "series"), text(n, "scope"), text(n, "holder"),
                          number(n, "number"), text(n, "text")});
  });
  for (const std::string& duty : strings(o.if_contains("began"))) e.began.emplace_back(duty);
  e.via = text(o, "via");
  if (const json::value* read = o.if_contains("read"); read && read->is_array())
    for (const auto& r : read->get_array())
      if (r.is_array() && r.get_array().size() == 2)
        e.read.push_back(
            {std::string(r.get_array()[0].as_string()), std::string(r.get_array()[1].as_string())});
  e.procedure = text(o, "procedure");
  e.pack = text(o, "pack");
  e.subject = text(o, "subject");
  e.key = text(o, "key");
  return e;
}

json::object to_json(const Case& c) {
  json::object out{{"id", c.id},
                   {"procedure", c.procedure},
                   {"pack", c.pack},
                   {"subject", c.subject},
                   {"state", c.state.text()},
                   {"version", c.version},
                   {"round", c.round},
                   {"open", c.open},
                   {"opened_on", c.opened_on.iso()},
                   {"opened_at", c.opened_at.iso()},
                   {"roles", roles_json(c.roles)},
                   {"moves", marks_json(c.moves)},
                   {"marks", marks_json(c.fact_marks)}};
  if (!c.key.empty()) out["key"] = c.key;
  json::object facts;
  for (const FactEntry& f : c.facts)
    facts[f.name.text()] = json::array{to_json(f.value), f.on.days(), f.at.millis(), f.personal};
  out["facts"] = std::move(facts);
  if (!c.steps.empty()) {
    json::array steps;
    for (const DutyStep& s : c.steps) steps.push_back(step_json(s));
    out["steps"] = std::move(steps);
  }
  if (!c.links.empty()) out["links"] = links_json(c.links);
  if (!c.issued.empty()) out["issued"] = issued_json(c.issued);
  return out;
}

Case case_from(const json::object& o) {
  Case c;
  c.id = text(o, "id");
  c.procedure = text(o, "procedure");
  c.pack = text(o, "pack");
  c.subject = text(o, "subject");
  c.key = text(o, "key");
  c.state = Symbol(text(o, "state"));
  c.version = number(o, "version");
  c.round = static_cast<std::int32_t>(number(o, "round"));
  const json::value* open = o.if_contains("open");
  c.open = open && open->is_bool() && open->get_bool();
  c.opened_on = date(text(o, "opened_on"));
  c.opened_at = instant(text(o, "opened_at"));
  c.roles = roles_from(o, "roles");
  c.moves = marks_from(o, "moves");
  c.fact_marks = marks_from(o, "marks");
  each_member(o, "facts", [&](std::string_view name, const json::value& v) {
    if (!v.is_array() || v.get_array().size() != 4) return;
    const auto& a = v.get_array();
    c.facts.push_back({Symbol(name), from_json(a[0]),
                       Date::from_days(static_cast<std::int32_t>(a[1].as_int64())),
                       Instant::from_millis(a[2].as_int64()), a[3].as_bool()});
  });
  c.places.build(c.facts);
  each_object(o, "steps", [&](const json::object& s) { c.steps.push_back(step_from(s)); });
  c.links = links_from(o);
  c.issued = issued_from(o);
  return c;
}

}  // namespace dengbao
