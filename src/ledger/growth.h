#pragma once
// Growing the log. All are values: nothing changes until the store has committed, and a batch
// that fails is simply forgotten.
//
//   Tree tree = TRY(Tree::load(kind, size, root, tiles));   // on opening: one tile a level
//   Growth growth = grow(tree, leaves);                     // in the transaction
//   … store growth.changed as rows, sign a head of growth.tree.size() and growth.root, commit …
//   tree = std::move(growth.tree);

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/verify/tree.h"

namespace dengbao::ledger {

// A row of the store: insert, or replace the one with this id.
struct TileRow {
  TileId id;
  unsigned width = 0;  // 1 to 256
  std::string bytes;   // width × 32
  bool operator==(const TileRow&) const = default;
};

struct Growth {
  Tree tree;
  Digest root{};
  // Tiles with new hashes: one of level 0 for every 256 leaves begun, seldom one above.
  std::vector<TileRow> changed;
  std::vector<std::pair<TileId, Pyramid>> filled;  // those of them that are full, with their nodes
};

Growth grow(const Tree& tree, std::span<const Digest> leaves);

}  // namespace dengbao::ledger
