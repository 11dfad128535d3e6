#pragma once
// The identity providers of an installation, and whose account somebody is of whom one of them
// speaks. What is set stands in records, with its events; the secret lies sealed beside them.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/installation.h"
#include "oidc/provider.h"

namespace dengbao::server {

struct ProviderRow {
  oidc::Settings settings;  // without the secret
  std::string title, address;
  bool closed = false, has_secret = false;
};

// Where a page of this server takes up people who come back.
inline constexpr const char* kBackPath = "/signed-in";

Result<std::optional<ProviderRow>> provider_row(Reading& reading, const std::string& name);
Result<std::vector<ProviderRow>> provider_rows(Reading& reading);

// `secret`: empty keeps the one that is there. One event, and in the same transaction the secret.
Result<Deed> set_provider(Desk& desk, const Actor& actor, const ledger::KeyProvider* key,
                          const ProviderRow& row, const std::string& secret);

// The id of the record that binds a subject of an issuer to an account.
std::string link_id(const std::string& issuer, const std::string& subject);
// Conflict oidc.linked_already where it is another's.
Result<Deed> set_link(Desk& desk, const Actor& actor, const ProviderRow& row,
                      const oidc::Person& person, const std::string& account);

class Providers {
 public:
  Providers(Installation& installation, oidc::Fetch fetch, oidc::Provider::Now now);

  // Name and title of those that are open.
  Result<std::vector<ProviderRow>> open();
  // NotFound oidc.provider_none for closed ones too.
  Result<std::shared_ptr<oidc::Provider>> find(const std::string& name);
  // The account a subject is bound to. Who has none gets one without party and role, with which
  // nothing can be done until an administrator binds it.
  Result<std::string> account_of(const oidc::Provider& provider, const oidc::Person& person);

 private:
  Installation& installation_;
  oidc::Fetch fetch_;
  oidc::Provider::Now now_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<oidc::Provider>> known_;
};

}  // namespace dengbao::server
