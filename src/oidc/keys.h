#pragma once
// The keys a provider signs with [RFC 7517]: RSA of 2048 bits or more, and P-256. Others are passed
// over.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct evp_pkey_st;

namespace dengbao::oidc {

// Only these two: the one every provider must have and its short successor. Nothing symmetric, and
// never "none".
enum class Algorithm : unsigned char { Rs256, Es256 };

class Key {
 public:
  Key(std::string id, Algorithm algorithm, evp_pkey_st* key);
  const std::string& id() const { return id_; }
  Algorithm algorithm() const { return algorithm_; }
  // Whether `signature` [RFC 7518 §3.3, §3.4] is this key's over `text`.
  bool signed_by(std::string_view text, std::string_view signature) const;

 private:
  std::string id_;
  Algorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

using Keys = std::vector<Key>;

// External oidc.keys: not a key set, or none of its keys can be used.
Result<Keys> read_keys(std::string_view document);

// base64url without padding, strictly [RFC 7515 §2].
bool from_base64url(std::string_view text, std::string& out);
std::string base64url(std::string_view bytes);

}  // namespace dengbao::oidc
