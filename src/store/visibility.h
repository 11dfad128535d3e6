#pragma once
// Who sees which rows: the one place where the predicate stands that guards every query.

#include <cstdint>
#include <string>
#include <string_view>

#include "app/lists.h"
#include "store/filter.h"

namespace dengbao::store {

// SQL that is true for rows of `table` which the party in parameter `viewer` ("$3") may see: those
// it owns, and those of a case in which it holds a role. `case_column` is the row's case, or empty
// where rows belong to no case.
std::string visible_to(std::string_view table, std::string_view case_column,
                       std::string_view viewer);

// How the predicate is put: Walk asks of each row as it comes by, which serves who sees much;
// Gather names the rows first, which serves who sees little. Both are true for the same rows.
enum class Asking : std::uint8_t { Walk, Gather };

// Words to one planner, which are comments to the other (PostgresConnection::prepare). At the end
// of an EXISTS that is to be asked of each row as it comes by: PostgreSQL would make a table of all
// that fits, of which a page needs next to nothing. Behind an IN that is to be worked out once: as
// a join it may be worked out for each row.
inline constexpr std::string_view kAskedOfEach = " /* each */", kAskedOnce = " /* once */";
// Behind a column that SQLite is not to be led by. PostgreSQL knows how many rows have a value and
// would know nothing of an expression: there the column stands bare.
inline constexpr std::string_view kFreedText = " || '' /* free */",
                                  kFreedNumber = " + 0 /* free */";

// True where `column` holds a division code of a territory; empty where there is none.
std::string stands_in(const Sight& sight, std::string_view column, Filter& filter);
// Of objects and parties under the alias `t`: true where one is seen for another reason than that
// it stands in a territory, and does not stand there. Of who supervises one, that is little.
std::string seen_elsewhere(std::string_view kind, const Sight& sight, Filter& filter);
// Whether a territory makes such records seen.
bool territory_counts(std::string_view kind);

// The same for a sight, of rows of a list under the alias `t`; empty where everything may be seen.
// `kind`: of records. The table of what makes a row seen stands in visibility.cc.
std::string seen_by(Listed of, std::string_view kind, const Sight& sight, Asking asking,
                    Filter& filter);

}  // namespace dengbao::store
