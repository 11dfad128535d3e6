// An archive from any bytes: refused, or each entry unpacks to what it says or is refused then.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "intake/zip.h"

using namespace dengbao;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  const auto zip = intake::Zip::open(file);
  if (!zip) return 0;
  for (const intake::ZipEntry& entry : zip->entries()) {
    if (entry.data_at > size || entry.packed > size - entry.data_at) std::abort();
    std::uint64_t seen = 0;
    const Status done = zip->unpack(entry, [&](std::string_view piece) -> Status {
      seen += piece.size();
      return {};
    });
    if (seen > entry.unpacked || (done && seen != entry.unpacked)) std::abort();
  }
  return 0;
}
