#pragma once
// How failures of a database become Explanations: the same code from both drivers.

#include <string>
#include <string_view>

#include "base/result.h"

namespace dengbao::store {

// A uniqueness rule that was broken: `rule` is PostgreSQL's index name or SQLite's list of
// columns ("event.stream, event.version"). Conflict.
Explanation taken(std::string_view rule, std::string detail);
// External, with the words of the database kept for the operator's log only.
Explanation external(std::string_view code, std::string detail);
// BadInput: text that one of the databases could not keep. Conflict for the rest.
Explanation unfit_text(std::string_view why);

// Neither a NUL nor anything that is not UTF-8: PostgreSQL would refuse it, so both do.
bool fit_text(std::string_view text);

}  // namespace dengbao::store
