#include "law/model.h"

#include <algorithm>
#include <array>

namespace dengbao {
namespace {

template <class T>
const T* by_name(const std::vector<T>& all, Symbol name) {
  for (const T& one : all)
    if (one.name == name) return &one;
  return nullptr;
}

}  // namespace

std::string_view duty_work_name(DutyDecl::Work work) {
  static constexpr std::array<std::string_view, 3> kNames = {"", "review", "opinion"};
  return kNames[static_cast<std::size_t>(work)];
}

std::string_view fact_type_name(FactType type) {
  static constexpr std::array kNames = {
      "text",  "integer", "decimal", "date", "instant", "interval", "yes_no", "code",
      "party", "object",  "case",    "file", "list",    "record",   "roster", "scores"};
  return kNames[static_cast<std::size_t>(type)];
}

Amount::Amount() = default;
Amount::Amount(const Amount&) = default;
Amount::Amount(Amount&&) noexcept = default;
Amount& Amount::operator=(const Amount&) = default;
Amount& Amount::operator=(Amount&&) noexcept = default;
Amount::~Amount() = default;

bool FactDecl::known_at_open() const {
  return !start.none() || (from.kind != Source::Kind::None && from.kind != Source::Kind::Cases);
}

const RoleDecl* Procedure::role(Symbol s) const {
  return role_hints.find(roles, s);
}
const FactDecl* Procedure::fact(Symbol s) const {
  return fact_hints.find(facts, s);
}
const StateDecl* Procedure::state(Symbol s) const {
  return by_name(states, s);
}
const MoveDecl* Procedure::move(Symbol s) const {
  return move_hints.find(moves, s);
}
const CheckDecl* Procedure::check(Symbol s) const {
  return by_name(checks, s);
}

const DatedValue* Parameter::at(Date day) const {
  const DatedValue* found = nullptr;
  for (const DatedValue& v : values)
    if (v.since <= day && (!v.until || day < *v.until)) found = &v;
  return found;
}

const Clause* Instrument::clause(std::string_view id_or_row) const {
  for (const Clause& c : clauses)
    if (c.id == id_or_row) return &c;
  return nullptr;
}

const CodeList::Entry* CodeList::find(std::string_view code) const {
  for (const Entry& e : entries)
    if (e.code == code) return &e;
  return nullptr;
}

const Procedure* Law::procedure(std::string_view name) const {
  if (const auto slash = name.find('/'); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  const auto it = procedures.find(std::string(name));
  return it == procedures.end() ? nullptr : &it->second;
}

namespace {

// Everything that the parts of a duty name, into `out`.
class Names {
 public:
  explicit Names(Shortcuts::Telling& out) : out_(out) {}

  void add(Symbol name) {
    if (!name.empty()) out_.looks_at.add(name);
  }
  void add(const std::vector<Symbol>& names) {
    for (Symbol name : names) add(name);
  }
  void add(const Expression& e) {
    if (e.kind == Expression::Kind::FailedChecks) out_.always = true;
    add(e.name);
    for (const Expression& child : e.children) add(child);
  }
  void add(const Condition& c) {
    if (c.op == Condition::Op::CheckFails) out_.always = true;
    add(c.left);
    add(c.right);
    for (const Condition& child : c.children) add(child);
  }
  void add(const Moment& m) {
    add(m.name);
    for (const Moment& child : m.children) add(child);
  }
  void add(const Amount& a) {
    add(a.name);
    if (a.of) add(*a.of);
    for (const auto& [when, amount] : a.choices) {
      add(when);
      add(amount);
    }
  }

 private:
  Shortcuts::Telling& out_;
};

Shortcuts::Telling telling(const DutyDecl& d) {
  static const Symbol kRound("round");
  Shortcuts::Telling out;
  out.duty = &d;
  // The day it is asked on counts too.
  out.always = d.done_by_elapsing || d.repeat == DutyDecl::Repeat::Yearly;
  Names names(out);
  names.add(d.name);  // its steps and its beginning are noted under it
  names.add(d.owner);
  names.add(d.recipient);
  names.add(d.when);
  names.add(d.starts);
  names.add(d.within);
  for (const auto* moves : {&d.pause_from, &d.pause_to, &d.done_by, &d.void_by}) names.add(*moves);
  if (d.per_round) names.add(kRound);
  return out;
}

}  // namespace

void Procedure::index() {
  fact_hints.build(facts);
  move_hints.build(moves);
  role_hints.build(roles);
  Shortcuts found;
  for (const DutyDecl& d : duties) {
    if (d.recount == DutyDecl::Recount::FromChange) found.from_change.push_back(&d);
    if (d.remind || d.escalate_after) found.telling.push_back(telling(d));
    found.elapses |= d.done_by_elapsing;
    found.yearly |= d.repeat == DutyDecl::Repeat::Yearly;
  }
  for (MoveDecl& m : moves) {
    std::vector<Symbol> takes = m.any_of;
    takes.insert(takes.end(), m.may.begin(), m.may.end());
    for (const Asked& a : m.asks) takes.push_back(a.fact);
    std::sort(takes.begin(), takes.end());
    m.takes.set(std::move(takes));
  }
  for (const MoveDecl& m : moves)
    if (m.at) found.on_their_day.push_back(&m);
  for (const FactDecl& f : facts) {
    if (f.known_at_open()) found.known_at_open.push_back(&f);
    if (f.series && f.series->at_open) found.numbered_at_open.push_back(&f);
  }
  shortcuts.set(std::move(found));
  flatten();
}

void Law::index() {
  for (auto& [name, p] : procedures) p.index();
  parameter_places.build(parameters);
}

const Parameter* Law::parameter(Symbol name) const {
  if (!parameter_places.empty()) return parameter_places.find(name);
  const auto it = parameters.find(name.text());
  return it == parameters.end() ? nullptr : &it->second;
}

const Clause* Law::cited(std::string_view citation) const {
  const auto space = citation.find(' ');
  if (space == std::string_view::npos) return nullptr;
  const auto it = instruments.find(std::string(citation.substr(0, space)));
  if (it == instruments.end()) return nullptr;
  return it->second.clause(citation.substr(space + 1));
}

}  // namespace dengbao
