#pragma once
// How the parties of a simulated city behave, as data: law/simulation/PACK.yaml. In a state of a
// procedure they take one of several ways, by weight, after some days.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/decide.h"
#include "engine/world.h"
#include "law/law.h"

namespace dengbao {

struct SimulatedParty {
  std::string id;
  std::map<std::string, Value> fields;
  std::vector<std::pair<std::string, std::string>> superiors;  // line, party
  std::vector<Grant> grants;
};

// A kind of operator, of which the city has many.
struct OperatorKind {
  std::string name, department, capacity;
  std::map<std::string, Value> fields;
  std::int64_t weight = 1;
};

// A value that may depend on the day, the case or the object: "$today", "$start-30", "$level".
struct HabitValue {
  Symbol fact;
  FactType type = FactType::Text;
  Value value;  // where it depends on nothing
  enum class From : std::uint8_t { Nothing, Today, Start, Fact } from = From::Nothing;
  std::int32_t days = 0;  // Start
  Symbol name;            // Fact
  std::vector<std::string> path;
};

struct Way {
  Symbol by, move, to;  // role, move, role every party of which it is addressed to
  std::vector<HabitValue> sets;
  Condition when;
  std::int64_t weight = 1, least = 0, most = 0;  // days
  bool on_month_end = false;                     // counted back from the last day of the month
  Symbol nil;                                    // nothing found in this list fact: reported as nil
  Symbol before;                                 // counted back from this date fact
};

struct Opening {
  std::string procedure;
  bool at_start = false;  // else with the birth of an object
  std::int64_t percent = 100;
  std::vector<HabitValue> sets;
};

struct PackHabits {
  std::shared_ptr<const Law> law;
  std::int64_t share = 1;  // of the objects of the city
  std::vector<SimulatedParty> parties;
  std::vector<OperatorKind> operators;
  std::vector<Opening> opens;
  // By procedure and state.
  std::map<std::pair<Symbol, Symbol>, std::vector<Way>> ways;
};

// Every simulation/*.yaml of the law. BadInput with file and line where a name leads nowhere.
Result<std::vector<PackHabits>> read_habits(const LawFiles& files);

}  // namespace dengbao
