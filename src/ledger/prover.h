#pragma once
// Proofs out of tiles.

#include <cstdint>
#include <map>
#include <optional>

#include "ledger/growth.h"
#include "ledger/verify/proof.h"

namespace dengbao::ledger {

// Reads the tiles it needs and keeps the last ones. Not for two threads at once. Errors of the
// source come through; Conflict ledger.tile_missing where a tile is narrower than the log needs.
class Prover {
 public:
  Prover(HashKind kind, TileSource source) : kind_(kind), source_(std::move(source)) {}
  // For the receipts of a batch: all that the new leaves need is in its growth, so that a proof
  // costs a few look-ups. `source` serves older leaves and may be empty. `growth` must outlive it.
  Prover(const Growth& growth, TileSource source);

  // The leaf `index` in the tree of the first `size` leaves. NotFound ledger.no_such_leaf.
  Result<InclusionProof> inclusion(std::uint64_t index, std::uint64_t size);
  // BadInput ledger.sizes_order unless 1 <= first <= second.
  Result<ConsistencyProof> consistency(std::uint64_t first, std::uint64_t second);
  Result<Digest> root(std::uint64_t size);

 private:
  // The hash over the leaves [begin, end), where begin is a multiple of a power of two that is at
  // least their number.
  Result<Digest> range(std::uint64_t begin, std::uint64_t end);
  Result<Digest> node(unsigned height, std::uint64_t place);
  Result<const Pyramid*> pyramid(TileId id, unsigned width);

  HashKind kind_;
  TileSource source_;
  const Growth* growth_ = nullptr;
  std::map<TileId, Pyramid> cache_;
  std::optional<std::pair<std::uint64_t, Digest>> last_root_;
};

}  // namespace dengbao::ledger
