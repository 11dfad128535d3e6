#pragma once
// Public keys (SM2, GB/T 32918), how they are named and written down, and checking what they
// signed. Signature type in the sense of C2SP signed-note: 0xff, then kSignatureType.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"

namespace dengbao::ledger {

inline constexpr std::string_view kSignatureType =
    "\xff"
    "dengbao/sm2-sm3/v1";
inline constexpr std::string_view kSm2Id = "1234567812345678";

using Signature = std::array<std::uint8_t, 64>;  // r, then s, big end first

struct PublicKey {
  std::string name;                      // as in the signature line; the log's key: its origin
  std::array<std::uint8_t, 65> point{};  // 04, x, y
  bool operator==(const PublicKey&) const = default;
};

// The first four bytes of SHA-256(name, 0x0a, signature type, point), big end first, as C2SP
// signed-note recommends. It finds a key; it does not identify one.
std::uint32_t key_id(const PublicKey& key);
std::string key_id_hex(const PublicKey& key);
// SM3 of the DER SubjectPublicKeyInfo in lower-case hex: what `openssl pkey -pubin -outform DER |
// openssl sm3` prints. This identifies a key.
std::string fingerprint(const PublicKey& key);
// BadInput ledger.key_point when these are not 65 bytes of a point on the curve.
Result<PublicKey> public_key(std::string name, std::string_view point);
// Whether a name can stand in a signature line: not empty, no white space, no control, no plus.
bool is_key_name(std::string_view name);

// "NAME+KEYID+BASE64", the verifier key of C2SP signed-note.
std::string verifier_key(const PublicKey& key);
Result<PublicKey> read_verifier_key(std::string_view text);
std::string pem(const PublicKey& key);

// When a key speaks. Instants are half open: at `until` and at `revoked` it is silent.
struct Validity {
  std::optional<Instant> since, until, revoked;
  // Refused ledger.key_not_yet, ledger.key_expired, ledger.key_revoked.
  Status at(Instant instant) const;
  bool operator==(const Validity&) const = default;
};

// A key that the reader trusts, by fingerprint; a verifier key also fixes the name.
struct TrustAnchor {
  std::string fingerprint;
  std::optional<std::string> name;
  Validity validity;
  bool operator==(const TrustAnchor&) const = default;
};
// From the text of a public key file: PEM, a verifier key, or a fingerprint of 64 hex digits
// (colons allowed). BadInput ledger.anchor_form.
Result<TrustAnchor> read_trust_anchor(std::string_view text, std::string_view where);

// Checks signatures of one key; about 300 microseconds each.
class Sm2Checker {
 public:
  static Result<Sm2Checker> of(const PublicKey& key);
  Sm2Checker(Sm2Checker&&) noexcept;
  Sm2Checker& operator=(Sm2Checker&&) noexcept;
  ~Sm2Checker();
  bool holds(std::string_view message, std::string_view signature) const;

 private:
  struct State;
  explicit Sm2Checker(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dengbao::ledger
