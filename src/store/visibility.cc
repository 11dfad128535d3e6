#include "store/visibility.h"

#include <fmt/core.h>

namespace dengbao::store {

std::string visible_to(std::string_view table, std::string_view case_column,
                       std::string_view viewer) {
  if (case_column.empty()) return fmt::format("{}.owner_party = {}", table, viewer);
  return fmt::format(
      "({0}.owner_party = {2} OR EXISTS (SELECT 1 FROM case_party AS seat "
      "WHERE seat.party = {2} AND seat.case_id = {0}.{1}))",
      table, case_column, viewer);
}

}  // namespace dengbao::store
