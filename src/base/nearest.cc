#include "base/nearest.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace dengbao {
namespace {

std::size_t distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
  const std::u32string want = code_points(word);
  std::string best;
  std::size_t least = std::max<std::size_t>(want.size() > 2 ? 2 : 1, want.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t d = distance(want, code_points(candidate));
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace dengbao
