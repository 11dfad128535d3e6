// What a decided move asks of others: numbers from their series, other cases, notices, documents.
#include <fmt/format.h>

#include "base/text.h"
#include "engine/deciding.h"

namespace dengbao {
namespace deciding {
namespace {

void fill(std::string& format, std::string_view hole, const std::string& with) {
  if (const auto at = format.find(hole); at != std::string::npos)
    format.replace(at, hole.size(), with);
}

}  // namespace

std::optional<Allotment> allotment_of(const FactDecl& fact, const Scope& scope, bool anew) {
  if (!fact.series) return std::nullopt;
  const Series& series = *fact.series;
  Allotment a{fact.name, series.id, {}, {}, series.format, anew};
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
  return a;
}

std::vector<Allotment> allotments_of(const Procedure& p, const MoveDecl& move, const Scope& scope) {
  std::vector<Allotment> out;
  if (move.then.empty()) return out;
  out.reserve(move.then.size());
  for (const EffectDecl& e : move.then) {
    if (e.kind != EffectDecl::Kind::Allot || !holds(e.when, scope)) continue;
    const FactDecl* fact = p.fact(e.fact);
    if (!fact) continue;
    if (auto a = allotment_of(*fact, scope, e.anew)) out.push_back(std::move(*a));
  }
  return out;
}

}  // namespace deciding

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
  deciding::put(decision.event.sets, {a.fact, Value(text), false});
  decision.event.allotted.push_back({a.series, a.scope, a.holder, number, text});
  if (const MoveDecl* move = p.move(decision.event.move))
    for (const Issue& issue : move->issues)
      if (issue.number == a.fact)
        for (IssuedDocument& d : decision.event.issued)
          if (d.document == issue.document) d.number = text;
}

namespace {

std::vector<FactChange> sets_of(const EffectDecl& decl, const Scope& scope) {
  std::vector<FactChange> sets;
  for (const Assignment& a : decl.sets)
    if (holds(a.when, scope)) sets.push_back({a.fact, evaluate(a.value, scope), false});
  return sets;
}

Effect opening(const EffectDecl& decl, const Case& c, const Scope& scope) {
  Effect e;
  e.kind = Effect::Kind::Open;
  e.procedure = decl.procedure;
  e.subject =
      decl.about.kind == Expression::Kind::None ? c.subject : evaluate(decl.about, scope).show();
  e.sets = sets_of(decl, scope);
  for (const auto& [there, here] : decl.roles) e.roles.push_back({there, c.parties(here)});
  e.link = decl.link;
  return e;
}

// To the case behind a link, or to every case in a list.
void telling(const EffectDecl& decl, const Case& c, const Scope& scope, std::vector<Effect>& out) {
  Effect e;
  e.kind = Effect::Kind::Tell;
  e.move = decl.move;
  e.sets = sets_of(decl, scope);
  if (!decl.to_each) {
    if (const std::string* other = c.link(decl.link)) {
      e.case_id = *other;
      out.push_back(std::move(e));
    }
    return;
  }
  if (const Compound* list = c.value(decl.list).compound())
    for (const Value& id : list->items) {
      e.case_id = id.show();
      out.push_back(e);
    }
}

void follow(const EffectDecl& decl, const Case& c, const Scope& scope, std::vector<Effect>& out) {
  Effect e;
  switch (decl.kind) {
    case EffectDecl::Kind::Open:
      out.push_back(opening(decl, c, scope));
      break;
    case EffectDecl::Kind::Tell:
      telling(decl, c, scope, out);
      break;
    case EffectDecl::Kind::Enter:
      e.kind = Effect::Kind::Enter;
      e.subject = c.subject;
      e.sets = sets_of(decl, scope);
      out.push_back(std::move(e));
      break;
    case EffectDecl::Kind::Void:
      e.kind = Effect::Kind::Void;
      e.document = decl.document;
      e.number = c.value(decl.number).show();
      e.message = c.value(decl.reason).show();
      if (!decl.successor.empty()) e.successor = c.value(decl.successor).show();
      if (!decl.cites.empty()) e.citation = decl.cites.front();
      out.push_back(std::move(e));
      break;
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

}  // namespace

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
  CheckMemo memo;
  Scope scope{p, c, nullptr, context.law, context.functions, context.calendar, event.on};
  scope.memo = &memo;
  for (const EffectDecl& decl : move->then)
    if (holds(decl.when, scope)) follow(decl, c, scope, out);
  return out;
}

void link_opened(Case& c, CaseEvent& event, Symbol link, const std::string& case_id) {
  event.links.emplace_back(link, case_id);
  c.links.emplace_back(link, case_id);
}

}  // namespace dengbao
