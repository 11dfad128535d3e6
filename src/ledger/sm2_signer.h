#pragma once
// The SM2 signature [GB/T 32918.2 §6.1] in its two halves. Almost all of the work lies in a point
// of the curve that does not depend on what is signed, so that it can be done ahead, while others
// decide; what is left once the message is known takes some microseconds.

#include <openssl/bn.h>
#include <openssl/ec.h>

#include <memory>
#include <optional>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "ledger/secret.h"
#include "ledger/verify/key.h"

namespace dengbao::ledger {

template <auto Free>
struct OpensslFreer {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Bn = std::unique_ptr<BIGNUM, OpensslFreer<BN_clear_free>>;
using EcGroup = std::unique_ptr<EC_GROUP, OpensslFreer<EC_GROUP_free>>;

// A secret number k for one signature, and x of the point kG. Moved, never copied: two signatures
// with one of these give the key away.
struct Sm2Nonce {
  Bn k, x;
};

class Sm2Signer {
 public:
  // `scalar`: of `key`, between 1 and n-2. External ledger.key_failed.
  static Result<Sm2Signer> of(const Secret& scalar, const PublicKey& key);

  // The first half. May be asked by several threads at once, like all of this.
  Result<Sm2Nonce> draw() const;
  // For a number that is given: what the standard's example is checked with.
  Result<Sm2Nonce> nonce(Bn k) const;
  // SM3 of ZA and the message, where ZA tells the ID and the public key.
  Digest hash_of(std::string_view message) const;
  // The second half; none in the one case of 2^256 in which another number must be drawn.
  Result<std::optional<Signature>> sign(const Digest& hash, Sm2Nonce nonce) const;

 private:
  Sm2Signer() = default;
  EcGroup group_;
  Bn d_, inverse_;  // the scalar, and (1 + d)^-1 mod n
  Digest za_{};
};

// What went wrong inside OpenSSL.
std::unexpected<Explanation> key_failed(std::string_view step);

}  // namespace dengbao::ledger
