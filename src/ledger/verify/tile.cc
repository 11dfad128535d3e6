#include "ledger/verify/tile.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

// 1234067 → "x001/x234/067".
std::string index_path(std::uint64_t index) {
  std::string out = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) out = fmt::format("x{:03}/", index % 1000) + out;
  return out;
}

std::string with_width(std::string path, unsigned width) {
  if (width < kTileWidth) path += fmt::format(".p/{}", width);
  return path;
}

template <class Int>
bool read_number(std::string_view text, Int& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_index(std::string_view text, std::uint64_t& index) {
  index = 0;
  while (true) {
    const bool more = text.starts_with('x');
    if (more) text.remove_prefix(1);
    unsigned group = 0;
    if (text.size() < 3 || !read_number(text.substr(0, 3), group)) return false;
    if (index > (std::numeric_limits<std::uint64_t>::max() - group) / 1000) return false;
    index = index * 1000 + group;
    text.remove_prefix(3);
    if (!more) return text.empty();
    if (!text.starts_with('/')) return false;
    text.remove_prefix(1);
  }
}

bool read_path(std::string_view rest, TilePath& out) {
  if (!rest.starts_with("tile/")) return false;
  rest.remove_prefix(5);
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view level = rest.substr(0, slash);
  out.entries = level == "entries";
  if (!out.entries && !read_number(level, out.id.level)) return false;
  rest.remove_prefix(slash + 1);
  if (const auto dot = rest.find(".p/"); dot != std::string_view::npos) {
    if (!read_number(rest.substr(dot + 3), out.width)) return false;
    rest = rest.substr(0, dot);
  }
  return out.width >= 1 && out.width <= kTileWidth && read_index(rest, out.id.index);
}

}  // namespace

std::uint64_t tile_hashes(unsigned level, std::uint64_t size) {
  return level >= 64 / kTileHeight ? 0 : size >> (level * kTileHeight);
}

unsigned tile_width(TileId id, std::uint64_t size) {
  const std::uint64_t hashes = tile_hashes(id.level, size);
  if (id.index > hashes / kTileWidth) return 0;
  return static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, hashes - id.index * kTileWidth));
}

std::uint64_t tile_count(std::uint64_t size) {
  std::uint64_t count = 0;
  for (unsigned level = 0; tile_hashes(level, size) > 0; ++level) {
    const std::uint64_t hashes = tile_hashes(level, size);
    count += hashes / kTileWidth + (hashes % kTileWidth ? 1 : 0);
  }
  return count;
}

std::string tile_path(TileId id, unsigned width) {
  return with_width(fmt::format("tile/{}/{}", id.level, index_path(id.index)), width);
}

std::string entries_path(std::uint64_t index, unsigned width) {
  return with_width("tile/entries/" + index_path(index), width);
}

Result<TilePath> parse_tile_path(std::string_view path) {
  TilePath out;
  const bool read = read_path(path, out);
  const auto respelled = [&] {
    return out.entries ? entries_path(out.id.index, out.width) : tile_path(out.id, out.width);
  };
  if (!read || respelled() != path)
    return fail(ErrorKind::BadInput, "ledger.tile_path", {{"path", std::string(path)}});
  return out;
}

Result<std::string> bundle_of(const std::vector<std::string>& entries) {
  std::string out;
  for (const auto& entry : entries) {
    CHECK(check_entry_size(entry));
    out += static_cast<char>(entry.size() >> 8);
    out += static_cast<char>(entry.size() & 0xff);
    out += entry;
  }
  return out;
}

Result<std::vector<std::string>> entries_of(std::string_view bundle) {
  std::vector<std::string> out;
  while (!bundle.empty()) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bundle[i]); };
    const std::size_t length =
        bundle.size() < 2 ? kMaxEntryBytes : std::size_t{byte(0)} << 8 | byte(1);
    if (bundle.size() < 2 + length)
      return fail(ErrorKind::BadInput, "ledger.bundle_cut",
                  {{"entry", std::to_string(out.size())}});
    out.emplace_back(bundle.substr(2, length));
    bundle.remove_prefix(2 + length);
  }
  return out;
}

}  // namespace dengbao::ledger
