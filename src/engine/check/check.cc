#include "engine/check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/yaml.h"
#include "engine/check/list_fields.h"

namespace dengbao {
namespace {

class Checker {
 public:
  Checker(const Law& law, const Functions& functions) : law_(law), functions_(functions) {}

  std::vector<Explanation> run() {
    for (const auto& [name, p] : law_.procedures) procedure(p);
    circles();
    for (const auto& [name, c] : law_.campaigns) {
      if (!law_.procedure(c.procedure))
        find("check.no_procedure", c.place, {{"procedure", c.procedure}});
      cites(c.cites, c.place);
    }
    return std::move(findings_);
  }

 private:
  void find(std::string code, const Place& place, Args args = {}) {
    findings_.push_back({ErrorKind::Negative, std::move(code), std::move(args), place, {}, {}, {}});
  }

  void cites(const std::vector<std::string>& citations, const Place& place) {
    for (const std::string& c : citations)
      if (!law_.cited(c)) find("check.citation", place, {{"citation", c}});
  }

  void procedure(const Procedure& p) {
    states(p);
    cites(p.cites, p.place);
    cites(p.directory.cites, p.place);
    if (p.from_public.open) {
      const FactDecl* number = p.fact(p.from_public.number);
      if (number && (!number->series || !number->series->at_open))
        find("check.no_series", p.place, {{"fact", p.from_public.number.text()}});
    }
    for (const RoleDecl& r : p.roles) role(p, r);
    for (const FactDecl& f : p.facts) {
      cites(f.cites, f.place);
      if (!f.code_list.empty() && !law_.code_lists.contains(f.code_list))
        find("check.code_list", f.place, {{"list", f.code_list}});
    }
    for (const CheckDecl& c : p.checks) cites(c.cites, c.place);
    for (const MoveDecl& m : p.moves) move(p, m);
    for (const DutyDecl& d : p.duties) duty(p, d);
    for (const Assignment& a : p.at_open) calls(a.value, a.place);
  }

  // Nobody can be represented where there is nothing to do.
  void role(const Procedure& p, const RoleDecl& r) {
    cites(r.cites, r.place);
    cites(r.recuse_cites, r.place);
    for (Symbol barred : r.recuse_bars)
      if (const MoveDecl* m = p.move(barred);
          m && std::find(m->by.begin(), m->by.end(), r.name) == m->by.end())
        find("check.recuse_idle", r.place, {{"role", r.name.text()}, {"move", barred.text()}});
    if (!r.represented.by_agent && !r.represented.by_head_office) return;
    if (std::none_of(p.moves.begin(), p.moves.end(), [&](const MoveDecl& m) {
          return std::find(m.by.begin(), m.by.end(), r.name) != m.by.end();
        }))
      find("check.represented_idle", r.place,
           {{"role", r.name.text()}, {"procedure", p.qualified}});
  }

  void states(const Procedure& p) {
    std::set<Symbol> reached{p.first};
    for (bool grew = true; grew;) {
      grew = false;
      for (const MoveDecl& m : p.moves) {
        const bool can = m.from_any || m.from.empty() ||
                         std::any_of(m.from.begin(), m.from.end(),
                                     [&](Symbol s) { return reached.contains(s); });
        if (!can) continue;
        for (const Target& t : m.to)
          if (!t.state.empty()) grew |= reached.insert(t.state).second;
      }
    }
    for (const StateDecl& s : p.states) {
      if (!reached.contains(s.name))
        find("check.unreachable", p.place, {{"state", s.name.text()}, {"procedure", p.qualified}});
      if (s.final) continue;
      const bool left = std::any_of(p.moves.begin(), p.moves.end(), [&](const MoveDecl& m) {
        const bool from = m.from.empty() || m.from_any ||
                          std::find(m.from.begin(), m.from.end(), s.name) != m.from.end();
        return from && std::any_of(m.to.begin(), m.to.end(), [&](const Target& t) {
                 return !t.state.empty() && t.state != s.name;
               });
      });
      if (!left && !p.is_register)
        find("check.dead_end", p.place, {{"state", s.name.text()}, {"procedure", p.qualified}});
    }
  }

