#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>

#include "ledger/key_provider.h"

namespace dengbao::ledger {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freer<Free>>;
using Bn = Owned<BIGNUM, BN_clear_free>;
using Pkey = Owned<EVP_PKEY, EVP_PKEY_free>;
using PkeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

std::unexpected<Explanation> failed(std::string_view step) {
  char reason[160] = "";
  ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
  ERR_clear_error();
  return fail_external("ledger.key_failed", std::string(step) + ": " + reason);
}

// 1 … n-2 [GB/T 32918.1 §6.1].
bool in_range(const BIGNUM* scalar, const EC_GROUP* group) {
  const Bn limit(BN_dup(EC_GROUP_get0_order(group)));
  return limit && BN_sub_word(limit.get(), 1) && !BN_is_zero(scalar) &&
         BN_cmp(scalar, limit.get()) < 0;
}

// The public point of a scalar; empty when the scalar is out of range.
std::string point_of(const BIGNUM* scalar) {
  const Owned<EC_GROUP, EC_GROUP_free> group(EC_GROUP_new_by_curve_name(NID_sm2));
  const Owned<EC_POINT, EC_POINT_free> point(group ? EC_POINT_new(group.get()) : nullptr);
  std::string out(65, '\0');
  if (!point || !in_range(scalar, group.get()) ||
      EC_POINT_mul(group.get(), point.get(), scalar, nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                         reinterpret_cast<unsigned char*>(out.data()), out.size(),
                         nullptr) != out.size())
    return {};
  return out;
}

Pkey pkey_of(const BIGNUM* scalar, const PublicKey& key) {
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      !OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) ||
      !OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, key.point.data(),
                                        key.point.size()) ||
      !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar))
    return nullptr;
  const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  EVP_PKEY* made = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, params.get()) != 1)
    return nullptr;
  return Pkey(made);
}

Result<std::string> sign_der(EVP_PKEY* key, std::string_view message) {
  const PkeyContext parameters(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  if (!parameters || !context ||
      EVP_PKEY_CTX_set1_id(parameters.get(), kSm2Id.data(), static_cast<int>(kSm2Id.size())) != 1)
    return failed("id");
  EVP_MD_CTX_set_pkey_ctx(context.get(), parameters.get());
  std::string der(80, '\0');
  std::size_t length = der.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sm3(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &length,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1)
    return failed("sign");
  der.resize(length);
  return der;
}

}  // namespace

struct Sm2Key::State {
  PublicKey key;
  Validity validity;
  Secret scalar;
  Pkey pkey;
};

Sm2Key::Sm2Key(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sm2Key::Sm2Key(Sm2Key&&) noexcept = default;
Sm2Key& Sm2Key::operator=(Sm2Key&&) noexcept = default;
Sm2Key::~Sm2Key() = default;
const PublicKey& Sm2Key::public_key() const {
  return state_->key;
}
const Validity& Sm2Key::validity() const {
  return state_->validity;
}
const Secret& Sm2Key::scalar() const {
  return state_->scalar;
}

Result<Sm2Key> Sm2Key::generate(std::string name, Validity validity, Randomness& random) {
  while (true) {
    Secret scalar(kScalarBytes);
    random.fill(scalar.bytes());
    auto key = of(name, validity, std::move(scalar));
    // One draw in 2^32 lies above the order of the curve: draw again.
    if (key || key.error().code != "ledger.key_scalar") return key;
  }
}

Result<Sm2Key> Sm2Key::of(std::string name, Validity validity, Secret scalar) {
  if (!is_key_name(name))
    return fail(ErrorKind::BadInput, "ledger.key_name", {{"name", std::move(name)}});
  const auto bytes = scalar.bytes();
  const Bn number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  const std::string point = number ? point_of(number.get()) : "";
  if (bytes.size() != kScalarBytes || point.empty())
    return fail(ErrorKind::BadInput, "ledger.key_scalar");
  auto state = std::make_unique<State>(State{
      TRY(dengbao::ledger::public_key(std::move(name), point)), validity, std::move(scalar), {}});
  state->pkey = pkey_of(number.get(), state->key);
  if (!state->pkey) return failed("key");
  return Sm2Key(std::move(state));
}

Result<Signature> Sm2Key::sign(std::string_view message) const {
  const std::string der = TRY(sign_der(state_->pkey.get(), message));
  const auto* in = reinterpret_cast<const unsigned char*>(der.data());
  const Owned<ECDSA_SIG, ECDSA_SIG_free> parts(
      d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
  Signature out{};
  if (!parts || BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), out.data(), 32) != 32 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), out.data() + 32, 32) != 32)
    return failed("parts");
  return out;
}

}  // namespace dengbao::ledger
