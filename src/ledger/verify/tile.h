#pragma once
// Tiles as C2SP tlog-tiles lays them out (https://c2sp.org/tlog-tiles): 256 hashes side by side,
// eight levels of the tree to a tile. A tile that is not yet full is `partial`; a log of n leaves
// has n >> 8L hashes on tile level L.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace dengbao::ledger {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kTileWidth = 256;

struct TileId {
  unsigned level = 0;       // of tiles: level 1 stands on 256 full tiles of level 0
  std::uint64_t index = 0;  // from the left
  auto operator<=>(const TileId&) const = default;
};

// Where tiles come from. The bytes of at least as many hashes as the tree in question has in that
// tile; more (the tile has grown since) do no harm.
using TileSource = std::function<Result<std::string>(TileId)>;

// Hashes that a log of `size` leaves has on a tile level.
std::uint64_t tile_hashes(unsigned level, std::uint64_t size);
// Hashes that a log of `size` leaves has in the tile: 0 (no such tile) to 256.
unsigned tile_width(TileId id, std::uint64_t size);
// Tiles of all levels, partial ones too, of a log of `size` leaves.
std::uint64_t tile_count(std::uint64_t size);
// "tile/0/x001/067", "tile/0/x001/067.p/12".
std::string tile_path(TileId id, unsigned width);
// "tile/entries/x001/067[.p/W]".
std::string entries_path(std::uint64_t index, unsigned width);

struct TilePath {
  bool entries = false;
  TileId id;
  unsigned width = kTileWidth;
  bool operator==(const TilePath&) const = default;
};
// Only the one right spelling. BadInput ledger.tile_path.
Result<TilePath> parse_tile_path(std::string_view path);

// An entry bundle: each entry with its length in two bytes, big end first. BadInput
// ledger.entry_too_long; ledger.bundle_cut where the bytes end inside an entry.
Result<std::string> bundle_of(const std::vector<std::string>& entries);
Result<std::vector<std::string>> entries_of(std::string_view bundle);

}  // namespace dengbao::ledger
