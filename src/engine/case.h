#pragma once
// A case (事项) and its events. apply() is total and reads no pack: an event written today gives
// the same case in ten years, whatever has become of the rules.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "law/value.h"

namespace dengbao {

struct FactChange {
  Symbol fact;
  Value value;            // none clears
  bool personal = false;  // kept apart from the log, committed to by a salted digest
  bool operator==(const FactChange&) const = default;
};

struct RoleBinding {
  Symbol role;
  std::vector<std::string> parties;
  bool operator==(const RoleBinding&) const = default;
};

struct IssuedDocument {
  std::string document;  // template
  std::string number;
  std::vector<std::string> to;  // parties
  bool operator==(const IssuedDocument&) const = default;
};

struct AllottedNumber {  // a place in a series, given in the transaction of the event
  std::string series, scope, holder;
  std::int64_t number = 0;
  std::string text;
  bool operator==(const AllottedNumber&) const = default;
};

struct ReadMark {  // what a decision looked at, with its version
  std::string what, version;
  bool operator==(const ReadMark&) const = default;
};

// Which step of which duty an event of the engine itself is about.
struct DutyStep {
  Symbol duty;
  std::string instance;
  Symbol step;                  // remind, escalate, keep_due
  std::optional<Date> due;      // keep_due: the date that stays
  std::vector<std::string> to;  // parties told
  bool operator==(const DutyStep&) const = default;
};

struct CaseEvent {
  std::string id;
  std::string case_id;
  std::int64_t version = 0;  // of the case after it, from 1
  Symbol move;               // "open" for the first
  Symbol role;               // in which the actor did it; "system"
  std::string party, account;
  Date on;                 // fact date
  Instant at;              // recorded
  Symbol to;               // state after it
  std::int32_t round = 0;  // in which it was done
  bool closes = false;     // the state after it is final
  std::vector<FactChange> sets;
  std::vector<RoleBinding> bound;
  std::vector<IssuedDocument> issued;
  std::vector<std::pair<Symbol, std::string>> links;  // name → other case
  std::vector<AllottedNumber> allotted;
  std::vector<ReadMark> read;
  std::vector<Symbol> began;  // duties whose condition came to hold with it and count from here
  std::vector<std::string> recipients;  // parties it is addressed to
  std::optional<DutyStep> step;
  // In the first event, and in one that moves the case to other rules:
  std::string procedure;  // "pack/name"
  std::string pack;       // digest of the pinned law
  // Only in the first event:
  std::string subject;  // "object/ID"
  std::string key;      // campaign key
  std::string via;      // how it came: "local USER", "import" …
  // Where somebody acts for the party: who, and by which authorisation ("authorisation/ID").
  std::string agent, under;
  bool operator==(const CaseEvent&) const = default;
};

struct FactEntry {
  Symbol name;
  Date on;  // fact date of the move that set it
  Instant at;
  Value value;
  bool personal = false;
  bool operator==(const FactEntry&) const = default;
};

// That something happened, kept for the clocks: a fact set, a move done. Most of what a case holds
// is marks of facts.
struct FactMark {
  Symbol what;
  Date on;
  Instant at;
  std::int32_t round = 0;
  bool operator==(const FactMark&) const = default;
};
struct Mark : FactMark {
  std::string party;  // addressee where the move has one, else the actor
  bool operator==(const Mark&) const = default;
};

// Where a fact stands among those of a case, by its name: asked for by every condition. Kept by
// apply(); a table that does not fit the facts is not used.
class FactPlaces {
 public:
  static constexpr std::uint8_t kNone = 0xff;
  static constexpr std::size_t kSize = 128, kMost = 112;  // with more facts there is no table
  // A name stands at its home or behind it, before the first free place.
  static std::size_t home(Symbol name) { return name.id() % kSize; }
  static std::size_t after(std::size_t place) { return (place + 1) % kSize; }
  std::uint8_t at(std::size_t place) const { return places_[place]; }
  bool fits(std::size_t facts) const { return facts == count_ && facts <= kMost; }
  void build(const std::vector<FactEntry>& facts);
  void add(Symbol name);
  // To be told before the fact at `at` goes and the last one takes its place.
  void remove(const std::vector<FactEntry>& facts, std::size_t at);
  // No part of what a case is.
  bool operator==(const FactPlaces&) const { return true; }

 private:
  // Where the number of that fact stands.
  std::size_t place_of(const std::vector<FactEntry>& facts, std::size_t at) const;

  std::array<std::uint8_t, kSize> places_ = free();
  std::uint8_t count_ = 0;
  static constexpr std::array<std::uint8_t, kSize> free() {
    std::array<std::uint8_t, kSize> all{};
    all.fill(kNone);
    return all;
  }
};

struct Case {
  std::string id, procedure, pack, subject, key;
  Symbol state;
  std::int64_t version = 0;
  std::int32_t round = 1;
  bool open = true;
  Date opened_on;
  Instant opened_at;
  std::vector<RoleBinding> roles;
  std::vector<FactEntry> facts;
  std::vector<Mark> moves;
  std::vector<FactMark> fact_marks;
  std::vector<DutyStep> steps;
  std::vector<std::pair<Symbol, std::string>> links;
  std::vector<IssuedDocument> issued;
  FactPlaces places;

  const FactEntry* fact(Symbol name) const {
    if (!places.fits(facts.size())) return searched(name);
    for (std::size_t place = FactPlaces::home(name);; place = FactPlaces::after(place)) {
      const std::uint8_t at = places.at(place);
      if (at == FactPlaces::kNone) return nullptr;
      if (facts[at].name == name) return &facts[at];
    }
  }
  const Value& value(Symbol name) const {  // none where unset
    const FactEntry* f = fact(name);
    return f ? f->value : Value::nothing();
  }
  // Parties bound to a role; empty where it is not bound.
  const std::vector<std::string>& parties(Symbol role) const;
  const std::string* link(Symbol name) const;
  const FactEntry* searched(Symbol name) const;
  bool operator==(const Case&) const = default;
};

// Under which name the marks of a case keep that the condition of a duty came to hold.
Symbol began_mark(Symbol duty);

// The next state of the case. Never fails: what an event says has happened.
void apply(Case& c, const CaseEvent& e);
// The same where what the event sets, binds and steps is not needed any more: it moves into the
// case.
void apply(Case& c, CaseEvent&& e);

// The public core of an event, and back. Personal values are left out of the core; `secret` gives
// those that are still kept when it is read back (none for an erased one).
std::string core_text(const CaseEvent& e);  // canonical JSON
CaseEvent event_from(const json::object& core);

std::string case_text(const Case& c);
Case case_from(const json::object& doc);

}  // namespace dengbao
