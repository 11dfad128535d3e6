#include "engine/search.h"

#include <algorithm>

#include "base/text.h"

namespace dengbao {
namespace {

template <class T>
bool has(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// The fact is the value, or a list that holds it.
bool equals(const CaseSearch& search, const Case& c) {
  const auto path = split(search.equals_fact, '.');
  const Value* v = &c.value(Symbol(path[0]));
  for (std::size_t i = 1; i < path.size() && v; ++i) v = v->member(path[i]);
  if (!v || v->empty()) return false;
  if (*v == search.equals) return true;
  const Compound* list = v->compound();
  return list && !list->is_record && has(list->items, search.equals);
}

}  // namespace

bool matches(const CaseSearch& search, const Case& c) {
  if (search.open_only && !c.open) return false;
  if (!search.states.empty() && !has(search.states, c.state.text())) return false;
  for (const auto& [role, party] : search.role_parties)
    if (!has(c.parties(Symbol(role)), party)) return false;
  if (!search.fact.empty()) {
    const FactEntry* f = c.fact(Symbol(search.fact));
    if (!f) return false;
    if (search.month && f->on.iso().substr(0, 7) != search.month->iso().substr(0, 7)) return false;
  }
  return search.equals_fact.empty() || equals(search, c);
}

}  // namespace dengbao
