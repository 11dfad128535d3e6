// Effects as they lie in the outbox, and how they get there.

#include <boost/json.hpp>

#include "app/desk.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

json::array changes_json(const std::vector<FactChange>& sets) {
  json::array out;
  for (const FactChange& s : sets)
    out.push_back(json::object{{"fact", s.fact.text()}, {"value", to_json(s.value)}});
  return out;
}

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

}  // namespace

json::object effect_json(const Effect& e) {
  static constexpr const char* kKinds[] = {"open", "tell", "notify", "render", "enter", "void"};
  json::object out{{"kind", kKinds[static_cast<int>(e.kind)]}};
  if (!e.procedure.empty()) out["procedure"] = e.procedure;
  if (!e.subject.empty()) out["subject"] = e.subject;
  if (!e.sets.empty()) out["sets"] = changes_json(e.sets);
  if (!e.roles.empty()) {
    json::object roles;
    for (const RoleBinding& b : e.roles) roles[b.role.text()] = strings(b.parties);
    out["roles"] = std::move(roles);
  }
  if (!e.case_id.empty()) out["case"] = e.case_id;
  if (!e.move.empty()) out["move"] = e.move.text();
  if (!e.parties.empty()) out["parties"] = strings(e.parties);
  if (!e.message.empty()) out["message"] = e.message;
  if (!e.document.empty()) out["document"] = e.document;
  if (!e.number.empty()) out["number"] = e.number;
  if (!e.successor.empty()) out["successor"] = e.successor;
  if (!e.citation.empty()) out["citation"] = e.citation;
  return out;
}

Effect effect_from(const json::object& o) {
  Effect e;
  const std::string kind = text(o, "kind");
  e.kind = kind == "open"     ? Effect::Kind::Open
           : kind == "tell"   ? Effect::Kind::Tell
           : kind == "render" ? Effect::Kind::Render
           : kind == "enter"  ? Effect::Kind::Enter
           : kind == "void"   ? Effect::Kind::Void
                              : Effect::Kind::Notify;
  e.procedure = text(o, "procedure");
  e.subject = text(o, "subject");
  if (const json::value* sets = o.if_contains("sets"); sets && sets->is_array())
    for (const auto& s : sets->get_array())
      e.sets.push_back({Symbol(text(s.as_object(), "fact")), from_json(s.at("value")), false});
  const auto list = [](const json::value& v) {
    std::vector<std::string> out;
    for (const auto& s : v.as_array()) out.emplace_back(s.as_string());
    return out;
  };
  if (const json::value* roles = o.if_contains("roles"); roles && roles->is_object())
    for (const auto& m : roles->get_object())
      e.roles.push_back({Symbol(std::string_view(m.key())), list(m.value())});
  e.case_id = text(o, "case");
  e.move = Symbol(text(o, "move"));
  if (const json::value* parties = o.if_contains("parties")) e.parties = list(*parties);
  e.message = text(o, "message");
  e.document = text(o, "document");
  e.number = text(o, "number");
  e.successor = text(o, "successor");
  e.citation = text(o, "citation");
  return e;
}

Status Desk::queue(const std::vector<Effect>& effects, OpenedCase& c, CaseEvent& event) {
  int ordinal = 0;
  for (const Effect& effect : effects) {
    Effect queued = effect;
    if (effect.kind == Effect::Kind::Open) {
      // The id is fixed now, so that the link stands in the event that brought the case about.
      queued.case_id = fresh_id();
      if (!effect.link.empty()) link_opened(c.c, event, effect.link, queued.case_id);
    }
    json::object o = effect_json(queued);
    o["from"] = c.c.id;
    o["on"] = event.on.iso();
    CHECK(work_.insert(OutboxRow{event.id, ordinal++, json::serialize(o)}));
  }
  return {};
}

}  // namespace dengbao
