#pragma once
// What a decision may look at beyond its own case, as ports. The store answers them inside the
// transaction; tests and simulations answer from memory.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "law/law.h"

namespace dengbao {

struct Fetched {
  Value value;
  std::string version;  // of what was read; stands in the event
};

// A case may be about a place and nothing in it: "place/990101" has a place and no owner.
inline bool is_place(std::string_view subject) {
  return subject.starts_with("place/");
}
inline Fetched of_place(std::string_view subject, std::string_view field) {
  return {field == "place" ? Value(std::string(subject.substr(6))) : Value(), "1"};
}

struct CaseSearch {
  std::string procedure;
  std::vector<std::string> states;
  std::vector<std::pair<std::string, std::string>> role_parties;  // role there, party
  std::string fact;  // whose date or value lies in the month of `month`
  std::optional<Date> month;
  std::string unique_by;
  bool open_only = false;
  std::string equals_fact;  // name.member: equals the value, or is a list that holds it
  Value equals;
};

class View {
 public:
  virtual ~View() = default;
  // A field of the subject ("object/ID": level, s, a, place, kind, name …); none where unset.
  virtual Result<Fetched> subject(std::string_view subject, std::string_view field) const = 0;
  // A field of a party: name, kind, place, code, and what packs ask for.
  virtual Result<Fetched> party(std::string_view party, std::string_view field) const = 0;
  virtual Result<std::optional<std::string>> owner_of(std::string_view subject) const = 0;
  virtual Result<std::optional<std::string>> superior_of(std::string_view party,
                                                         std::string_view line) const = 0;
  // Parties that hold a capacity on a day for a place; `rank` empty: of any rank.
  virtual Result<std::vector<std::string>> holders(std::string_view capacity,
                                                   std::string_view place, std::string_view rank,
                                                   Date on) const = 0;
  virtual Result<bool> holds(std::string_view party, std::string_view capacity, Date on) const = 0;
  virtual Result<std::vector<std::string>> cases(const CaseSearch& search) const = 0;
  // Whether cases() heeds `open_only` and `equals_fact`; such searches are refused elsewhere.
  virtual bool finds_by_value() const { return false; }
};

// A rule that needs more than a table, named by packs. Declared here, written in domain, put
// together by the application; law check verifies the names.
struct NamedFunction {
  std::vector<std::string> arguments;
  std::vector<std::string> citations;
  std::function<Result<Value>(const std::vector<Value>& arguments, const Law& law, Date on)> run;
};
using Functions = std::map<std::string, NamedFunction>;

}  // namespace dengbao
