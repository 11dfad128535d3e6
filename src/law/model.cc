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

const RoleDecl* Procedure::role(Symbol s) const {
  return by_name(roles, s);
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

void Procedure::index() {
  fact_hints.build(facts);
  move_hints.build(moves);
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
