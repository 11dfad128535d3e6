// Proofs out of tiles against a second, naive implementation of RFC 9162.
#include "ledger/prover.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>

#include "base/ids.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

using Leaves = std::vector<Digest>;

// The definitions of RFC 9162 §2.1.1, §2.1.3.1 and §2.1.4.1, word for word and slow.
struct Naive {
  HashKind kind;
  std::uint64_t split(std::uint64_t n) const { return std::bit_floor(n - 1); }
  Digest mth(std::span<const Digest> d) const {
    if (d.empty()) return digest(kind, "");
    if (d.size() == 1) return d[0];
    const auto k = split(d.size());
    std::string both("\x01");
    for (const Digest& half : {mth(d.first(k)), mth(d.subspan(k))})
      both.append(half.begin(), half.end());
    return digest(kind, both);
  }
  Leaves path(std::uint64_t m, std::span<const Digest> d) const {
    if (d.size() == 1) return {};
    const auto k = split(d.size());
    Leaves out = m < k ? path(m, d.first(k)) : path(m - k, d.subspan(k));
    out.push_back(m < k ? mth(d.subspan(k)) : mth(d.first(k)));
    return out;
  }
  Leaves subproof(std::uint64_t m, std::span<const Digest> d, bool whole) const {
    if (m == d.size()) return whole ? Leaves{} : Leaves{mth(d)};
    const auto k = split(d.size());
    Leaves out = m <= k ? subproof(m, d.first(k), whole) : subproof(m - k, d.subspan(k), false);
    out.push_back(m <= k ? mth(d.subspan(k)) : mth(d.first(k)));
    return out;
  }
};

Leaves leaves(HashKind kind, std::uint64_t n) {
  Leaves out;
  for (std::uint64_t i = 0; i < n; ++i) out.push_back(leaf_hash(kind, std::to_string(i)));
  return out;
}

// The rows of a store.
struct Rows {
  std::map<TileId, std::string> tiles;
  std::uint64_t writes = 0, reads = 0;
  void take(const Growth& growth) {
    for (const TileRow& row : growth.changed) {
      EXPECT_EQ(row.bytes.size(), row.width * 32u);
      tiles[row.id] = row.bytes;
      ++writes;
    }
  }
  TileSource source() {
    return [this](TileId id) -> Result<std::string> {
      ++reads;
      if (!tiles.contains(id))
        return fail(ErrorKind::NotFound, "test.no_tile", {}, tile_path(id, 256));
      return tiles[id];
    };
  }
};

struct Grown {
  Tree tree{HashKind::Sm3};
  Rows rows;
  void add(std::span<const Digest> more) {
    Growth growth = grow(tree, more);
    rows.take(growth);
    tree = std::move(growth.tree);
  }
};

class EveryHash : public testing::TestWithParam<HashKind> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EveryHash, testing::Values(HashKind::Sm3, HashKind::Sha256),
                         [](const auto& p) { return std::string(hash_name(p.param)); });

TEST_P(EveryHash, InclusionProofsOfAllSmallTrees) {
  const HashKind kind = GetParam();
  const Naive naive{kind};
  const Leaves all = leaves(kind, 300);
  Grown log{.tree = Tree(kind), .rows = {}};
  for (std::uint64_t size = 1; size <= all.size(); ++size) {
    log.add(std::span(all).subspan(size - 1, 1));
    const auto now = std::span(all).first(size);
    ASSERT_EQ(log.tree.root(), naive.mth(now)) << size;
    Prover prover(kind, log.rows.source());
    // Every leaf of the sizes about the edges of subtrees and tiles, some of the others.
    const bool thorough = size < 40 || (size > 250 && size < 262);
    for (std::uint64_t i = 0; i < size; i += thorough ? 1 : 7) {
      const auto proof = prover.inclusion(i, size);
      ASSERT_TRUE(proof) << size << " " << i;
      ASSERT_EQ(proof->path, naive.path(i, now)) << size << " " << i;
      ASSERT_EQ(proof->leaf_hash, all[i]);
      ASSERT_TRUE(check(*proof)) << size << " " << i;
    }
  }
}

TEST_P(EveryHash, ConsistencyProofsOfAllSmallTrees) {
  const HashKind kind = GetParam();
  const Naive naive{kind};
  const Leaves all = leaves(kind, 300);
  Grown log{.tree = Tree(kind), .rows = {}};
  log.add(all);
  Prover prover(kind, log.rows.source());
  for (std::uint64_t second = 1; second <= all.size(); second += second < 40 ? 1 : 13) {
    for (std::uint64_t first = 1; first <= second; ++first) {
      const auto proof = prover.consistency(first, second);
      ASSERT_TRUE(proof) << first << " " << second;
      ASSERT_EQ(proof->path, naive.subproof(first, std::span(all).first(second), true))
          << first << " " << second;
      ASSERT_TRUE(check(*proof)) << first << " " << second;
    }
  }
}

