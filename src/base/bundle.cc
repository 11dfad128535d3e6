#include "base/bundle.h"

#include <charconv>
#include <cstddef>

namespace dengbao {

void each_bundled_file(
    const char* start, const char* end,
    const std::function<void(std::string_view path, std::string_view bytes)>& take) {
  std::string_view rest(start, static_cast<std::size_t>(end - start));
  while (!rest.empty()) {
    const auto space = rest.find(' '), line = rest.find('\n');
    if (space == std::string_view::npos || line == std::string_view::npos) break;
    std::size_t size = 0;
    std::from_chars(rest.data(), rest.data() + space, size);
    take(rest.substr(space + 1, line - space - 1), rest.substr(line + 1, size));
    rest.remove_prefix(line + 1 + size);
  }
}

}  // namespace dengbao
