#include "ledger/verify/tree.h"

#include <cstring>

#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {

std::optional<Digest> Pyramid::push(HashKind kind, const Digest& hash) {
  unsigned place = width_++;
  nodes_[place] = hash;
  unsigned row = 0;
  for (; place & 1; ++row, place >>= 1)
    nodes_[offset(row + 1) + place / 2] = node_hash(kind, at(row, place - 1), at(row, place));
  if (width_ < kTileWidth) return std::nullopt;
  return at(kTileHeight, 0);
}

std::string Pyramid::bytes() const {
  return {reinterpret_cast<const char*>(nodes_.data()), width_ * sizeof(Digest)};
}

Result<Pyramid> Pyramid::read(HashKind kind, std::string_view bytes, unsigned width) {
  if (bytes.size() % sizeof(Digest) || bytes.size() < width * sizeof(Digest))
    return fail(ErrorKind::BadInput, "ledger.tile_short",
                {{"bytes", std::to_string(bytes.size())},
                 {"expected", std::to_string(width * sizeof(Digest))}});
  Pyramid out;
  for (unsigned i = 0; i < width; ++i) {
    Digest hash;
    std::memcpy(hash.data(), bytes.data() + i * sizeof hash, sizeof hash);
    out.push(kind, hash);
  }
  return out;
}

Result<Tree> Tree::load(HashKind kind, std::uint64_t size, const Digest& root,
                        const TileSource& source) {
  Tree tree(kind);
  tree.size_ = size;
  for (unsigned level = 0; tile_hashes(level, size) > 0; ++level) {
    const TileId id = tree.edge_id(level);
    const unsigned width = static_cast<unsigned>(tile_hashes(level, size) % kTileWidth);
    auto edge = width ? Pyramid::read(kind, TRY(source(id)), width) : Pyramid{};
    if (!edge) {
      edge.error().where = tile_path(id, width);
      return std::unexpected(edge.error());
    }
    tree.edge_.push_back(*edge);
  }
  if (tree.root() != root)
    return fail(ErrorKind::Conflict, "ledger.edge_differs",
                {{"size", std::to_string(size)}, {"root", hex_of(root)}});
  return tree;
}

void Tree::push(const Digest& leaf, const OnFull& on_full) {
  std::optional<Digest> rising = leaf;
  for (unsigned level = 0; rising; ++level) {
    if (level == edge_.size()) edge_.emplace_back();
    const TileId id = edge_id(level);
    Pyramid& edge = edge_[level];
    rising = edge.push(kind_, *rising);
    if (rising) {
      if (on_full) on_full(id, edge);
      edge = Pyramid{};
    }
  }
  ++size_;
}

Digest Tree::root() const {
  // From the smallest complete subtree at the right to the largest at the left.
  std::optional<Digest> root;
  for (const Pyramid& edge : edge_) {
    for (unsigned row = 0; row < kTileHeight; ++row) {
      if (!(edge.width() >> row & 1)) continue;
      const Digest& peak = edge.at(row, (edge.width() >> row) - 1);
      root = root ? node_hash(kind_, peak, *root) : peak;
    }
  }
  return root ? *root : empty_root(kind_);
}

}  // namespace dengbao::ledger