  void move(const Procedure& p, const MoveDecl& m) {
    cites(m.cites, m.place);
    for (const Guard& g : m.guards) cites(g.cites, g.place);
    for (const Assignment& a : m.sets) {
      cites(a.cites, a.place);
      calls(a.value, a.place);
    }
    for (const Issue& i : m.issues) document(p, m, i);
    for (const EffectDecl& e : m.then) effect(p, e);
  }

  void calls(const Expression& e, const Place& place) {
    if (e.kind == Expression::Kind::Call) {
      const auto it = functions_.find(e.name.text());
      if (it == functions_.end()) {
        find("check.no_function", place, {{"function", e.name.text()}});
      } else {
        for (const std::string& key : e.keys)
          if (std::find(it->second.arguments.begin(), it->second.arguments.end(), key) ==
              it->second.arguments.end())
            find("check.function_argument", place,
                 {{"function", e.name.text()}, {"argument", key}});
      }
    }
    for (const Expression& child : e.children) calls(child, place);
  }

  void effect(const Procedure& p, const EffectDecl& e) {
    cites(e.cites, e.place);
    if (e.kind == EffectDecl::Kind::Open) {
      const Procedure* other = law_.procedure(e.procedure);
      if (!other) return find("check.no_procedure", e.place, {{"procedure", e.procedure}});
      for (const Assignment& a : e.sets)
        if (!other->fact(a.fact))
          find("check.fact_there", e.place, {{"fact", a.fact.text()}, {"procedure", e.procedure}});
      for (const auto& [there, here] : e.roles)
        if (!other->role(there))
          find("check.role_there", e.place, {{"role", there.text()}, {"procedure", e.procedure}});
    } else if (e.kind == EffectDecl::Kind::Allot) {
      const FactDecl* fact = p.fact(e.fact);
      if (fact && !fact->series) find("check.no_series", e.place, {{"fact", e.fact.text()}});
    } else if (e.kind == EffectDecl::Kind::Void) {
      if (!law_.templates.contains(e.document))
        find("check.no_template", e.place, {{"document", e.document}});
      if (e.cites.empty()) find("check.no_citation", e.place, {{"name", "void " + e.document}});
    } else if (e.kind == EffectDecl::Kind::Tell) {
      const bool known =
          std::any_of(law_.procedures.begin(), law_.procedures.end(), [&](const auto& other) {
            const MoveDecl* m = other.second.move(e.move);
            return m && std::any_of(m->by.begin(), m->by.end(),
                                    [](Symbol s) { return s.text() == "system"; });
          });
      if (!known) find("check.no_told_move", e.place, {{"move", e.move.text()}});
    }
  }

  // Facts that are set by then: given or set by any move, taken over at opening, or by an effect.
  bool known(const Procedure& p, const std::string& fact) const {
    const Symbol name(fact);
    const FactDecl* decl = p.fact(name);
    return decl != nullptr;
  }

  void document(const Procedure& p, const MoveDecl& m, const Issue& i) {
    cites(i.cites, i.place);
    const auto it = law_.templates.find(i.document);
    if (it == law_.templates.end())
      return find("check.no_template", i.place, {{"document", i.document}});
    for (const std::string& field : it->second.fields) {
      if (!field.starts_with("fact.")) continue;
      const std::string fact = field.substr(5, field.find('.', 5) - 5);
      if (!known(p, fact))
        find("check.unknown_field", i.place,
             {{"field", field}, {"document", i.document}, {"move", m.name.text()}});
    }
    entries(p, i, it->second);
  }

  // What a template shows of the entries of a list must be there too.
  void entries(const Procedure& p, const Issue& i, const TemplateSource& source) {
    const auto form = parse_yaml(source.text, source.path);
    if (!form) return;  // its form is checked where templates are read
    for (const ListField& used : list_fields(*form)) {
      const FactDecl* list = p.fact(Symbol(used.list));
      if (list && !has_member(law_, *list, used.member))
        find("check.unknown_member", i.place,
             {{"member", used.member}, {"list", used.list}, {"document", i.document}});
    }
  }

