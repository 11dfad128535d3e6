#pragma once
// Checking a given value against the declaration of its fact, and reading it from a text.

#include "engine/decide.h"

namespace dengbao {

// Types a text ("--set level=3"), e.g. integers, yes/no, lists "a;b", records as JSON.
Result<Value> fact_from_text(const FactDecl& fact, std::string_view text);
// Type, code list, limits, endings of file names, and that dates do not lie in the future.
Status check_fact(const FactDecl& fact, const Value& value, const Context& context);

}  // namespace dengbao
