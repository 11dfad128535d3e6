#pragma once
// Verification of a whole log (`ledger verify`): every entry, tile and head is read once, in order,
// and everything that does not fit is named. Of an entry there are three witnesses - its bytes, the
// leaf hash stored beside it, the hash in the tile - so that one that was changed is outvoted and
// the rest of the log can still be checked.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/verify/commitment.h"
#include "ledger/verify/head.h"
#include "ledger/verify/receipt.h"
#include "ledger/verify/tile.h"

namespace dengbao::ledger {

struct AuditEvent {
  std::uint64_t index = 0;
  std::string name;               // the event's id, for messages
  std::string_view entry;         // valid until the next one is asked for
  Digest leaf_hash{};             // as stored beside it
  std::vector<Opening> openings;  // one for each personal fact, erased ones too
};

struct AuditHead {
  std::uint64_t size = 0;  // as stored beside the note: its row or its file name
  std::string note;
};

// Where the log comes from. The first two fill in the next one and answer false at the end.
struct AuditSources {
  std::function<Result<bool>(AuditEvent&)> next_event;  // by index
  std::function<Result<bool>(AuditHead&)> next_head;    // by size
  std::function<Result<std::string>(TileId)> tile;      // "" where there is none
  std::optional<std::uint64_t> tile_rows;               // how many are stored
};

// A change of key: its note, and the index of the event that holds it as a JSON string.
struct KeyChange {
  std::uint64_t index = 0;
  std::string note;
};

struct AuditOptions {
  HashKind hash = HashKind::Sm3;
  PublicKey first_key;                 // its name is the origin of the log
  std::vector<KeyChange> key_changes;  // by index
  std::vector<TrustAnchor> anchors;
  std::optional<SignedHead> remembered;  // a head seen earlier: finds a log that was rolled back
  // Of how many of the newest heads the signatures are checked. The last one's always is.
  std::uint64_t newest_signatures = 5000;
  std::size_t most_problems = 200;  // listed; more are counted
};

struct AuditReport {
  std::uint64_t events = 0, tiles = 0, heads = 0, signatures = 0, erased_facts = 0;
  std::optional<Head> last;
  Signer signer = Signer::Unchecked;
  std::string fingerprint;  // of the key of the last head, or of the trusted one it descends from
  std::vector<Explanation> problems;  // `where` is a tile's path, an event's name or "head SIZE"
  std::vector<Explanation> signer_reasons;
  bool sound() const { return problems.empty(); }
};

// Fails only where a source fails. Memory does not grow with the log.
Result<AuditReport> audit(const AuditSources& sources, const AuditOptions& options);

}  // namespace dengbao::ledger
