#pragma once
// The outside of an xlsx file: a zip archive, read by its central directory with every number
// checked before anything is unpacked. Runs on foreign bytes, inside a worker.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dengbao::intake {

struct ZipLimits {
  std::size_t entries = 2'000;
  std::uint64_t entry_bytes = 384U << 20;  // unpacked
  std::uint64_t total_bytes = 512U << 20;  // unpacked, all entries
  // Unpacked to packed, of entries that unpack to more than a MiB. A sheet of repeated rows comes
  // to about 50; deflate cannot pass 1032.
  std::uint64_t ratio = 300;
  std::size_t name_bytes = 512;
};

struct ZipEntry {
  std::string name;          // forward slashes, no leading one
  std::uint16_t method = 0;  // 0 stored, 8 deflated
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;
  std::uint64_t data_at = 0;  // of the packed bytes in the file
};

class Zip {
 public:
  // Refuses (BadInput zip.…): no archive, cut short, encrypted, in several volumes, overlapping or
  // doubled entries, names that lead out, more than the limits allow. Keeps a view of `bytes`.
  static Result<Zip> open(std::string_view bytes, const ZipLimits& limits = {});

  const std::vector<ZipEntry>& entries() const { return entries_; }
  // Without regard to the case of ASCII letters, as the office format compares part names.
  const ZipEntry* find(std::string_view name) const;
  // Unpacks piece by piece; size and CRC are checked. `sink` may stop by an error of its own.
  Status unpack(const ZipEntry& entry, const std::function<Status(std::string_view)>& sink) const;

 private:
  std::string_view bytes_;
  std::vector<ZipEntry> entries_;
};

}  // namespace dengbao::intake
