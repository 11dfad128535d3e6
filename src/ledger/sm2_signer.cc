#include "ledger/sm2_signer.h"

#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <array>

namespace dengbao::ledger {
namespace {

using Context = std::unique_ptr<BN_CTX, OpensslFreer<BN_CTX_free>>;
using Point = std::unique_ptr<EC_POINT, OpensslFreer<EC_POINT_clear_free>>;

constexpr int kBytes = 32;

std::string bytes_of_number(const BIGNUM* number) {
  std::string out(kBytes, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), kBytes);
  return out;
}

// ZA = SM3(bits of the ID, ID, a, b, xG, yG, xA, yA) [GB/T 32918.2 §5.5].
std::optional<Digest> za_of(const EC_GROUP* group, const PublicKey& key, BN_CTX* context) {
  const Bn a(BN_new()), b(BN_new()), x(BN_new()), y(BN_new());
  if (!a || !b || !x || !y || EC_GROUP_get_curve(group, nullptr, a.get(), b.get(), context) != 1 ||
      EC_POINT_get_affine_coordinates(group, EC_GROUP_get0_generator(group), x.get(), y.get(),
                                      context) != 1)
    return std::nullopt;
  constexpr std::size_t kIdBits = kSm2Id.size() * 8;
  std::string text{static_cast<char>(kIdBits >> 8), static_cast<char>(kIdBits & 0xff)};
  text += kSm2Id;
  for (const BIGNUM* number : {a.get(), b.get(), x.get(), y.get()}) text += bytes_of_number(number);
  text.append(reinterpret_cast<const char*>(key.point.data()) + 1, key.point.size() - 1);
  return digest(HashKind::Sm3, text);
}

Bn secret_number() {
  Bn out(BN_secure_new());
  if (out) BN_set_flags(out.get(), BN_FLG_CONSTTIME);
  return out;
}

}  // namespace

std::unexpected<Explanation> key_failed(std::string_view step) {
  char reason[160] = "";
  ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
  ERR_clear_error();
  return fail_external("ledger.key_failed", std::string(step) + ": " + reason);
}

Result<Sm2Signer> Sm2Signer::of(const Secret& scalar, const PublicKey& key) {
  Sm2Signer out;
  const Context context(BN_CTX_secure_new());
  out.group_.reset(EC_GROUP_new_by_curve_name(NID_sm2));
  out.d_ = secret_number();
  out.inverse_ = secret_number();
  const Bn above = secret_number();
  if (!context || !out.group_ || !out.d_ || !out.inverse_ || !above ||
      !BN_bin2bn(scalar.bytes().data(), static_cast<int>(scalar.bytes().size()), out.d_.get()) ||
      BN_add(above.get(), out.d_.get(), BN_value_one()) != 1 ||
      !BN_mod_inverse(out.inverse_.get(), above.get(), EC_GROUP_get0_order(out.group_.get()),
                      context.get()))
    return key_failed("signer");
  const auto za = za_of(out.group_.get(), key, context.get());
  if (!za) return key_failed("signer");
  out.za_ = *za;
  return out;
}

Result<Sm2Nonce> Sm2Signer::draw() const {
  Bn k = secret_number();
  do {
    if (!k || BN_priv_rand_range(k.get(), EC_GROUP_get0_order(group_.get())) != 1)
      return key_failed("draw");
  } while (BN_is_zero(k.get()));
  return nonce(std::move(k));
}

Result<Sm2Nonce> Sm2Signer::nonce(Bn k) const {
  const Context context(BN_CTX_secure_new());
  const Point point(EC_POINT_new(group_.get()));
  Bn x(BN_new());
  if (!context || !point || !x ||
      EC_POINT_mul(group_.get(), point.get(), k.get(), nullptr, nullptr, context.get()) != 1 ||
      EC_POINT_get_affine_coordinates(group_.get(), point.get(), x.get(), nullptr, context.get()) !=
          1)
    return key_failed("point");
  return Sm2Nonce{std::move(k), std::move(x)};
}

Digest Sm2Signer::hash_of(std::string_view message) const {
  return Hasher(HashKind::Sm3).add(za_).add(bytes_of(message)).finish();
}

// r = e + x, s = (1 + d)^-1 (k - r d), all mod n.
Result<std::optional<Signature>> Sm2Signer::sign(const Digest& hash, Sm2Nonce nonce) const {
  const BIGNUM* n = EC_GROUP_get0_order(group_.get());
  const Context context(BN_CTX_secure_new());
  const Bn r(BN_bin2bn(hash.data(), static_cast<int>(hash.size()), nullptr)), sum(BN_new());
  const Bn s = secret_number();
  if (!context || !r || !s || !sum ||
      BN_mod_add(r.get(), r.get(), nonce.x.get(), n, context.get()) != 1 ||
      BN_add(sum.get(), r.get(), nonce.k.get()) != 1)
    return key_failed("sign");
  if (BN_is_zero(r.get()) || BN_cmp(sum.get(), n) == 0) return std::nullopt;
  if (BN_mod_mul(s.get(), d_.get(), r.get(), n, context.get()) != 1 ||
      BN_mod_sub(s.get(), nonce.k.get(), s.get(), n, context.get()) != 1 ||
      BN_mod_mul(s.get(), inverse_.get(), s.get(), n, context.get()) != 1)
    return key_failed("sign");
  if (BN_is_zero(s.get())) return std::nullopt;
  Signature out{};
  if (BN_bn2binpad(r.get(), out.data(), kBytes) != kBytes ||
      BN_bn2binpad(s.get(), out.data() + kBytes, kBytes) != kBytes)
    return key_failed("sign");
  return out;
}

}  // namespace dengbao::ledger