  void duty(const Procedure& p, const DutyDecl& d) {
    cites(d.cites, d.place);
    if (d.cites.empty()) find("check.no_citation", d.place, {{"name", d.name.text()}});
    for (Symbol done : d.done_by) {
      const MoveDecl* m = p.move(done);
      if (!m) continue;
      const bool owner_can =
          std::find(m->by.begin(), m->by.end(), d.owner) != m->by.end() ||
          std::any_of(m->by.begin(), m->by.end(), [](Symbol s) { return s.text() == "system"; });
      if (!owner_can && d.done_by.size() == 1)
        find("check.owner_cannot", d.place,
             {{"duty", d.name.text()}, {"owner", d.owner.text()}, {"move", done.text()}});
    }
    if (!d.escalate_after && !d.done_by_elapsing)
      find("check.no_escalation", d.place, {{"duty", d.name.text()}});
    for (const auto& [clause, value] : d.beside)
      if (law_.instruments.contains(clause.substr(0, clause.find(' ')))) cites({clause}, d.place);
  }

  // Effects between procedures must not run in circles: open and tell, followed to the moves they
  // cause and the effects of those.
  void circles() {
    std::map<std::string, std::set<std::string>> next;  // "procedure.move" → caused moves
    for (const auto& [name, p] : law_.procedures)
      for (const MoveDecl& m : p.moves)
        for (const EffectDecl& e : m.then)
          if (e.kind == EffectDecl::Kind::Tell)
            for (const auto& [other, q] : law_.procedures)
              if (q.move(e.move))
                next[name + "." + m.name.text()].insert(other + "." + e.move.text());
    std::set<std::string> done;
    for (const auto& [start, unused] : next) {
      std::vector<std::string> path;
      follow(start, next, path, done);
    }
  }

  void follow(const std::string& at, const std::map<std::string, std::set<std::string>>& next,
              std::vector<std::string>& path, std::set<std::string>& done) {
    if (const auto seen = std::find(path.begin(), path.end(), at); seen != path.end()) {
      std::string circle;
      for (auto it = seen; it != path.end(); ++it) circle += *it + " → ";
      find("check.circle", law_.head.place, {{"circle", circle + at}});
      return;
    }
    if (done.contains(at)) return;
    path.push_back(at);
    if (const auto it = next.find(at); it != next.end())
      for (const std::string& n : it->second) follow(n, next, path, done);
    path.pop_back();
    done.insert(at);
  }

  const Law& law_;
  const Functions& functions_;
  std::vector<Explanation> findings_;
};

}  // namespace

std::vector<Explanation> check_law(const Law& law, const Functions& functions) {
  return Checker(law, functions).run();
}

std::string graph_of(const Procedure& p) {
  std::string out = fmt::format(
      "digraph \"{}\" {{\n  rankdir=LR; node [shape=box, style=rounded];\n", p.qualified);
  const auto label = [](const Label& l, Symbol name) { return l.zh.empty() ? name.text() : l.zh; };
  for (const StateDecl& s : p.states)
    out += fmt::format("  \"{}\" [label=\"{}\"{}];\n", s.name.text(), label(s.label, s.name),
                       s.final ? ", peripheries=2" : "");
  for (const MoveDecl& m : p.moves) {
    std::vector<Symbol> from = m.from;
    if (from.empty())
      for (const StateDecl& s : p.states)
        if (!s.final || m.from_any) from.push_back(s.name);
    std::set<std::pair<std::string, std::string>> drawn;
    for (Symbol f : from)
      for (const Target& t : m.to) {
        const std::string to = t.state.empty() ? f.text() : t.state.text();
        if (!drawn.insert({f.text(), to}).second) continue;
        out += fmt::format("  \"{}\" -> \"{}\" [label=\"{}{}\"];\n", f.text(), to,
                           label(m.label, m.name), m.cites.empty() ? "" : "\\n" + m.cites[0]);
      }
  }
  return out + "}\n";
}

}  // namespace dengbao
