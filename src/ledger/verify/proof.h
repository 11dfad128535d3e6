#pragma once
// Proofs [RFC 9162 §2.1.3, §2.1.4]: that a leaf is in a tree, that a tree grew out of another.
// Whoever checks one needs nothing but the proof itself and a root that he trusts.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "base/result.h"

namespace dengbao::ledger {

struct InclusionProof {
  HashKind hash = HashKind::Sm3;
  std::uint64_t tree_size = 0;
  std::uint64_t index = 0;  // of the leaf, from 0
  Digest root{};
  Digest leaf_hash{};
  std::vector<Digest> path;  // from the leaf upwards
  bool operator==(const InclusionProof&) const = default;
};

struct ConsistencyProof {
  HashKind hash = HashKind::Sm3;
  std::uint64_t first_size = 0;  // at least 1
  Digest first_root{};
  std::uint64_t second_size = 0;
  Digest second_root{};
  std::vector<Digest> path;
  bool operator==(const ConsistencyProof&) const = default;
};

// Whether the proof leads from its leaf to its root (from its first root to its second). Negative
// ledger.inclusion_fails, ledger.consistency_fails.
Status check(const InclusionProof& proof);
Status check(const ConsistencyProof& proof);

// The JSON that `ledger prove` prints: members sorted, without white space.
std::string json_text(const InclusionProof& proof);
void append_json(std::string& out, const InclusionProof& proof);  // the same, at the end of `out`
std::string json_text(const ConsistencyProof& proof);
// Only these members, integers and lower-case hex. BadInput ledger.proof_form with the member.
Result<InclusionProof> read_inclusion(const json::value& value);
Result<ConsistencyProof> read_consistency(const json::value& value);

}  // namespace dengbao::ledger
