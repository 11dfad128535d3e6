#include "intake/zip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_set>

#include "base/text.h"

namespace dengbao::intake {
namespace {

constexpr std::uint32_t kLocalMagic = 0x04034b50;
constexpr std::uint32_t kCentralMagic = 0x02014b50;
constexpr std::uint32_t kEndMagic = 0x06054b50;
constexpr std::size_t kLocalBytes = 30, kCentralBytes = 46, kEndBytes = 22;
constexpr std::size_t kMaxComment = 0xFFFF;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;  // "the value stands in the 64-bit field"
constexpr std::uint16_t kEncrypted = 1 << 0 | 1 << 6 | 1 << 13;
constexpr std::uint64_t kRatioFrom = 1U << 20;

std::unexpected<Explanation> refuse(const char* code, std::string where = {}, Args args = {}) {
  return fail(ErrorKind::BadInput, code, std::move(args), std::move(where));
}

// Little-endian numbers of a part of the file. Callers have checked that they lie inside.
struct Bytes {
  std::string_view at;
  std::uint64_t number(std::size_t offset, std::size_t size) const {
    std::uint64_t n = 0;
    for (std::size_t i = size; i-- > 0;) n = n << 8 | static_cast<std::uint8_t>(at[offset + i]);
    return n;
  }
  std::uint16_t u16(std::size_t o) const { return static_cast<std::uint16_t>(number(o, 2)); }
  std::uint32_t u32(std::size_t o) const { return static_cast<std::uint32_t>(number(o, 4)); }
};

std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Leads nowhere but down: no "..", no drive, no control characters.
bool is_tame(std::string_view name) {
  if (name.empty() || name.front() == '/') return false;
  for (char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == ':' || c == 0x7F) return false;
  for (const std::string& part : split(name, '/'))
    if (part == ".." || part == ".") return false;
  return true;
}

struct Directory {
  std::size_t at = 0, size = 0, entries = 0;
};

Result<Directory> find_directory(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return refuse("zip.truncated");
  const std::size_t last = bytes.size() - kEndBytes;
  const std::size_t first = last > kMaxComment ? last - kMaxComment : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    const Bytes end{bytes.substr(at)};
    if (end.u32(0) != kEndMagic || at + kEndBytes + end.u16(20) != bytes.size()) continue;
    if (end.u16(4) != 0 || end.u16(6) != 0 || end.u16(8) != end.u16(10))
      return refuse("zip.several_volumes");
    if (end.u16(10) == 0xFFFF || end.u32(12) == kIn64 || end.u32(16) == kIn64)
      return refuse("zip.too_large");
    const Directory out{end.u32(16), end.u32(12), end.u16(10)};
    // Nothing stands between the directory and its end record.
    if (std::uint64_t{out.at} + out.size != at) return refuse("zip.malformed");
    return out;
  }
  return refuse("zip.truncated");
}

// Sizes that did not fit in 32 bits stand in an extra field of their own, in a fixed order.
Status read_wide_sizes(Bytes extra, ZipEntry& entry, std::uint64_t& local_at) {
  for (std::size_t at = 0; at + 4 <= extra.at.size();) {
    const std::uint16_t id = extra.u16(at), size = extra.u16(at + 2);
    at += 4;
    if (at + size > extra.at.size()) break;
    if (id == 1) {
      std::size_t from = at;
      for (std::uint64_t* value : {&entry.unpacked, &entry.packed, &local_at}) {
        if (*value != kIn64) continue;
        if (from + 8 > at + size) return refuse("zip.malformed", entry.name);
        *value = extra.number(from, 8);
        from += 8;
      }
    }
    at += size;
  }
  if (entry.unpacked == kIn64 || entry.packed == kIn64 || local_at == kIn64)
    return refuse("zip.malformed", entry.name);
  return {};
}

Status check_sizes(const ZipEntry& entry, const ZipLimits& limits, std::uint64_t& total) {
  if (entry.unpacked > limits.entry_bytes || (total += entry.unpacked) > limits.total_bytes)
    return refuse("zip.too_large", entry.name);
  if (entry.unpacked > kRatioFrom && entry.unpacked / limits.ratio > entry.packed)
    return refuse("zip.bomb", entry.name, {{"ratio", std::to_string(limits.ratio)}});
  if (entry.method == 0 && entry.packed != entry.unpacked)
    return refuse("zip.malformed", entry.name);
  return {};
}

// The local header must tell the same story as the directory.
Status find_data(std::string_view bytes, std::uint64_t local_at, std::uint64_t directory_at,
                 std::string_view raw_name, ZipEntry& entry) {
  if (local_at > directory_at || directory_at - local_at < kLocalBytes)
    return refuse("zip.malformed", entry.name);
  const Bytes local{bytes.substr(local_at)};
  if (local.u32(0) != kLocalMagic || local.u16(8) != entry.method ||
      (local.u16(6) & kEncrypted) != 0)
    return refuse("zip.malformed", entry.name);
  entry.data_at = local_at + kLocalBytes + local.u16(26) + local.u16(28);
  if (entry.data_at > directory_at || entry.packed > directory_at - entry.data_at ||
      local.at.substr(kLocalBytes, local.u16(26)) != raw_name)
    return refuse("zip.malformed", entry.name);
  return {};
}

struct Place {
  std::uint64_t from, to;
  std::string name;
};

Status check_overlap(std::vector<Place> places) {
  std::ranges::sort(places, {}, &Place::from);
  for (std::size_t i = 1; i < places.size(); ++i)
    if (places[i].from < places[i - 1].to) return refuse("zip.overlap", places[i].name);
  return {};
}

struct Inflater {
  z_stream stream{};
  bool ready = false;
  Inflater() { ready = inflateInit2(&stream, -MAX_WBITS) == Z_OK; }
  ~Inflater() {
    if (ready) inflateEnd(&stream);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

// Hands pieces on while counting and summing them.
class Checked {
 public:
  Checked(const ZipEntry& entry, const std::function<Status(std::string_view)>& sink)
      : entry_(entry), sink_(sink) {}
  Status add(std::string_view piece) {
    if (piece.size() > entry_.unpacked - seen_) return refuse("zip.malformed", entry_.name);
    seen_ += piece.size();
    crc_ =
        crc32(crc_, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size()));
    return sink_(piece);
  }
  Status finish() const {
    if (seen_ != entry_.unpacked || crc_ != entry_.crc) return refuse("zip.damaged", entry_.name);
    return {};
  }

 private:
  const ZipEntry& entry_;
  const std::function<Status(std::string_view)>& sink_;
  std::uint64_t seen_ = 0;
  uLong crc_ = 0;
};

constexpr std::size_t kPieceBytes = 64U << 10;

}  // namespace

Result<Zip> Zip::open(std::string_view bytes, const ZipLimits& limits) {
  const Directory directory = TRY(find_directory(bytes));
  if (directory.entries > limits.entries)
    return refuse("zip.too_many_entries", {}, {{"limit", std::to_string(limits.entries)}});
  Zip out;
  out.bytes_ = bytes;
  std::unordered_set<std::string> names;
  std::vector<Place> places;
  std::uint64_t total = 0;
  std::string_view rest = bytes.substr(directory.at, directory.size);
  for (std::size_t i = 0; i < directory.entries; ++i) {
    if (rest.size() < kCentralBytes) return refuse("zip.malformed");
    const Bytes head{rest};
    if (head.u32(0) != kCentralMagic) return refuse("zip.malformed");
    const std::size_t name_size = head.u16(28), extra_size = head.u16(30),
                      whole = kCentralBytes + name_size + extra_size + head.u16(32);
    if (whole > rest.size()) return refuse("zip.malformed");
    const std::string_view raw_name = rest.substr(kCentralBytes, name_size);
    ZipEntry entry;
    entry.name = replace_all(std::string(raw_name), "\\", "/");
    if (name_size > limits.name_bytes || !is_tame(entry.name)) return refuse("zip.bad_name");
    if (!names.insert(lower(entry.name)).second) return refuse("zip.doubled_entry", entry.name);
    if ((head.u16(8) & kEncrypted) != 0) return refuse("zip.encrypted", entry.name);
    if (head.u16(34) != 0 && head.u16(34) != 0xFFFF) return refuse("zip.several_volumes");
    entry.method = head.u16(10);
    entry.crc = head.u32(16);
    entry.packed = head.u32(20);
    entry.unpacked = head.u32(24);
    std::uint64_t local_at = head.u32(42);
    CHECK(read_wide_sizes(Bytes{rest.substr(kCentralBytes + name_size, extra_size)}, entry,
                          local_at));
    CHECK(check_sizes(entry, limits, total));
    CHECK(find_data(bytes, local_at, directory.at, raw_name, entry));
    places.push_back({local_at, entry.data_at + entry.packed, entry.name});
    out.entries_.push_back(std::move(entry));
    rest.remove_prefix(whole);
  }
  if (!rest.empty()) return refuse("zip.malformed");
  CHECK(check_overlap(std::move(places)));
  return out;
}

const ZipEntry* Zip::find(std::string_view name) const {
  const std::string wanted = lower(name);
  for (const ZipEntry& entry : entries_)
    if (lower(entry.name) == wanted) return &entry;
  return nullptr;
}

Status Zip::unpack(const ZipEntry& entry,
                   const std::function<Status(std::string_view)>& sink) const {
  Checked out(entry, sink);
  std::string_view packed = bytes_.substr(entry.data_at, entry.packed);
  if (entry.method == 0) {
    for (; !packed.empty(); packed.remove_prefix(std::min(kPieceBytes, packed.size())))
      CHECK(out.add(packed.substr(0, kPieceBytes)));
    return out.finish();
  }
  if (entry.method != 8) return refuse("zip.method", entry.name);
  Inflater inflater;
  if (!inflater.ready) return fail(ErrorKind::Internal, "zip.inflate");
  z_stream& stream = inflater.stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string buffer(kPieceBytes, '\0');
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) return refuse("zip.damaged", entry.name);
    const std::size_t n = buffer.size() - stream.avail_out;
    if (n == 0 && state != Z_STREAM_END) return refuse("zip.damaged", entry.name);
    CHECK(out.add(std::string_view(buffer).substr(0, n)));
  }
  if (stream.avail_in != 0) return refuse("zip.damaged", entry.name);
  return out.finish();
}

}  // namespace dengbao::intake
