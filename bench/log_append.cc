// How fast the log grows: leaf hashes, tree, root of every batch, changed tiles as rows.
//   log_append [records] [bytes] [batch]
// Limit: log_append_limit with the same records.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include "base/ids.h"
#include "ledger/prover.h"
#include "ledger/signing.h"
#include "ledger/verify/tree_hash.h"

namespace {

using namespace dengbao;
using namespace dengbao::ledger;
using Watch = std::chrono::steady_clock;

double seconds_since(Watch::time_point start) {
  return std::chrono::duration<double>(Watch::now() - start).count();
}

struct Run {
  std::uint64_t records, bytes, batch;
};

// Bytes of tile rows and their number go through the same memory as a store would take them from.
void append(const Run& run) {
  Tree tree(HashKind::Sm3);
  std::string record(run.bytes, 'x');
  std::vector<Digest> leaves;
  std::uint64_t rows = 0, row_bytes = 0;
  const auto start = Watch::now();
  while (tree.size() < run.records) {
    leaves.clear();
    for (std::uint64_t i = tree.size(); i < tree.size() + run.batch; ++i) {
      std::memcpy(record.data(), &i, sizeof i);
      leaves.push_back(leaf_hash(HashKind::Sm3, record));
    }
    Growth growth = grow(tree, leaves);
    for (const TileRow& row : growth.changed) ++rows, row_bytes += row.bytes.size();
    tree = std::move(growth.tree);
  }
  const double seconds = seconds_since(start);
  fmt::print("append: {:.0f} events/s (batches of {}, {} rows and {} bytes of tiles a batch)\n",
             static_cast<double>(tree.size()) / seconds, run.batch,
             static_cast<double>(rows) /
                 (static_cast<double>(tree.size()) / static_cast<double>(run.batch)),
             row_bytes * run.batch / tree.size());
}

// The same with a signed head a batch and an inclusion proof for every event.
void append_with_receipts(const Run& run) {
  SystemRandomness random;
  const Sm2Key key = *Sm2Key::generate("bench", {}, random);
  Tree tree(HashKind::Sm3);
  std::vector<Digest> leaves(run.batch, leaf_hash(HashKind::Sm3, "x"));
  std::size_t bytes = 0;
  const auto start = Watch::now();
  double seconds = 0;
  for (; (seconds = seconds_since(start)) < 2.0;) {
    Growth growth = grow(tree, leaves);
    const std::uint64_t size = growth.tree.size();
    bytes += sign_head({"bench", HashKind::Sm3, size, growth.root, {}}, key)->size();
    Prover prover(growth, nullptr);
    for (std::uint64_t i = tree.size(); i < size; ++i)
      bytes += json_text(*prover.inclusion(i, size)).size();
    tree = std::move(growth.tree);
  }
  fmt::print("append, signed head a batch, proof an event: {:.0f} events/s (batches of {})\n",
             static_cast<double>(tree.size()) / seconds, run.batch);
  if (bytes == 0) std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i, std::uint64_t otherwise) {
    return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
  };
  const Run run{number(1, 1'000'000), number(2, 512), number(3, 16)};
  append(run);
  append_with_receipts(run);
  append_with_receipts({run.records, run.bytes, 64});
}
