#include "engine/search.h"

#include <algorithm>

#include "base/text.h"

namespace dengbao {
namespace {

template <class All, class One>
bool has(const All& all, const One& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

Sought::Sought(const CaseSearch& search) : search_(search) {
  for (const std::string& state : search.states) states_.emplace_back(state);
  for (const auto& [role, party] : search.role_parties)
    role_parties_.emplace_back(Symbol(role), party);
  if (!search.fact.empty()) fact_ = Symbol(search.fact);
  if (search.month) {
    last_ = search.month->end_of_month();
    first_ = last_.plus_days(1 - static_cast<std::int32_t>(last_.day()));
  }
  if (search.equals_fact.empty()) return;
  members_ = split(search.equals_fact, '.');
  equals_fact_ = Symbol(members_.front());
  members_.erase(members_.begin());
}

// The fact is the value, or a list that holds it.
bool Sought::equals(const Case& c) const {
  const Value* v = &c.value(equals_fact_);
  for (auto member = members_.begin(); member != members_.end() && v; ++member)
    v = v->member(*member);
  if (!v || v->empty()) return false;
  if (*v == search_.equals) return true;
  const Compound* list = v->compound();
  return list && !list->is_record && has(list->items, search_.equals);
}

bool Sought::is(const Case& c) const {
  if (search_.open_only && !c.open) return false;
  if (!states_.empty() && !has(states_, c.state)) return false;
  if (!fact_.empty()) {
    const FactEntry* f = c.fact(fact_);
    if (!f || (search_.month && (f->on < first_ || f->on > last_))) return false;
  }
  for (const auto& [role, party] : role_parties_)
    if (!has(c.parties(role), party)) return false;
  return equals_fact_.empty() || equals(c);
}

}  // namespace dengbao
