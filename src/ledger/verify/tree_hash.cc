#include "ledger/verify/tree_hash.h"

#include <cstring>

namespace dengbao::ledger {
namespace {

constexpr std::uint8_t kLeaf = 0x00, kNode = 0x01;

Hasher& hasher(HashKind kind) {
  thread_local Hasher sm3(HashKind::Sm3);
  thread_local Hasher sha256(HashKind::Sha256);
  return kind == HashKind::Sm3 ? sm3 : sha256;
}

}  // namespace

Digest leaf_hash(HashKind kind, std::string_view entry) {
  return hasher(kind).add(std::span(&kLeaf, 1)).add(entry).finish();
}

Digest node_hash(HashKind kind, const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> both;
  both[0] = kNode;
  std::memcpy(both.data() + 1, left.data(), left.size());
  std::memcpy(both.data() + 33, right.data(), right.size());
  return hasher(kind).add(both).finish();
}

Digest empty_root(HashKind kind) {
  return digest(kind, std::string_view{});
}

Status check_entry_size(std::string_view entry) {
  if (entry.size() > kMaxEntryBytes)
    return fail(
        ErrorKind::BadInput, "ledger.entry_too_long",
        {{"bytes", std::to_string(entry.size())}, {"limit", std::to_string(kMaxEntryBytes)}});
  return {};
}

std::string hex_of(const Digest& digest) {
  return hex(digest);
}

Result<Digest> strict_digest(std::string_view text, std::string_view where) {
  const auto value = digest_from_hex(text);
  if (!value || hex(*value) != text)
    return fail(ErrorKind::BadInput, "ledger.not_a_digest", {{"value", std::string(text)}},
                std::string(where));
  return *value;
}

}  // namespace dengbao::ledger
