#include "engine/case.h"

#include <algorithm>

namespace dengbao {
namespace {

const std::vector<std::string> kNobody;
const Symbol kRound("round");

void add_fact(Case& c, const FactChange& change, Value value, const CaseEvent& e) {
  const bool fits = c.places.fits(c.facts.size());
  c.facts.push_back({change.fact, e.on, e.at, std::move(value), change.personal});
  if (fits)
    c.places.add(change.fact);
  else if (c.facts.size() <= FactPlaces::kMost)
    c.places.build(c.facts);
}

void set_fact(Case& c, const FactChange& change, Value value, const CaseEvent& e) {
  auto* old = const_cast<FactEntry*>(c.fact(change.fact));
  if (value.none()) {
    if (old) {
      const bool fits = c.places.fits(c.facts.size());
      if (fits) c.places.remove(c.facts, static_cast<std::size_t>(old - c.facts.data()));
      if (old != &c.facts.back()) *old = std::move(c.facts.back());
      c.facts.pop_back();
      if (!fits) c.places.build(c.facts);
    }
    return;
  }
  if (change.fact == kRound)
    if (const auto* n = value.integer()) c.round = static_cast<std::int32_t>(*n);
  if (old) {
    old->value = std::move(value);
    old->on = e.on;
    old->at = e.at;
    old->personal = change.personal;
  } else {
    add_fact(c, change, std::move(value), e);
  }
  c.fact_marks.push_back({change.fact, e.on, e.at, e.round});
}

}  // namespace

void FactPlaces::add(Symbol name) {
  if (count_ >= kMost) {
    count_ = kMost + 1;  // fits no case any more
    return;
  }
  std::size_t place = home(name);
  while (places_[place] != kNone) place = after(place);
  places_[place] = count_++;
}

std::size_t FactPlaces::place_of(const std::vector<FactEntry>& facts, std::size_t at) const {
  std::size_t place = home(facts[at].name);
  while (places_[place] != at) place = after(place);
  return place;
}

void FactPlaces::remove(const std::vector<FactEntry>& facts, std::size_t at) {
  std::size_t gap = place_of(facts, at);
  // Whoever stands behind the gap and could stand in it moves up: no search may end too soon.
  for (std::size_t place = after(gap); places_[place] != kNone; place = after(place)) {
    const std::size_t from_home = (place - home(facts[places_[place]].name)) % kSize;
    if (from_home < (place - gap) % kSize) continue;
    places_[gap] = places_[place];
    gap = place;
  }
  places_[gap] = kNone;
  const std::size_t last = facts.size() - 1;
  if (at != last) places_[place_of(facts, last)] = static_cast<std::uint8_t>(at);
  --count_;
}

void FactPlaces::build(const std::vector<FactEntry>& facts) {
  places_ = free();
  count_ = 0;
  for (const FactEntry& f : facts) add(f.name);
}

const FactEntry* Case::searched(Symbol name) const {
  for (const FactEntry& f : facts)
    if (f.name == name) return &f;
  return nullptr;
}

const std::vector<std::string>& Case::parties(Symbol role) const {
  for (const RoleBinding& b : roles)
    if (b.role == role) return b.parties;
  return kNobody;
}

const std::string* Case::link(Symbol name) const {
  for (const auto& [link, other] : links)
    if (link == name) return &other;
  return nullptr;
}

Symbol began_mark(Symbol duty) {
  // Asked for by every clock that counts from a change: spares the text and the lock of all names.
  thread_local std::vector<Symbol> known;
  if (known.size() <= duty.id()) known.resize(duty.id() + 1);
  Symbol& mark = known[duty.id()];
  if (mark.empty()) mark = Symbol("when " + duty.text());
  return mark;
}

namespace {

template <class T>
const T& taken(const T& part) {
  return part;
}
template <class T>
T&& taken(T& part) {
  return std::move(part);
}

// `Event`: a CaseEvent to be read, or one whose values may be taken.
template <class Event>
void apply_to(Case& c, Event& e) {
  if (c.version == 0) {
    c.id = e.case_id;
    c.subject = e.subject;
    c.key = e.key;
    c.opened_on = e.on;
    c.opened_at = e.at;
    c.facts.reserve(e.sets.size() + 8);
    c.fact_marks.reserve(e.sets.size() + 8);
    c.moves.reserve(4);
    c.roles.reserve(e.bound.size());
  }
  c.version = e.version;
  if (!e.procedure.empty()) {
    c.procedure = e.procedure;
    c.pack = e.pack;
  }
  for (auto& b : e.bound) {
    const auto it = std::find_if(c.roles.begin(), c.roles.end(),
                                 [&](const RoleBinding& old) { return old.role == b.role; });
    if (it == c.roles.end())
      c.roles.push_back(taken(b));
    else
      *it = taken(b);
  }
  if (e.step) {
    c.steps.push_back(taken(*e.step));
    return;
  }
  for (auto& change : e.sets) set_fact(c, change, taken(change.value), e);
  for (Symbol duty : e.began) c.fact_marks.push_back({began_mark(duty), e.on, e.at, e.round});
  c.state = e.to;
  c.open = !e.closes;
  c.moves.push_back(
      {{e.move, e.on, e.at, e.round}, e.recipients.size() == 1 ? e.recipients[0] : e.party});
  for (const auto& link : e.links) c.links.push_back(link);
  for (const IssuedDocument& d : e.issued) c.issued.push_back(d);
}

}  // namespace

void apply(Case& c, const CaseEvent& e) {
  apply_to(c, e);
}
void apply(Case& c, CaseEvent&& e) {
  apply_to(c, e);
}

}  // namespace dengbao
