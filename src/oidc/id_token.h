#pragma once
// What an identity provider says of someone, and everything that must hold before it is believed
// [OpenID Connect Core 1.0 §3.1.3.7].

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "oidc/keys.h"

namespace dengbao::oidc {

// What was asked for.
struct Expected {
  std::string issuer, client, nonce;
  Instant now;
  std::int64_t skew_seconds = 60;  // that two clocks may differ
  std::int64_t age_seconds = 600;  // a token older than this was not made for this request
};

struct Person {
  std::string subject;
  std::string called;                    // what the provider calls him; for people, never a key
  std::optional<Instant> authenticated;  // when he last showed the provider who he is
};

// The parts of a token that are known before its signature is.
struct Token {
  Algorithm algorithm = Algorithm::Rs256;
  std::string key;  // id; empty where the token names none
  std::string signed_text, claims, signature;
};

// Refused oidc.token_form, oidc.token_algorithm, oidc.token_critical.
Result<Token> read_token(std::string_view compact);
// The key of the token; null where the set has none, or two of which either could be meant.
const Key* key_for(const Token& token, const Keys& keys);
// Refused oidc.token_signature, _issuer, _audience, _party, _nonce, _expired, _early, _old,
// _subject, _form.
Result<Person> believed(const Token& token, const Key& key, const Expected& expected);

}  // namespace dengbao::oidc
