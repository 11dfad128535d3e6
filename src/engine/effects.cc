// What a decided move asks of others: numbers from their series, other cases, notices, documents.
#include <fmt/format.h>

#include "base/text.h"
#include "engine/deciding.h"

namespace dengbao {
namespace deciding {
namespace {

// Adds what `e` is, as people are shown it, to `out`.
void show(const Expression& e, const Scope& scope, std::string& out) {
  const Value* there = peek(e, scope);
  const std::string* text = there ? there->text() : nullptr;
  if (text)
    out += *text;
  else
    out += there ? there->show() : evaluate(e, scope).show();
}

void fill(std::string& format, std::string_view hole, std::string_view with) {
  if (const auto at = format.find(hole); at != std::string::npos)
    format.replace(at, hole.size(), with);
}

}  // namespace

std::optional<Allotment> allotment_of(const FactDecl& fact, const Scope& scope, bool anew) {
  if (!fact.series) return std::nullopt;
  const Series& series = *fact.series;
  std::optional<Allotment> out(std::in_place);
  Allotment& a = *out;
  a.fact = fact.name;
  a.series = series.id;
  a.anew = anew;
  // Room for what the holes are filled with.
  a.format.reserve(series.format.size() + 24);
  a.format = series.format;
  for (std::size_t i = 0; i < series.scope.size(); ++i) {
    if (i) a.scope += '/';
    const std::size_t from = a.scope.size();
    show(series.scope[i], scope, a.scope);
    const char hole[] = {'{', static_cast<char>('1' + i), '}', '\0'};
    fill(a.format, hole, std::string_view(a.scope).substr(from));
  }
  const std::string year = std::to_string(scope.on.year());
  if (series.by_year) (a.scope += '/') += year;
  fill(a.format, "{year}", year);
  if (series.holder) show(*series.holder, scope, a.holder);
  return out;
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

void settle(const Procedure& p, Decision& decision, Allotment a, std::int64_t number) {
  std::string text = number_text(a.format, number);
  deciding::put(decision.event.sets, {a.fact, Value(text), false});
  if (const MoveDecl* move = p.move(decision.event.move))
    for (const Issue& issue : move->issues)
      if (issue.number == a.fact)
        for (IssuedDocument& d : decision.event.issued)
          if (d.document == issue.document) d.number = text;
  decision.event.allotted.push_back(
      {std::move(a.series), std::move(a.scope), std::move(a.holder), number, std::move(text)});
}

namespace {

std::vector<FactChange> sets_of(const EffectDecl& decl, const Scope& scope) {
  std::vector<FactChange> sets;
  sets.reserve(decl.sets.size());
  for (const Assignment& a : decl.sets)
    if (holds(a.when, scope)) sets.push_back({a.fact, evaluate(a.value, scope), false});
  return sets;
}

void opening(const EffectDecl& decl, const Case& c, const Scope& scope, Effect& e) {
  e.kind = Effect::Kind::Open;
  e.procedure = decl.procedure;
  e.subject =
      decl.about.kind == Expression::Kind::None ? c.subject : evaluate(decl.about, scope).show();
  e.sets = sets_of(decl, scope);
  e.roles.reserve(decl.roles.size());
  for (const auto& [there, here] : decl.roles) e.roles.push_back({there, c.parties(here)});
  e.link = decl.link;
}

// To the case behind a link, or to every case in a list.
void telling(const EffectDecl& decl, const Case& c, const Scope& scope, std::vector<Effect>& out) {
  const auto tell = [&](std::string id, std::vector<FactChange> sets) {
    Effect& e = out.emplace_back();
    e.kind = Effect::Kind::Tell;
    e.move = decl.move;
    e.sets = std::move(sets);
    e.case_id = std::move(id);
  };
  if (!decl.to_each) {
    if (const std::string* other = c.link(decl.link)) tell(*other, sets_of(decl, scope));
    return;
  }
  const Compound* list = c.value(decl.list).compound();
  if (!list || list->items.empty()) return;
  const std::vector<FactChange> sets = sets_of(decl, scope);
  for (const Value& id : list->items) tell(id.show(), sets);
}

void voiding(const EffectDecl& decl, const Case& c, Effect& e) {
  e.kind = Effect::Kind::Void;
  e.document = decl.document;
  e.number = c.value(decl.number).show();
  e.message = c.value(decl.reason).show();
  if (!decl.successor.empty()) e.successor = c.value(decl.successor).show();
  if (!decl.cites.empty()) e.citation = decl.cites.front();
}

// Whether it only tells people something, or takes back what they were sent.
bool sends(const EffectDecl& decl) {
  return decl.kind == EffectDecl::Kind::Notify || decl.kind == EffectDecl::Kind::Void;
}
// Whether it stands in the event itself: numbers and bindings.
bool in_the_event(const EffectDecl& decl) {
  return decl.kind == EffectDecl::Kind::Allot || decl.kind == EffectDecl::Kind::Bind;
}

void follow(const EffectDecl& decl, const Case& c, const Scope& scope, std::vector<Effect>& out) {
  if (decl.kind == EffectDecl::Kind::Tell) return telling(decl, c, scope, out);
  Effect& e = out.emplace_back();
  switch (decl.kind) {
    case EffectDecl::Kind::Open:
      return opening(decl, c, scope, e);
    case EffectDecl::Kind::Enter:
      e.kind = Effect::Kind::Enter;
      e.subject = c.subject;
      e.sets = sets_of(decl, scope);
      break;
    case EffectDecl::Kind::Void:
      return voiding(decl, c, e);
    default:
      e.kind = Effect::Kind::Notify;
      e.parties = c.parties(decl.role);
      e.message = decl.message;
      break;
  }
}

}  // namespace

std::vector<Effect> consequences(const Procedure& p, const Case& c, const CaseEvent& event,
                                 const Context& context, Wanted wanted) {
  std::vector<Effect> out;
  if (wanted == Wanted::All)
    for (const IssuedDocument& d : event.issued) {
      Effect e;
      e.kind = Effect::Kind::Render;
      e.document = d.document;
      e.number = d.number;
      e.parties = d.to;
      out.push_back(std::move(e));
    }
  const MoveDecl* move = p.move(event.move);
  if (!move || move->then.empty()) return out;
  out.reserve(out.size() + move->then.size());
  CheckMemo memo;
  Scope scope{p, c, nullptr, context.law, context.functions, context.calendar, event.on};
  scope.memo = &memo;
  for (const EffectDecl& decl : move->then)
    if (!in_the_event(decl) && (wanted == Wanted::All || !sends(decl)) && holds(decl.when, scope))
      follow(decl, c, scope, out);
  return out;
}

void link_opened(Case& c, CaseEvent& event, Symbol link, const std::string& case_id) {
  event.links.emplace_back(link, case_id);
  c.links.emplace_back(link, case_id);
}

}  // namespace dengbao
