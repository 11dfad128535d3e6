#pragma once
// The right edge of a Merkle tree, which is all one needs to let it grow: per tile level the one
// tile that is not full, with the nodes above it inside that tile.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "ledger/verify/tile.h"

namespace dengbao::ledger {

// A tile and the nodes on top of it: row 0 has up to 256 hashes, row 8 the one above them all.
// A node is there as soon as both its children are.
class Pyramid {
 public:
  // Takes the next hash. The hash above all 256 when this was the last.
  std::optional<Digest> push(HashKind kind, const Digest& hash);
  unsigned width() const { return width_; }
  bool has(unsigned row, unsigned place) const { return ((place + 1) << row) <= width_; }
  const Digest& at(unsigned row, unsigned place) const { return nodes_[offset(row) + place]; }
  std::string bytes() const;  // row 0
  // From the bytes of a tile, at most `width` of its hashes. BadInput ledger.tile_short where it
  // has fewer or is no multiple of 32.
  static Result<Pyramid> read(HashKind kind, std::string_view bytes, unsigned width);

 private:
  static constexpr unsigned offset(unsigned row) {
    return 2 * kTileWidth - (2 * kTileWidth >> row);
  }
  unsigned width_ = 0;
  std::array<Digest, 2 * kTileWidth - 1> nodes_;
};

class Tree {
 public:
  explicit Tree(HashKind kind) : kind_(kind) {}
  // The tree that `size` and the stored tiles describe; reads one tile a level. Conflict
  // ledger.edge_differs when its root is not `root`.
  static Result<Tree> load(HashKind kind, std::uint64_t size, const Digest& root,
                           const TileSource& source);

  using OnFull = std::function<void(TileId, const Pyramid&)>;
  // Appends a leaf hash; tells of every tile that it fills.
  void push(const Digest& leaf, const OnFull& on_full);
  Digest root() const;

  HashKind kind() const { return kind_; }
  std::uint64_t size() const { return size_; }
  unsigned levels() const { return static_cast<unsigned>(edge_.size()); }
  const Pyramid& edge(unsigned level) const { return edge_[level]; }
  TileId edge_id(unsigned level) const { return {level, tile_hashes(level + 1, size_)}; }

 private:
  HashKind kind_;
  std::uint64_t size_ = 0;
  std::vector<Pyramid> edge_;
};

}  // namespace dengbao::ledger
