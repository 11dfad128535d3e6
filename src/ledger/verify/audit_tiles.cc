#include <algorithm>

#include "ledger/verify/auditor.h"

namespace dengbao::ledger {

void Findings::add(std::string code, Args args, std::string where) {
  if (list_.size() >= most_) {
    ++more_;
    return;
  }
  list_.push_back(
      fail(ErrorKind::Negative, std::move(code), std::move(args), std::move(where)).error());
}

std::vector<Explanation> Findings::take() {
  if (more_)
    list_.push_back(
        fail(ErrorKind::Negative, "ledger.more_problems", {{"count", std::to_string(more_)}})
            .error());
  more_ = 0;
  return std::move(list_);
}

Result<std::optional<Digest>> TileCheck::leaf(std::uint64_t index) {
  const std::uint64_t tile = index / kTileWidth;
  if (loaded_ != tile) {
    bytes_ = TRY(sources_.tile({0, tile}));
    loaded_ = tile;
  }
  const std::size_t at = index % kTileWidth * sizeof(Digest);
  if (bytes_.size() < at + sizeof(Digest)) return std::nullopt;
  Digest out;
  std::memcpy(out.data(), bytes_.data() + at, sizeof out);
  return out;
}

void TileCheck::leaf_differs(std::uint64_t index) {
  const auto stored =
      static_cast<unsigned>(std::clamp<std::size_t>(bytes_.size() / sizeof(Digest), 1, kTileWidth));
  differs({0, index / kTileWidth}, stored, static_cast<unsigned>(index % kTileWidth));
}

void TileCheck::differs(TileId id, unsigned width, unsigned place) {
  const std::uint64_t leaves = std::uint64_t{1} << (kTileHeight * id.level);
  const std::uint64_t first = (id.index * kTileWidth + place) * leaves;
  findings_.add("ledger.tile_changed",
                {{"place", std::to_string(place)},
                 {"first", std::to_string(first)},
                 {"last", std::to_string(first + leaves - 1)}},
                tile_path(id, width));
}

Status TileCheck::compare(TileId id, const Pyramid& expected) {
  // Tiles of level 0 were compared hash by hash, so that event and tile could be told apart.
  const bool at_hand = id.level == 0 && loaded_ == id.index;
  const std::string read = at_hand ? std::string() : TRY(sources_.tile(id));
  const std::string& stored = at_hand ? bytes_ : read;
  ++checked_;
  const std::string right = expected.bytes();
  if (stored.size() != right.size())
    findings_.add(
        "ledger.tile_unreadable",
        {{"expected", std::to_string(right.size())}, {"bytes", std::to_string(stored.size())}},
        tile_path(id, expected.width()));
  if (id.level == 0) return {};
  const std::size_t whole = std::min(stored.size(), right.size()) / sizeof(Digest);
  for (std::size_t i = 0; i < whole; ++i)
    if (std::memcmp(stored.data() + i * 32, right.data() + i * 32, 32) != 0)
      differs(id, expected.width(), static_cast<unsigned>(i));
  return {};
}

Status TileCheck::edges(const Tree& tree) {
  for (unsigned level = 0; level < tree.levels(); ++level)
    if (tree.edge(level).width() > 0) CHECK(compare(tree.edge_id(level), tree.edge(level)));
  return {};
}

}  // namespace dengbao::ledger
