#include "ledger/growth.h"

namespace dengbao::ledger {

Growth grow(const Tree& tree, std::span<const Digest> leaves) {
  Growth out{tree, {}, {}, {}};
  for (const Digest& leaf : leaves)
    out.tree.push(leaf, [&](TileId id, const Pyramid& full) {
      out.changed.push_back({id, kTileWidth, full.bytes()});
      out.filled.emplace_back(id, full);
    });
  for (unsigned level = 0; level < out.tree.levels(); ++level) {
    const Pyramid& edge = out.tree.edge(level);
    if (edge.width() > 0 && tile_hashes(level, out.tree.size()) != tile_hashes(level, tree.size()))
      out.changed.push_back({out.tree.edge_id(level), edge.width(), edge.bytes()});
  }
  out.root = out.tree.root();
  return out;
}

}  // namespace dengbao::ledger
