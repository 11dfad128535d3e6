// How long a whole log takes to verify: all entries, tiles and roots, the newest signatures; and to
// open. Entries are made on the fly, tiles and heads lie in memory, a head for every 16 events.
//   log_verify [records]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "base/ids.h"
#include "ledger/growth.h"
#include "ledger/signing.h"
#include "ledger/verify/audit.h"
#include "ledger/verify/tree_hash.h"

namespace {

using namespace dengbao;
using namespace dengbao::ledger;
using Watch = std::chrono::steady_clock;

double seconds_since(Watch::time_point start) {
  return std::chrono::duration<double>(Watch::now() - start).count();
}

std::string entry_of(std::uint64_t i) {
  return fmt::format(R"({{"commitments":{{}},"core":{{"event":"{:026}","x":"{}"}}}})", i,
                     std::string(430, 'x'));
}

struct Stored {
  std::vector<Digest> leaves;
  std::map<TileId, std::string> tiles;
  std::vector<AuditHead> heads;
  Tree tree{HashKind::Sm3};
};

Stored build(std::uint64_t records, const Sm2Key& key) {
  Stored out;
  for (std::uint64_t i = 0; i < records; ++i)
    out.leaves.push_back(leaf_hash(HashKind::Sm3, entry_of(i)));
  // A signature for every head would take minutes to make; those that are not checked are copies.
  std::vector<NoteSignature> filler;
  for (std::uint64_t i = 0; i < records; i += 16) {
    const auto batch = std::span(out.leaves).subspan(i, std::min<std::uint64_t>(16, records - i));
    Growth growth = grow(out.tree, batch);
    for (TileRow& row : growth.changed) out.tiles[row.id] = std::move(row.bytes);
    out.tree = std::move(growth.tree);
    const Head head{"bench", HashKind::Sm3, out.tree.size(), growth.root, {}};
    const bool checked = records - i < 16 * 5001;
    if (checked || filler.empty()) {
      out.heads.push_back({head.size, *sign_head(head, key)});
      filler = parse_note(out.heads.back().note)->signatures;
    } else {
      out.heads.push_back({head.size, note_text({head_text(head), filler})});
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  SystemRandomness random;
  const Sm2Key key = *Sm2Key::generate("bench", {}, random);
  const Stored log = build(records, key);
  const TileSource tile = [&](TileId id) -> Result<std::string> { return log.tiles.at(id); };

  auto start = Watch::now();
  if (!Tree::load(HashKind::Sm3, records, log.tree.root(), tile)) return 1;
  fmt::print("open: {:.2f} ms\n", 1000 * seconds_since(start));

  std::uint64_t event = 0;
  std::size_t head = 0;
  std::string entry;
  const AuditSources sources{.next_event = [&](AuditEvent& out) -> Result<bool> {
                               if (event == records) return false;
                               entry = entry_of(event);
                               out = {event, {}, entry, log.leaves[event], {}};
                               ++event;
                               return true;
                             },
                             .next_head = [&](AuditHead& out) -> Result<bool> {
                               if (head == log.heads.size()) return false;
                               out = log.heads[head++];
                               return true;
                             },
                             .tile = tile,
                             .tile_rows = log.tiles.size()};
  AuditOptions options;
  options.first_key = key.public_key();
  start = Watch::now();
  const auto report = audit(sources, options);
  const double seconds = seconds_since(start);
  if (!report || !report->sound()) return 1;
  fmt::print("verify: {} events, {} tiles, {} heads, {} signatures in {:.2f} s\n", report->events,
             report->tiles, report->heads, report->signatures, seconds);
}
