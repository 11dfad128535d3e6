#pragma once
// The vault of identity over the store of an installation.

#include "app/installation.h"
#include "identity/vault.h"
#include "ledger/sealing.h"

namespace dengbao::server {

class StoreVault final : public identity::Vault {
 public:
  // One-time secrets lie sealed under `key` [GB/T 22239-2019 §8.1.4.8]; without it (a node that
  // only reads) those cannot be read, and none is written.
  explicit StoreVault(Store& store, const ledger::KeyProvider* key = nullptr);
  Result<std::optional<identity::Credential>> credential(const std::string& account) override;
  Status change(const std::string& account,
                const std::function<Status(identity::Credential&)>& change) override;
  Result<std::optional<identity::SignIn>> sign_in(const std::string& id) override;
  Result<std::vector<identity::SignIn>> sign_ins(const std::string& account) override;
  Status put(const identity::SignIn& sign_in) override;
  Status end(const std::string& id) override;

 private:
  Result<identity::Credential> opened(const CredentialRow& row) const;
  Result<std::string> sealed(const identity::Credential& credential);

  Store& store_;
  std::optional<ledger::Sealer> sealer_;
  SystemRandomness random_;
};

}  // namespace dengbao::server
