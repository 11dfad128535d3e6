#pragma once
// What stands in a pack beside its procedures: dated values, the texts it rests on, lists of codes,
// templates, worked cases, contradictions.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "law/terms.h"

namespace dengbao {

struct DatedValue {
  Date since;
  std::optional<Date> until;
  Value value;
  std::string source;
  Label choice;  // reason, where the value is a judgement of ours
};

struct Parameter {
  std::string pack;
  Symbol name;
  Label label;
  std::string unit;
  std::vector<DatedValue> values;  // by since
  Place place;
  // The value in force on a day, or nullptr.
  const DatedValue* at(Date day) const;
};

struct Clause {
  std::string id;
  Label title, summary;
  std::string row;        // "S1-07"
  std::string confirmed;  // yes no memory choice
};

struct Instrument {
  std::string pack, id;
  Label title;
  std::string number, issuer, force;
  std::vector<Clause> clauses;
  const Clause* clause(std::string_view id) const;
};

struct CodeList {
  std::string id;
  struct Entry {
    std::string code;
    Label label;
  };
  std::vector<Entry> entries;
  bool ordered = false;  // from low to high: at_least and at_most go by the place in the list
  const Entry* find(std::string_view code) const;
};

struct TemplateSource {
  std::string pack, id, path, text;
  std::vector<std::string> fields;
};

struct CaseFile {  // a worked case, read by the engine's test runner
  std::string pack, path, text;
};

struct Contradiction {
  std::string id;
  Label topic;
  struct Position {
    std::string pack, clause;
    Label value;
  };
  std::vector<Position> positions;
  Label applied;
};

struct PackHead {
  std::string id, edition, force, packager, language;
  Label title;
  std::optional<Date> since, until;
  std::vector<std::string> uses;
  bool not_yet_run = false;
  Place place;
};

// A word the schema knows and the engine does not run yet.
struct NotYetRun {
  std::string word;
  Place place;
};

// Parameters by symbol, pointing into the map of a law. A copy of a law is made to be changed: it
// starts without.
class ParameterPlaces {
 public:
  ParameterPlaces() = default;
  ParameterPlaces(const ParameterPlaces&) {}
  ParameterPlaces& operator=(const ParameterPlaces&) {
    places_.clear();
    return *this;
  }
  ParameterPlaces(ParameterPlaces&&) = default;
  ParameterPlaces& operator=(ParameterPlaces&&) = default;
  void build(const std::map<std::string, Parameter>& all) {
    std::size_t size = 16;
    while (size < all.size() * 4) size *= 2;
    places_.assign(size, nullptr);
    for (const auto& [name, parameter] : all) {
      std::size_t at = parameter.name.id() & (size - 1);
      while (places_[at]) at = (at + 1) & (size - 1);
      places_[at] = &parameter;
    }
  }
  bool empty() const { return places_.empty(); }
  const Parameter* find(Symbol name) const {
    std::size_t at = name.id() & (places_.size() - 1);
    while (places_[at] && places_[at]->name != name) at = (at + 1) & (places_.size() - 1);
    return places_[at];
  }

 private:
  std::vector<const Parameter*> places_;  // a free place ends the search
};

}  // namespace dengbao
