#pragma once
// Small secrets at rest, under the key of the installation: SM4-GCM with a key derived from it.

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "ledger/key_provider.h"

namespace dengbao::ledger {

class Sealer {
 public:
  // External ledger.key_failed where the key lies in a device that does not tell it.
  static Result<Sealer> of(const KeyProvider& key);

  // Base64 of nonce, tag and text. `context` says what it is and whose: it opens nowhere else.
  Result<std::string> seal(std::string_view context, std::string_view plain,
                           Randomness& random) const;
  // Nothing where it was sealed under another key, for another context, or was changed.
  std::optional<std::string> open(std::string_view context, std::string_view sealed) const;

 private:
  explicit Sealer(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

}  // namespace dengbao::ledger
