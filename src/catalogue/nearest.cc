#include "catalogue/nearest.h"

#include <algorithm>
#include <numeric>

namespace dengbao::requirements {
namespace {

// Letters to change, add or take away. Names here are ASCII.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0u);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t d = distance(word, candidate);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

std::string nearest_item(const Standard& catalogue, std::string_view id) {
  std::vector<std::string> known;
  for (const Item& i : catalogue.items) known.push_back(i.id);
  return nearest(id, known);
}

std::string nearest_point(const Standard& catalogue, std::string_view id) {
  std::vector<std::string> known;
  for (const ControlPoint& p : catalogue.points) known.push_back(p.id);
  return nearest(id, known);
}

}  // namespace dengbao::requirements
