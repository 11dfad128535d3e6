#pragma once
// The parts of an audit that run side by side; used by audit.cc alone.

#include <cstring>
#include <deque>
#include <span>

#include "ledger/verify/audit.h"
#include "ledger/verify/tree.h"

namespace dengbao::ledger {

// What is found, up to a limit.
class Findings {
 public:
  explicit Findings(std::size_t most) : most_(most) {}
  void add(std::string code, Args args, std::string where);
  std::vector<Explanation> take();

 private:
  std::size_t most_;
  std::uint64_t more_ = 0;
  std::vector<Explanation> list_;
};

// The log's keys in the order of their reign.
class KeyChain {
 public:
  KeyChain(const AuditOptions& options, Findings& findings);
  // Looks at an entry before its hash goes into the tree.
  void pass(const AuditEvent& event);
  // Changes that were announced for events that never came.
  void finish();
  const PublicKey& at(std::uint64_t size) const;
  bool signs(const SignedHead& head) const;
  // Whether an anchor is one of the keys, at the time it last spoke.
  Signing judge(std::span<const TrustAnchor> anchors, const Head& last) const;

 private:
  struct Reign {
    PublicKey key;
    std::uint64_t first_size;  // of the heads it signs
    std::optional<Instant> end;
  };
  std::span<const KeyChange> pending_;
  std::vector<Reign> reigns_;
  Findings& findings_;
};

// Compares stored tiles with the tree that grows out of the entries.
class TileCheck {
 public:
  TileCheck(const AuditSources& sources, Findings& findings)
      : sources_(sources), findings_(findings) {}
  // The hash that the stored tile has for a leaf, if any. Leaves are asked for in order.
  Result<std::optional<Digest>> leaf(std::uint64_t index);
  void leaf_differs(std::uint64_t index);
  Status full(TileId id, const Pyramid& expected) { return compare(id, expected); }
  Status edges(const Tree& tree);
  std::uint64_t checked() const { return checked_; }

 private:
  Status compare(TileId id, const Pyramid& expected);
  void differs(TileId id, unsigned width, unsigned place);

  const AuditSources& sources_;
  Findings& findings_;
  std::optional<std::uint64_t> loaded_;  // index of the tile of level 0 in bytes_
  std::string bytes_;
  std::uint64_t checked_ = 0;
};

// Compares heads with the tree when it has their size.
class HeadCheck {
 public:
  HeadCheck(const AuditSources& sources, const AuditOptions& options, const KeyChain& keys,
            Findings& findings);
  Status start() { return advance(); }
  // To be called before each leaf, and after the last.
  Status at(const Tree& tree);
  Status finish(const Tree& tree);
  const std::optional<Head>& last() const { return last_; }
  std::uint64_t count() const { return count_; }
  std::uint64_t signatures() const { return signatures_; }

 private:
  Status advance();
  void compare(const SignedHead& head, const Tree& tree);
  void check_remembered(const Tree& tree);
  void check_signature(const SignedHead& head);
  void remember_unsigned(SignedHead head);

  const AuditSources& sources_;
  const AuditOptions& options_;
  const KeyChain& keys_;
  Findings& findings_;
  std::optional<SignedHead> next_;
  std::optional<Head> last_;
  std::deque<SignedHead> unsigned_;  // newest heads whose signatures are still to be checked
  std::uint64_t count_ = 0, signatures_ = 0, good_size_ = 0;
  bool remembered_met_ = false;
};

// Compares what is stored of personal facts with the commitments in an entry.
void check_openings(HashKind kind, const AuditEvent& event, Findings& findings,
                    std::uint64_t& erased);

}  // namespace dengbao::ledger
