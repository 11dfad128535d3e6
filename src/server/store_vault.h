#pragma once
// The vault of identity over the store of an installation.

#include "app/installation.h"
#include "identity/vault.h"

namespace dengbao::server {

class StoreVault final : public identity::Vault {
 public:
  explicit StoreVault(Store& store) : store_(store) {}
  Result<std::optional<identity::Credential>> credential(const std::string& account) override;
  Status change(const std::string& account,
                const std::function<Status(identity::Credential&)>& change) override;
  Result<std::optional<identity::SignIn>> sign_in(const std::string& id) override;
  Result<std::vector<identity::SignIn>> sign_ins(const std::string& account) override;
  Status put(const identity::SignIn& sign_in) override;
  Status end(const std::string& id) override;

 private:
  Store& store_;
};

}  // namespace dengbao::server