TEST(Prover, LargeTreesAtRandom) {
  const HashKind kind = HashKind::Sm3;
  const Naive naive{kind};
  const Leaves all = leaves(kind, 150'000);
  Grown log;
  log.add(all);
  Prover prover(kind, log.rows.source());
  SeededRandomness random(7);
  for (int round = 0; round < 60; ++round) {
    const std::uint64_t size = 1 + random.next() % all.size();
    const std::uint64_t index = random.next() % size, first = 1 + random.next() % size;
    const auto inclusion = prover.inclusion(index, size);
    const auto consistency = prover.consistency(first, size);
    ASSERT_TRUE(inclusion && check(*inclusion)) << index << " " << size;
    ASSERT_TRUE(consistency && check(*consistency)) << first << " " << size;
    if (round < 3) {
      EXPECT_EQ(inclusion->path, naive.path(index, std::span(all).first(size)));
      EXPECT_EQ(consistency->path, naive.subproof(first, std::span(all).first(size), true));
    }
  }
}

TEST(Prover, NoOtherIndexSizeOrHashPasses) {
  const Leaves all = leaves(HashKind::Sm3, 77);
  Grown log;
  log.add(all);
  Prover prover(HashKind::Sm3, log.rows.source());
  for (std::uint64_t index = 0; index < 77; ++index) {
    const InclusionProof sound = *prover.inclusion(index, 77);
    for (std::uint64_t other = 0; other < 80; ++other) {
      InclusionProof wrong = sound;
      wrong.index = other;
      EXPECT_EQ(check(wrong).has_value(), other == index);
    }
    InclusionProof longer = sound, shorter = sound, flipped = sound;
    longer.path.push_back(all[0]);
    shorter.path.pop_back();
    flipped.path[index % flipped.path.size()][3] ^= 1;
    EXPECT_FALSE(check(longer));
    EXPECT_FALSE(check(shorter));
    EXPECT_FALSE(check(flipped));
  }
  const ConsistencyProof sound = *prover.consistency(20, 77);
  for (std::uint64_t first = 0; first < 80; ++first) {
    ConsistencyProof wrong = sound;
    wrong.first_size = first;
    EXPECT_EQ(check(wrong).has_value(), first == 20) << first;
  }
  EXPECT_EQ(prover.consistency(0, 5).error().code, "ledger.sizes_order");
  EXPECT_EQ(prover.inclusion(77, 77).error().code, "ledger.no_such_leaf");
}

TEST(Growth, BatchesWriteFewRowsAndOpenWithOneTileALevel) {
  const Leaves all = leaves(HashKind::Sm3, 70'000);
  Grown log;
  SeededRandomness random(3);
  std::uint64_t batches = 0;
  while (log.tree.size() < all.size()) {
    const std::uint64_t many = std::min(1 + random.next() % 64, all.size() - log.tree.size());
    log.add(std::span(all).subspan(log.tree.size(), many));
    ++batches;
  }
  EXPECT_LT(static_cast<double>(log.rows.writes), 1.3 * static_cast<double>(batches));
  EXPECT_EQ(log.rows.tiles.size(), tile_count(all.size()));
  log.rows.reads = 0;
  const auto again = Tree::load(HashKind::Sm3, all.size(), log.tree.root(), log.rows.source());
  ASSERT_TRUE(again) << again.error().code;
  EXPECT_EQ(log.rows.reads, 3u);
  EXPECT_EQ(again->root(), log.tree.root());

  // A tree that was loaded grows like the one that was kept.
  const Leaves more = leaves(HashKind::Sm3, 700);
  EXPECT_EQ(grow(*again, more).changed, grow(log.tree, more).changed);

  Digest other = log.tree.root();
  other[0] ^= 1;
  EXPECT_EQ(Tree::load(HashKind::Sm3, all.size(), other, log.rows.source()).error().code,
            "ledger.edge_differs");
}

TEST(Growth, ReceiptsOfABatchNeedNoStoredTile) {
  const Leaves all = leaves(HashKind::Sm3, 140'000);
  Grown log;
  std::uint64_t at = 0;
  for (const std::uint64_t many : {1u, 255u, 1u, 65'000u, 300u, 70'000u, 2u}) {
    const Growth growth = grow(log.tree, std::span(all).subspan(at, many));
    Prover prover(growth, nullptr);
    for (std::uint64_t i = at; i < at + many; i += 1 + many / 50) {
      const auto proof = prover.inclusion(i, at + many);
      ASSERT_TRUE(proof) << i << " " << proof.error().code << proof.error().where;
      ASSERT_TRUE(check(*proof));
      ASSERT_EQ(proof->root, growth.root);
    }
    log.rows.take(growth);
    log.tree = growth.tree;
    at += many;
  }
}

}  // namespace
}  // namespace dengbao::ledger
