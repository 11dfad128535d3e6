#include "server/pages.h"

#include <charconv>

#ifdef DENGBAO_PAGES
extern "C" {
extern const char _binary_pages_bundle_start[];
extern const char _binary_pages_bundle_end[];
}
#endif

namespace dengbao::server {

http::Assets assets() {
  http::Assets out;
#ifdef DENGBAO_PAGES
  // For each file a line "SIZE PATH", then its bytes.
  std::string_view rest(
      _binary_pages_bundle_start,
      static_cast<std::size_t>(_binary_pages_bundle_end - _binary_pages_bundle_start));
  while (!rest.empty()) {
    const auto space = rest.find(' '), line = rest.find('\n');
    if (space == std::string_view::npos || line == std::string_view::npos) break;
    std::size_t size = 0;
    std::from_chars(rest.data(), rest.data() + space, size);
    out.add(std::string(rest.substr(space + 1, line - space - 1)),
            std::string(rest.substr(line + 1, size)));
    rest.remove_prefix(line + 1 + size);
  }
#endif
  return out;
}

}  // namespace dengbao::server
