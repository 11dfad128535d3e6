#pragma once
// Values of expressions and truth of conditions for one case, with what a move has just given laid
// over its facts.

#include <vector>

#include "engine/case.h"
#include "engine/view.h"

namespace dengbao {

// Which checks fail, found out once while the facts stand still: a decision asks for them in
// guards, numbers, values and targets. Whoever changes what a scope shows makes a new one.
struct CheckMemo {
  static constexpr std::size_t kMost = 64;  // further checks are asked anew
  std::uint64_t known = 0, failing = 0;     // a bit for each check, in the order of the procedure
  bool asked_the_move = false;  // what was just evaluated looked at the move: not to be kept
};

struct Scope {
  const Procedure& procedure;
  const Case& the_case;
  const std::vector<FactChange>* given = nullptr;  // laid over the facts; may be null
  const Law* law = nullptr;
  const Functions* functions = nullptr;
  const Calendar* calendar = nullptr;
  Date on;  // fact date of the move
  // The move being decided and the one party it is done by or for; empty outside a decision.
  Symbol doing = {};
  std::string_view doing_for = {};
  CheckMemo* memo = nullptr;
  NameBits perhaps_given = NameBits::all();  // whoever knows fewer says so: most facts are not
};
NameBits names_of(const std::vector<FactChange>& given);

// None where a part is missing: "missing" is an answer that conditions can ask about.
Value evaluate(const Expression& e, const Scope& scope);
bool holds(const Condition& c, const Scope& scope);
// The value itself, without a copy, where the expression is a fact or a literal; else nullptr.
const Value* peek(const Expression& e, const Scope& scope);

// The checks of the procedure that fail: {item, clause, text} each, `text` in Chinese.
Value failed_checks(const Scope& scope);
std::vector<const CheckDecl*> failing(const Scope& scope);

}  // namespace dengbao
