#include "engine/deciding.h"

#include <algorithm>

namespace dengbao::deciding {

std::string name_of(const Label& label, Symbol name) {
  return label.zh.empty() ? name.text() : label.zh;
}

std::unexpected<Explanation> refuse(std::string code, Args args, std::vector<std::string> cites,
                                    std::string where) {
  return fail(ErrorKind::Refused, std::move(code), std::move(args), std::move(where),
              std::move(cites));
}

Result<Value> fetch(const Source& source, const Scope& scope, const Case& c, const Context& context,
                    std::vector<ReadMark>& read) {
  const auto take = [&](Result<Fetched>&& got, const std::string& of) -> Result<Value> {
    if (!got) return std::unexpected(std::move(got.error()));
    std::string& what = read.emplace_back(ReadMark{{}, std::move(got->version)}).what;
    what.reserve(of.size() + 1 + source.field.size());
    ((what += of) += '.') += source.field;
    return std::move(got->value);
  };
  switch (source.kind) {
    case Source::Kind::Subject:
      return take(context.view->subject(c.subject, source.field), c.subject);
    case Source::Kind::Role: {
      const auto& parties = c.parties(source.role);
      if (parties.empty()) return Value();
      return take(context.view->party(parties[0], source.field), parties[0]);
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
          if (const auto day = Date::maybe(std::string_view(*month.text()).substr(0, 10)))
            search.month = *day;
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

void add_sets(const Procedure& p, const std::vector<Assignment>& assignments, const Scope& scope,
              std::vector<FactChange>& sets) {
  if (assignments.empty()) return;
  // Asked with every move: the room is kept.
  thread_local std::vector<FactChange> made;
  made.clear();
  made.reserve(assignments.size());
  for (const Assignment& a : assignments) {
    if (!holds(a.when, scope)) continue;
    const FactDecl* decl = p.fact(a.fact);
    made.push_back({a.fact, evaluate(a.value, scope), decl && decl->personal});
  }
  for (FactChange& change : made) put(sets, std::move(change));
}

std::vector<Symbol> begun(const Procedure& p, const Case& before, const Scope& scope) {
  std::vector<Symbol> out;
  each_from_change(p, [&](const DutyDecl& d) {
    if (!holds(d.when, scope)) return;
    const Scope was{p, before, nullptr, scope.law, scope.functions, scope.calendar, scope.on};
    if (before.version == 0 || !holds(d.when, was)) out.push_back(d.name);
  });
  return out;
}

std::vector<std::string> parties_of(const Case& c, const std::vector<Symbol>& roles) {
  std::vector<std::string> out;
  out.reserve(roles.size());
  for (Symbol role : roles)
    for (const std::string& party : c.parties(role))
      if (std::find(out.begin(), out.end(), party) == out.end()) out.push_back(party);
  return out;
}

void sign(const Context& context, CaseEvent& e) {
  e.party = context.party;
  e.account = context.account;
  e.via = context.via;
  e.agent = context.agent;
  e.under = context.under;
  e.on = context.on;
  e.at = context.at;
}

}  // namespace dengbao::deciding
