#include "server/pages.h"

#include "base/bundle.h"

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
  each_bundled_file(_binary_pages_bundle_start, _binary_pages_bundle_end,
                    [&](std::string_view path, std::string_view bytes) {
                      out.add(std::string(path), std::string(bytes));
                    });
#endif
  return out;
}

}  // namespace dengbao::server
