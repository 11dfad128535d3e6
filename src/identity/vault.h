#pragma once
// What is kept of accounts and who is signed in, and the port through which it is kept. Secrets
// that someone shows (session, token, ticket) are kept as digests only.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace dengbao::identity {

struct Credential {
  std::string account;
  std::string password;              // argon2id; empty: none yet
  std::vector<std::string> earlier;  // newest first
  Instant changed;
  std::string otp_secret;     // raw; empty: none
  std::string otp_candidate;  // shown, not yet confirmed
  std::int64_t otp_last = 0;  // step of the last code that was taken
  std::int64_t failures = 0;  // since the last success
  Instant locked_until;
  std::string ticket;  // digest of a one-time ticket to set the password
  Instant ticket_until;
};

enum class SignInKind : std::uint8_t { Session, Token };

struct SignIn {
  std::string id;  // digest of the secret, hex
  SignInKind kind = SignInKind::Session;
  std::string account;
  std::string name;                 // of a token
  std::vector<std::string> scopes;  // of a token: rows of the permission table
  Instant made, seen, until;        // `until`: absolute
  Instant proved;                   // of a session: when its holder last gave password or code
  std::string from;                 // address
  std::string provider;             // of identity, that says who it is; empty: we know ourselves
};

json::object to_json(const Credential& credential);
Result<Credential> credential_from(std::string_view text, std::string account);
json::object to_json(const SignIn& sign_in);
Result<SignIn> sign_in_from(std::string_view text);

// One implementation lies over the store. Every call is a transaction of its own.
class Vault {
 public:
  virtual ~Vault() = default;
  virtual Result<std::optional<Credential>> credential(const std::string& account) = 0;
  // Reads, lets `change` decide, and writes what it left: alone, so that no two guesses count as
  // one. A fresh credential where there is none. What `change` answers is the answer; what it
  // changed is kept even when it refuses.
  virtual Status change(const std::string& account,
                        const std::function<Status(Credential&)>& change) = 0;
  virtual Result<std::optional<SignIn>> sign_in(const std::string& id) = 0;
  virtual Result<std::vector<SignIn>> sign_ins(const std::string& account) = 0;
  virtual Status put(const SignIn& sign_in) = 0;
  virtual Status end(const std::string& id) = 0;
};

}  // namespace dengbao::identity
