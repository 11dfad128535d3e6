#pragma once
// The terms of a pack: labels, and the expressions and conditions that rules are made of. Plain
// values; the engine computes them.

#include <cstdint>
#include <string>
#include <vector>

#include "law/hints.h"
#include "law/value.h"

namespace dengbao {

// A text in both languages of the house.
struct Label {
  std::string zh, en;
  bool empty() const { return zh.empty() && en.empty(); }
};

// Where in the pack something stands, for messages: "procedures/filing.yaml:31".
using Place = std::string;

struct Condition;

// What a fact may be set to, or compared with.
struct Expression {
  enum class Kind : std::uint8_t {
    None,  // clears the fact
    Literal,
    Fact,      // a fact, or a member of a record fact: path
    Today,     // the fact date of the move
    Add,       // children[0] + literal integer
    DatePlus,  // children[0] a date, children[1] a span text (or a parameter's)
    Latest,    // of dates
    Earliest,
    Greatest,      // of integers
    Parameter,     // value at the fact date of the move
    Call,          // a named function of the engine's port
    FailedChecks,  // the list of checks that fail, as {item, clause, text}
    PartyOf,       // the party (first) bound to a role
    Subject,       // id of what the case is about
    OwnCase,
    Record,       // members evaluated
    Lookup,       // children[0] a record value (a matrix), then keys
    WorkingDays,  // working days from children[0] to children[1]
    FirstOf,      // the first of its children that has a value
  };
  Kind kind = Kind::None;
  Value literal;
  Symbol name;                    // fact, role, parameter or function
  std::vector<std::string> path;  // members below a fact
  std::vector<Expression> children;
  std::vector<std::string> keys;  // names of children for Call and Record
};

// One of the plain questions that a condition comes down to, and which is asked next.
struct FlatTest {
  enum class Ask : std::uint8_t {
    Present,
    Empty,
    Equals,     // a literal
    Condition,  // as it stands
  };
  static constexpr std::uint16_t kHolds = 0xffff, kFails = 0xfffe;  // answers instead of questions
  Ask ask = Ask::Condition;
  bool in_record = false;  // the value lies below the fact: the path of `condition`
  std::uint16_t if_so = kHolds, if_not = kFails;
  Symbol fact;
  const Condition* condition = nullptr;
};
// A condition as a list of them, the first asked first.
using FlatCondition = std::vector<FlatTest>;

struct Condition {
  enum class Op : std::uint8_t {
    Always,
    All,
    Any,
    Not,
    Present,  // left has a value
    Empty,
    Equals,
    In,
    AtLeast,
    AtMost,
    Before,
    After,
    Count,        // of a list: number of entries at least
    Sum,          // of a member over a list equals right
    CheckFails,   // any check of the procedure (or the named one) fails
    DoneForEach,  // the move left.name has been done by or for every party of the role right.name
    Covers,       // the roster left leaves no gap in the interval right
  };
  Op op = Op::Always;
  Expression left, right;
  std::vector<Value> choices;        // In
  std::vector<std::string> order;    // codes from low to high, for AtLeast and AtMost
  std::string member;                // Sum
  std::int64_t people = 1;           // Covers: on duty at every instant
  std::int64_t handover_millis = 0;  // Covers: how long who goes and who comes are both there
  std::vector<Condition> children;
  Derived<FlatCondition> flat;  // of one that was read with its procedure
};

// Makes `flat`; what it points to is the condition itself.
void flatten(Condition& condition);

}  // namespace dengbao
