#include "oidc/keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <boost/json.hpp>

#include "base/hash.h"
#include "base/json.h"
#include "oidc/members.h"

namespace dengbao::oidc {
namespace {

constexpr std::size_t kMostKeys = 64, kCoordinate = 32;
constexpr int kLeastRsaBits = 2048, kMostRsaBits = 8192;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* one) const { Free(one); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;
using Number = Owned<BIGNUM, BN_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using Context = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

const unsigned char* raw(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

EVP_PKEY* made(const char* type, OSSL_PARAM_BLD* from) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(from));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* out = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return out;
}

EVP_PKEY* rsa_key(const std::string& modulus, const std::string& exponent) {
  const Number n(BN_bin2bn(raw(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(raw(exponent), static_cast<int>(exponent.size()), nullptr));
  if (!n || !e || BN_num_bits(n.get()) < kLeastRsaBits || BN_num_bits(n.get()) > kMostRsaBits ||
      BN_num_bits(e.get()) > 64 || !BN_is_odd(e.get()) || BN_is_one(e.get()))
    return nullptr;
  const Builder b(OSSL_PARAM_BLD_new());
  if (!b || OSSL_PARAM_BLD_push_BN(b.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(b.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return made("RSA", b.get());
}

EVP_PKEY* p256_key(const std::string& x, const std::string& y) {
  if (x.size() != kCoordinate || y.size() != kCoordinate) return nullptr;
  const std::string point = "\x04" + x + y;
  const Builder b(OSSL_PARAM_BLD_new());
  if (!b || OSSL_PARAM_BLD_push_utf8_string(b.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(b.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  return made("EC", b.get());
}

// r and s side by side, as OpenSSL wants them.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kCoordinate) return {};
  const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  Number r(BN_bin2bn(raw(signature), kCoordinate, nullptr));
  Number s(BN_bin2bn(raw(signature.substr(kCoordinate)), kCoordinate, nullptr));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  r.release();
  s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

void add_key(const json::object& o, Keys& out) {
  const std::string type = text_of(o, "kty"), use = text_of(o, "use"), alg = text_of(o, "alg");
  if (!use.empty() && use != "sig") return;
  std::string a, b;
  if (type == "RSA" && (alg.empty() || alg == "RS256")) {
    if (!from_base64url(text_of(o, "n"), a) || !from_base64url(text_of(o, "e"), b)) return;
    if (EVP_PKEY* key = rsa_key(a, b)) out.emplace_back(text_of(o, "kid"), Algorithm::Rs256, key);
  } else if (type == "EC" && text_of(o, "crv") == "P-256" && (alg.empty() || alg == "ES256")) {
    if (!from_base64url(text_of(o, "x"), a) || !from_base64url(text_of(o, "y"), b)) return;
    if (EVP_PKEY* key = p256_key(a, b)) out.emplace_back(text_of(o, "kid"), Algorithm::Es256, key);
  }
}

}  // namespace

Key::Key(std::string id, Algorithm algorithm, EVP_PKEY* key)
    : id_(std::move(id)), algorithm_(algorithm), key_(key, EVP_PKEY_free) {}

bool Key::signed_by(std::string_view text, std::string_view signature) const {
  const std::string der =
      algorithm_ == Algorithm::Es256 ? der_of(signature) : std::string(signature);
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return !der.empty() && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(der), der.size(), raw(text), text.size()) == 1;
}

Result<Keys> read_keys(std::string_view document) {
  const auto read = parse_json(document, "keys");
  const json::value* list =
      read && read->is_object() ? read->get_object().if_contains("keys") : nullptr;
  if (!list || !list->is_array()) return fail(ErrorKind::External, "oidc.keys");
  Keys out;
  for (const json::value& one : list->get_array())
    if (one.is_object() && out.size() < kMostKeys) add_key(one.get_object(), out);
  if (out.empty()) return fail(ErrorKind::External, "oidc.keys");
  return out;
}

bool from_base64url(std::string_view text, std::string& out) {
  std::string plain(text);
  for (char& c : plain) {
    if (c == '+' || c == '/' || c == '=') return false;
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  plain.append((4 - plain.size() % 4) % 4, '=');
  auto bytes = from_base64(plain);
  if (!bytes) return false;
  out = std::move(*bytes);
  return true;
}

std::string base64url(std::string_view bytes) {
  std::string out = base64(bytes_of(bytes));
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return out;
}

}  // namespace dengbao::oidc
