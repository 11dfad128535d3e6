#include "intake/grid.h"

#include <algorithm>

namespace dengbao::intake {

const Cell* Sheet::find(const Row& row, std::uint32_t column) const {
  const Cell* at = std::lower_bound(begin(row), end(row), column,
                                    [](const Cell& c, std::uint32_t n) { return c.column < n; });
  return at != end(row) && at->column == column ? at : nullptr;
}

bool Sheet::column_hidden(std::uint32_t column) const {
  return std::ranges::any_of(
      hidden_columns, [&](const ColumnRange& r) { return r.first <= column && column <= r.last; });
}

std::span<const Merge> Sheet::merges_at(std::uint32_t row) const {
  const auto found = std::ranges::equal_range(merges, row, {}, &Merge::first_row);
  return {found.begin(), found.end()};
}

std::string column_letters(std::uint32_t column) {
  std::string out;
  for (std::uint32_t n = column + 1; n > 0; n = (n - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (n - 1) % 26));
  return out;
}

}  // namespace dengbao::intake
