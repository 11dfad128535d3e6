#pragma once
// Salted commitments to personal facts. The log holds the commitment; value and salt lie beside it
// and can be erased: what is left says nothing, and every proof still holds.

#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"

namespace dengbao::ledger {

// One length only: with a salt of any length, one commitment could be opened to two facts.
inline constexpr std::size_t kSaltBytes = 32;

// H(02 || salt || length of the fact's name in 4 bytes, big end first || name || value), where
// value is canonical JSON. BadInput ledger.salt_length.
Result<Digest> commitment(HashKind kind, std::string_view salt, std::string_view fact,
                          std::string_view canonical_value);

// What can be shown of a personal fact; without salt and value it has been erased.
struct Opening {
  std::string fact;
  struct Shown {
    std::string salt;   // bytes
    std::string value;  // canonical JSON
    bool operator==(const Shown&) const = default;
  };
  std::optional<Shown> shown;
  bool operator==(const Opening&) const = default;
};

// Whether it opens the commitment. Negative ledger.opening_differs {fact}; an erased fact passes.
Status check_opening(HashKind kind, const Digest& committed, const Opening& opening);

}  // namespace dengbao::ledger
