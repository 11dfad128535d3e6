#include "ledger/verify/audit.h"

#include "ledger/verify/auditor.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

class Auditor {
 public:
  Auditor(const AuditSources& sources, const AuditOptions& options)
      : sources_(sources),
        options_(options),
        findings_(options.most_problems),
        keys_(options, findings_),
        tiles_(sources, findings_),
        heads_(sources, options, keys_, findings_),
        tree_(options.hash) {}

  Result<AuditReport> run() {
    CHECK(heads_.start());
    AuditEvent event;
    while (!broken_off_ && TRY(sources_.next_event(event))) CHECK(take(event));
    CHECK(heads_.finish(tree_));
    keys_.finish();
    CHECK(tiles_.edges(tree_));
    return report();
  }

 private:
  Status take(const AuditEvent& event) {
    ++report_.events;
    if (event.index != tree_.size()) {
      findings_.add(
          "ledger.event_order",
          {{"expected", std::to_string(tree_.size())}, {"index", std::to_string(event.index)}},
          event.name);
      if (event.index < tree_.size()) return {};
      CHECK(bridge(event.index));
      if (broken_off_) return {};
    }
    const Digest recorded = TRY(vote(event));
    keys_.pass(event);
    return push(recorded);
  }

  // Entries that are missing are replaced by what the tiles say of them, as far as they go.
  Status bridge(std::uint64_t index) {
    while (tree_.size() < index) {
      const auto known = TRY(tiles_.leaf(tree_.size()));
      broken_off_ = !known;
      if (broken_off_) return {};
      CHECK(push(*known));
    }
    return {};
  }

  Status push(const Digest& leaf) {
    CHECK(heads_.at(tree_));
    Status tiles_read;
    tree_.push(leaf, [&](TileId id, const Pyramid& full) {
      if (tiles_read) tiles_read = tiles_.full(id, full);
    });
    return tiles_read;
  }

  // Which hash the log recorded for the event, by majority of its three witnesses.
  Result<Digest> vote(const AuditEvent& event) {
    const Digest computed = leaf_hash(options_.hash, event.entry);
    const Digest& row = event.leaf_hash;
    const std::optional<Digest> tile = TRY(tiles_.leaf(event.index));
    const auto accuse = [&](const char* code) {
      findings_.add(code, {{"index", std::to_string(event.index)}, {"event", event.name}},
                    event.name);
    };
    if (computed == row || (tile && computed == *tile)) {
      if (computed != row) accuse("ledger.leaf_row_changed");
      if (tile && computed != *tile) tiles_.leaf_differs(event.index);
      check_openings(options_.hash, event, findings_, report_.erased_facts);
      return computed;
    }
    accuse("ledger.event_changed");
    if (tile && row != *tile) {
      accuse("ledger.leaf_row_changed");
      return *tile;
    }
    return row;
  }

  AuditReport report() {
    report_.tiles = tiles_.checked();
    report_.heads = heads_.count();
    report_.signatures = heads_.signatures();
    report_.last = heads_.last();
    if (sources_.tile_rows && *sources_.tile_rows != tile_count(tree_.size()))
      findings_.add("ledger.tiles_surplus",
                    {{"count", std::to_string(*sources_.tile_rows)},
                     {"expected", std::to_string(tile_count(tree_.size()))}},
                    "tile");
    if (report_.last) {
      const Signing signing = keys_.judge(options_.anchors, *report_.last);
      report_.signer = signing.signer;
      report_.fingerprint = signing.fingerprint;
      report_.signer_reasons = signing.reasons;
    } else if (!options_.anchors.empty()) {
      report_.signer = Signer::Wrong;
    }
    report_.problems = findings_.take();
    return report_;
  }

  const AuditSources& sources_;
  const AuditOptions& options_;
  Findings findings_;
  KeyChain keys_;
  TileCheck tiles_;
  HeadCheck heads_;
  Tree tree_;
  AuditReport report_;
  bool broken_off_ = false;  // too much is missing to go on
};

}  // namespace

Result<AuditReport> audit(const AuditSources& sources, const AuditOptions& options) {
  return Auditor(sources, options).run();
}

}  // namespace dengbao::ledger
