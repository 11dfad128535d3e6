#pragma once
// One identity provider: what it says of itself, its keys, and how a code becomes a person
// [OpenID Connect Discovery 1.0, Core 1.0 §3.1]. Any thread.

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "oidc/fetch.h"
#include "oidc/flow.h"
#include "oidc/id_token.h"

namespace dengbao::oidc {

struct Settings {
  std::string name;    // in addresses: "unity"
  std::string issuer;  // exactly as the provider spells it
  std::string client;
  std::string secret;  // empty: a public client, which PKCE alone guards
  std::string back;    // where the provider sends people back to
  bool operator==(const Settings&) const = default;
};

class Provider {
 public:
  using Now = std::function<Instant()>;
  Provider(Settings settings, Fetch fetch, Now now);
  const Settings& settings() const { return settings_; }

  // Where the browser goes. External oidc.unreachable, oidc.discovery.
  Result<std::string> departure(const Flow& flow);
  // Who has come back with `code`. `issuer`: as the address said, where it did [RFC 9207].
  // Refused oidc.other_issuer, oidc.code_refused, oidc.token_…; External as above and oidc.keys.
  Result<Person> arrival(const Flow& flow, const std::string& code, const std::string& issuer);
  // Looks at the provider anew, keys and all.
  Status check();

 private:
  struct Self {
    std::string authorization, token, keys;
    bool names_itself = false;  // says its issuer in every answer
    bool takes_basic = true;    // else the secret goes into the form
    Instant until;
  };
  Result<Self> self(bool anew);
  Result<Keys> keys_for(const Token& token, const Self& self);
  Result<std::string> token_of(const Flow& flow, const std::string& code, const Self& self);
  Result<Fetched> reach(const Ask& ask);

  const Settings settings_;
  const Fetch fetch_;
  const Now now_;
  std::mutex mutex_;
  std::optional<Self> self_;
  std::optional<Explanation> failed_;
  Instant failed_until_;
  Keys keys_;
  std::deque<Instant> keys_fetched_;  // lately
};

}  // namespace dengbao::oidc
