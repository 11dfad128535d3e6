// Reads cases and events as case_text.cc writes them.

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

std::vector<RoleBinding> roles_from(const json::object& o, std::string_view key) {
  std::vector<RoleBinding> out;
  each_member(o, key, [&](std::string_view role, const json::value& v) {
    out.push_back({Symbol(role), strings(&v)});
  });
  return out;
}

std::vector<IssuedDocument> issued_from(const json::object& o) {
  std::vector<IssuedDocument> out;
  each_object(o, "issued", [&](const json::object& d) {
    out.push_back({text(d, "document"), text(d, "number"), strings(d.if_contains("to"))});
  });
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

std::vector<std::pair<Symbol, std::string>> links_from(const json::object& o) {
  std::vector<std::pair<Symbol, std::string>> out;
  each_member(o, "links", [&](std::string_view name, const json::value& v) {
    if (v.is_string()) out.emplace_back(Symbol(name), std::string(v.get_string()));
  });
  return out;
}

std::int64_t number_at(const json::array& a, std::size_t at) {
  return a.size() > at && a[at].is_int64() ? a[at].get_int64() : 0;
}

std::string text_at(const json::array& a, std::size_t at) {
  return a.size() > at && a[at].is_string() ? std::string(a[at].get_string()) : std::string();
}

// Either [what, on, at, round, party], as it was written at first, or several at one instant, their
// day and instant counted from those before: [days, milliseconds, round, party, what, what …].
template <class M>
void add_marks(std::vector<M>& out, const json::array& a) {
  const bool alone = !a.empty() && a[0].is_string();
  const std::size_t from = alone ? 1 : 0;
  const bool counted = !alone && !out.empty();
  const std::int64_t day = counted ? out.back().on.days() : 0;
  const std::int64_t millis = counted ? out.back().at.millis() : 0;
  M blank;
  blank.on = Date::from_days(static_cast<std::int32_t>(day + number_at(a, from)));
  blank.at = Instant::from_millis(millis + number_at(a, from + 1));
  blank.round = static_cast<std::int32_t>(number_at(a, from + 2));
  if constexpr (std::is_same_v<M, Mark>) blank.party = text_at(a, from + 3);
  for (std::size_t i = alone ? 0 : 4; i < (alone ? 1 : a.size()); ++i) {
    out.push_back(blank);
    out.back().what = Symbol(text_at(a, i));
  }
}

template <class M>
std::vector<M> marks_from(const json::object& o, std::string_view key) {
  std::vector<M> out;
  if (const json::value* v = o.if_contains(key); v && v->is_array())
    for (const auto& item : v->get_array())
      if (item.is_array()) add_marks(out, item.get_array());
  return out;
}

}  // namespace

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
  e.agent = text(o, "agent");
  e.under = text(o, "under");
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
  c.moves = marks_from<Mark>(o, "moves");
  c.fact_marks = marks_from<FactMark>(o, "marks");
  each_member(o, "facts", [&](std::string_view name, const json::value& v) {
    if (!v.is_array() || v.get_array().size() != 4) return;
    const auto& a = v.get_array();
    c.facts.push_back({Symbol(name), Date::from_days(static_cast<std::int32_t>(a[1].as_int64())),
                       Instant::from_millis(a[2].as_int64()), from_json(a[0]), a[3].as_bool()});
  });
  c.places.build(c.facts);
  each_object(o, "steps", [&](const json::object& s) { c.steps.push_back(step_from(s)); });
  c.links = links_from(o);
  c.issued = issued_from(o);
  return c;
}

}  // namespace dengbao
