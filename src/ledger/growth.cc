#include "ledger/growth.h"

namespace dengbao::ledger {

Growth grow(const Tree& tree, std::span<const Digest> leaves) {
  Growth out{tree, {}, {}};
  // Whether a level that has a partial tile took anything: its hash count tells.
  const auto hashes = [](const Tree& t, unsigned level) {
    return t.size() >> (kTileHeight * level);
  };
  for (const Digest& leaf : leaves)
    out.tree.push(leaf, [&](TileId id, const Pyramid& full) {
      out.changed.push_back({id, kTileWidth, full.bytes()});
    });
  for (unsigned level = 0; level < out.tree.levels(); ++level) {
    const Pyramid& edge = out.tree.edge(level);
    if (edge.width() > 0 && hashes(out.tree, level) != hashes(tree, level))
      out.changed.push_back({out.tree.edge_id(level), edge.width(), edge.bytes()});
  }
  out.root = out.tree.root();
  return out;
}

}  // namespace dengbao::ledger
