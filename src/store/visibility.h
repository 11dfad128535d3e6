#pragma once
// Who sees which rows: the one place where the predicate stands that guards every query.

#include <string>
#include <string_view>

namespace dengbao::store {

// SQL that is true for rows of `table` which the party in parameter `viewer` ("$3") may see: those
// it owns, and those of a case in which it holds a role. `case_column` is the row's case, or empty
// where rows belong to no case.
std::string visible_to(std::string_view table, std::string_view case_column,
                       std::string_view viewer);

}  // namespace dengbao::store
