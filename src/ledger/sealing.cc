#include "ledger/sealing.h"

#include <algorithm>

#include "ledger/sm4_gcm.h"

namespace dengbao::ledger {
namespace {

constexpr std::size_t kKeyBytes = 16, kNonceBytes = 12;
constexpr std::string_view kLabel = "dengbao sealed secrets v1\n";

}  // namespace

// The scalar is 32 bytes of even chance, so that one hash with a label of its own is derivation
// enough [NIST SP 800-56C, one step].
Result<Sealer> Sealer::of(const KeyProvider& key) {
  const auto* known = dynamic_cast<const Sm2Key*>(&key);
  if (!known) return fail_external("ledger.key_failed", "seal");
  Secret whole(kLabel.size() + known->scalar().bytes().size());
  std::copy(kLabel.begin(), kLabel.end(), whole.bytes().begin());
  std::ranges::copy(known->scalar().bytes(),
                    whole.bytes().begin() + static_cast<std::ptrdiff_t>(kLabel.size()));
  const Digest hash = digest(HashKind::Sm3, whole.text());
  Secret out(kKeyBytes);
  std::copy_n(hash.begin(), kKeyBytes, out.bytes().begin());
  return Sealer(std::move(out));
}

Result<std::string> Sealer::seal(std::string_view context, std::string_view plain,
                                 Randomness& random) const {
  std::string nonce(kNonceBytes, '\0'), sealed, tag;
  random.fill({reinterpret_cast<std::uint8_t*>(nonce.data()), nonce.size()});
  Sm4Gcm cipher(key_.bytes(), nonce, context);
  if (!cipher.seal(bytes_of(plain), sealed, tag)) return fail_external("ledger.key_failed", "seal");
  return base64(bytes_of(nonce + tag + sealed));
}

std::optional<std::string> Sealer::open(std::string_view context, std::string_view sealed) const {
  const auto all = from_base64(sealed);
  if (!all || all->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view whole = *all;
  std::string plain(whole.size() - kNonceBytes - kTagBytes, '\0');
  Sm4Gcm cipher(key_.bytes(), whole.substr(0, kNonceBytes), context);
  if (!cipher.open(whole.substr(kNonceBytes + kTagBytes), whole.substr(kNonceBytes, kTagBytes),
                   {reinterpret_cast<std::uint8_t*>(plain.data()), plain.size()}))
    return std::nullopt;
  return plain;
}

}  // namespace dengbao::ledger
