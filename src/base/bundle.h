#pragma once
// Folders that were packed into the binary by tools/bundle: for each file a line "SIZE PATH", then
// its bytes.

#include <functional>
#include <string_view>

namespace dengbao {

// Hands out each file, in the order in which they lie there. `start` and `end` are the symbols that
// the linker puts around the bundle.
void each_bundled_file(
    const char* start, const char* end,
    const std::function<void(std::string_view path, std::string_view bytes)>& take);

}  // namespace dengbao
