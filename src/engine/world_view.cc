// The city as decisions see it: registers of subjects and parties, who stands above whom, who holds
// which capacity, other cases.
#include <algorithm>
#include <unordered_set>

#include "engine/search.h"
#include "engine/world.h"

namespace dengbao {
namespace {

std::string_view bare(std::string_view id) {
  const auto slash = id.find('/');
  return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

}  // namespace

void World::Fields::fill(std::map<std::string, Value> fields) {
  all_.clear();
  all_.reserve(fields.size());
  for (auto& [name, value] : fields) all_.emplace_back(name, std::move(value));
}

void World::Fields::set(const std::string& name, const Value& value) {
  for (auto& [known, old] : all_)
    if (known == name) {
      old = value;
      return;
    }
  all_.emplace_back(name, value);
}

const Value& World::Fields::at(std::string_view name) const {
  for (const auto& [known, value] : all_)
    if (known == name) return value;
  return Value::nothing();
}

void World::enter(std::string_view subject, const std::string& field, const Value& value) {
  if (subject.starts_with("party/")) {
    if (const auto it = parties_.find(bare(subject)); it != parties_.end())
      it->second.set(field, value);
  } else if (const auto it = objects_.find(bare(subject)); it != objects_.end()) {
    it->second.fields.set(field, value);
  }
}

Result<Fetched> World::subject(std::string_view subject, std::string_view field) const {
  if (subject.starts_with("party/")) return party(bare(subject), field);
  if (is_place(subject)) return of_place(subject, field);
  const auto it = objects_.find(bare(subject));
  if (it == objects_.end())
    return fail(ErrorKind::NotFound, "object.none", {{"object", std::string(subject)}});
  return Fetched{it->second.fields.at(field), "1"};
}

Result<Fetched> World::party(std::string_view id, std::string_view field) const {
  const auto it = parties_.find(id);
  if (it == parties_.end())
    return fail(ErrorKind::NotFound, "party.none", {{"party", std::string(id)}});
  return Fetched{it->second.at(field), "1"};
}

Result<std::optional<std::string>> World::owner_of(std::string_view subject) const {
  if (subject.starts_with("party/")) return std::string(bare(subject));
  const auto it = objects_.find(bare(subject));
  if (it == objects_.end()) return std::nullopt;
  return it->second.owner;
}

Result<std::optional<std::string>> World::superior_of(std::string_view party,
                                                      std::string_view line) const {
  if (const auto it = superiors_.find(party); it != superiors_.end())
    for (const auto& [of, superior] : it->second)
      if (of == line) return superior;
  return std::nullopt;
}

Result<std::vector<std::string>> World::holders(std::string_view capacity, std::string_view place,
                                                std::string_view rank, Date on) const {
  std::vector<std::string> out;
  const auto granted = grants_.find(capacity);
  if (granted == grants_.end()) return out;
  for (const Grant& g : granted->second)
    if ((rank.empty() || g.rank == rank) && territory_holds(g.place, place) &&
        (!g.since || *g.since <= on) && (!g.until || on < *g.until))
      out.push_back(g.party);
  return out;
}

Result<bool> World::holds(std::string_view party, std::string_view capacity, Date on) const {
  const auto granted = grants_.find(capacity);
  if (granted == grants_.end()) return false;
  return std::any_of(granted->second.begin(), granted->second.end(), [&](const Grant& g) {
    return g.party == party && (!g.since || *g.since <= on) && (!g.until || on < *g.until);
  });
}

Result<std::vector<std::string>> World::cases(const CaseSearch& search) const {
  const Sought sought(search);
  std::vector<const Case*> found;
  if (const auto of = by_state_.find(Symbol(search.procedure)); of != by_state_.end())
    for (const auto& [state, serials] : of->second) {
      if (!search.states.empty() && std::find(search.states.begin(), search.states.end(),
                                              state.text()) == search.states.end())
        continue;
      for (const std::uint32_t serial : serials)
        if (const Case& c = in_order_[serial]->c; sought.is(c)) found.push_back(&c);
    }
  std::sort(found.begin(), found.end(), [](const Case* a, const Case* b) { return a->id < b->id; });
  std::vector<std::string> out;
  out.reserve(found.size());
  std::unordered_set<std::string_view> seen;
  for (const Case* c : found)
    if (search.unique_by.empty() || seen.insert(c->subject).second) out.push_back(c->id);
  return out;
}

}  // namespace dengbao
