#pragma once
// Hashing of the Merkle log [RFC 9162 §2.1.1]: a byte in front keeps leaves, nodes and
// commitments apart, so that none can pass for another.

#include <cstdint>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace dengbao::ledger {

// The longest entry: bundles of C2SP tlog-tiles write its length in 16 bits.
inline constexpr std::size_t kMaxEntryBytes = 65535;

// H(00 || entry); entry = canonical JSON of {commitments, core}.
Digest leaf_hash(HashKind kind, std::string_view entry);
// H(01 || left || right).
Digest node_hash(HashKind kind, const Digest& left, const Digest& right);
// The root of a log without entries: H of nothing.
Digest empty_root(HashKind kind);
// Refuses an entry that no bundle can carry (BadInput ledger.entry_too_long).
Status check_entry_size(std::string_view entry);

// Hex as this library writes it: 64 lower-case digits, nothing else.
std::string hex_of(const Digest& digest);
Result<Digest> strict_digest(std::string_view text, std::string_view where);

}  // namespace dengbao::ledger
