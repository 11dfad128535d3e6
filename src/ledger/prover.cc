#include "ledger/prover.h"

#include <algorithm>
#include <bit>

#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

constexpr std::size_t kCachedTiles = 64;  // about 1 MiB

// The tiles of a growth, then those of the store.
TileSource over(const Growth& growth, TileSource below) {
  return [&growth, below = std::move(below)](TileId id) -> Result<std::string> {
    const auto found = std::ranges::find(growth.changed, id, &TileRow::id);
    if (found != growth.changed.end()) return found->bytes;
    if (below) return below(id);
    return fail(ErrorKind::Conflict, "ledger.tile_missing", {}, tile_path(id, kTileWidth));
  };
}

}  // namespace

Prover::Prover(const Growth& growth, TileSource source)
    : kind_(growth.tree.kind()),
      source_(over(growth, std::move(source))),
      growth_(&growth),
      last_root_({growth.tree.size(), growth.root}) {}

Result<InclusionProof> Prover::inclusion(std::uint64_t index, std::uint64_t size) {
  if (index >= size)
    return fail(ErrorKind::NotFound, "ledger.no_such_leaf",
                {{"index", std::to_string(index)}, {"size", std::to_string(size)}});
  InclusionProof out{kind_, size, index, TRY(root(size)), TRY(node(0, index)), {}};
  // RFC 9162 §2.1.3.1, from the root down; the path is written from the leaf up.
  std::uint64_t begin = 0, end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (index < middle) {
      out.path.push_back(TRY(range(middle, end)));
      end = middle;
    } else {
      out.path.push_back(TRY(range(begin, middle)));
      begin = middle;
    }
  }
  std::ranges::reverse(out.path);
  return out;
}

Result<ConsistencyProof> Prover::consistency(std::uint64_t first, std::uint64_t second) {
  if (first == 0 || first > second)
    return fail(ErrorKind::BadInput, "ledger.sizes_order",
                {{"first", std::to_string(first)}, {"second", std::to_string(second)}});
  ConsistencyProof out{kind_, first, TRY(root(first)), second, TRY(root(second)), {}};
  // RFC 9162 §2.1.4.1. `whole`: the earlier tree is all of [begin, end), and its hash is known.
  std::uint64_t begin = 0, end = second;
  bool whole = true;
  while (first != end) {
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (first <= middle) {
      out.path.push_back(TRY(range(middle, end)));
      end = middle;
    } else {
      out.path.push_back(TRY(range(begin, middle)));
      begin = middle;
      whole = false;
    }
  }
  if (!whole) out.path.push_back(TRY(range(begin, end)));
  std::ranges::reverse(out.path);
  return out;
}

Result<Digest> Prover::root(std::uint64_t size) {
  if (size == 0) return empty_root(kind_);
  if (!last_root_ || last_root_->first != size) last_root_ = {size, TRY(range(0, size))};
  return last_root_->second;
}

Result<Digest> Prover::range(std::uint64_t begin, std::uint64_t end) {
  // The complete subtrees from right to left: the binary digits of the length, lowest first.
  const std::uint64_t length = end - begin;
  std::optional<Digest> sum;
  for (unsigned height = 0; length >> height; ++height) {
    if (!(length >> height & 1)) continue;
    end -= std::uint64_t{1} << height;
    const Digest peak = TRY(node(height, end >> height));
    sum = sum ? node_hash(kind_, peak, *sum) : peak;
  }
  return *sum;
}

Result<Digest> Prover::node(unsigned height, std::uint64_t place) {
  const unsigned row = height % kTileHeight;
  const TileId id{height / kTileHeight, (place << row) / kTileWidth};
  const unsigned inside = static_cast<unsigned>(place % (kTileWidth >> row));
  const Pyramid* tile = TRY(pyramid(id, (inside + 1) << row));
  return tile->at(row, inside);
}

Result<const Pyramid*> Prover::pyramid(TileId id, unsigned width) {
  if (growth_ && id.level < growth_->tree.levels() && id == growth_->tree.edge_id(id.level)) {
    const Pyramid& edge = growth_->tree.edge(id.level);
    if (edge.width() >= width) return &edge;
  }
  if (growth_)
    for (const auto& [full_id, full] : growth_->filled)
      if (full_id == id) return &full;
  if (const auto found = cache_.find(id); found != cache_.end() && found->second.width() >= width)
    return &found->second;
  const std::string bytes = TRY(source_(id));
  const auto stored = static_cast<unsigned>(std::min<std::size_t>(bytes.size() / 32, kTileWidth));
  if (stored < width)
    return fail(ErrorKind::Conflict, "ledger.tile_missing", {}, tile_path(id, width));
  if (cache_.size() >= kCachedTiles) cache_.clear();
  const auto kept = cache_.insert_or_assign(id, TRY(Pyramid::read(kind_, bytes, stored)));
  return &kept.first->second;
}

}  // namespace dengbao::ledger
