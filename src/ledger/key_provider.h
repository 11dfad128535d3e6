#pragma once
// Who signs heads. A port: the key may lie in an encrypted file or in a device; whoever asks for a
// signature never sees it. (None of ours is a certified cryptographic module.)

#include <memory>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "ledger/secret.h"
#include "ledger/verify/key.h"

namespace dengbao::ledger {

class KeyProvider {
 public:
  virtual ~KeyProvider() = default;
  virtual const PublicKey& public_key() const = 0;
  // As far as the provider knows: that a key was revoked stands in the events of the installation.
  virtual const Validity& validity() const = 0;
  // SM2 over SM3 with the ID 1234567812345678. External ledger.key_failed.
  virtual Result<Signature> sign(std::string_view message) const = 0;
};

// A key in memory. What a key file holds, and enough for tests and simulations.
class Sm2Key final : public KeyProvider {
 public:
  static constexpr std::size_t kScalarBytes = 32;
  static Result<Sm2Key> generate(std::string name, Validity validity, Randomness& random);
  // BadInput ledger.key_scalar when these are not 32 bytes of 1 … n-2.
  static Result<Sm2Key> of(std::string name, Validity validity, Secret scalar);
  Sm2Key(Sm2Key&&) noexcept;
  Sm2Key& operator=(Sm2Key&&) noexcept;
  ~Sm2Key() override;

  const PublicKey& public_key() const override;
  const Validity& validity() const override;
  Result<Signature> sign(std::string_view message) const override;
  const Secret& scalar() const;

 private:
  struct State;
  explicit Sm2Key(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The provider that a URI names: "file:PATH", with the passphrase in a file of its own. Usage
// ledger.provider_unknown for any other scheme; otherwise the errors of read_key_file.
Result<std::unique_ptr<KeyProvider>> open_key(std::string_view uri,
                                              std::string_view passphrase_file);

}  // namespace dengbao::ledger
