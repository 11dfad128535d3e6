#include "ledger/verify/key.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include <algorithm>

#include "base/text.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

// SubjectPublicKeyInfo of a point on the SM2 curve: all but the point is constant.
constexpr std::array<std::uint8_t, 26> kSpkiHead = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00};
constexpr std::string_view kPemBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kPemEnd = "-----END PUBLIC KEY-----";

std::string spki(const PublicKey& key) {
  std::string out(reinterpret_cast<const char*>(kSpkiHead.data()), kSpkiHead.size());
  out.append(reinterpret_cast<const char*>(key.point.data()), key.point.size());
  return out;
}

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using MdContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using EcdsaSig = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

Pkey pkey_of(const PublicKey& key) {
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  std::string group = "SM2";
  auto point = key.point;
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY,
                        const_cast<OSSL_PARAM*>(params)) != 1)
    return nullptr;
  return Pkey(made);
}

// DER of the two integers, as EVP wants them; empty where r or s is out of all range.
std::string der_of(std::string_view signature) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
  const EcdsaSig sig(ECDSA_SIG_new());
  if (!sig || ECDSA_SIG_set0(sig.get(), BN_bin2bn(bytes, 32, nullptr),
                             BN_bin2bn(bytes + 32, 32, nullptr)) != 1)
    return {};
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(sig.get(), &der);
  std::string out;
  if (length > 0) out.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return out;
}

Result<TrustAnchor> anchor_of_pem(std::string_view text, std::string_view where) {
  const auto begin = text.find(kPemBegin), end = text.find(kPemEnd);
  std::string body;
  if (end != std::string_view::npos && begin < end)
    for (char c : text.substr(begin + kPemBegin.size(), end - begin - kPemBegin.size()))
      if (c > ' ') body += c;
  const auto der = from_base64(body);
  const std::string_view head(reinterpret_cast<const char*>(kSpkiHead.data()), kSpkiHead.size());
  if (!der || !der->starts_with(head))
    return fail(ErrorKind::BadInput, "ledger.anchor_form", {}, std::string(where));
  const auto key = TRY(public_key("pem", std::string_view(*der).substr(head.size())));
  return TrustAnchor{fingerprint(key), std::nullopt, {}};
}

}  // namespace

std::uint32_t key_id(const PublicKey& key) {
  const std::string text = key.name + "\n" + std::string(kSignatureType) +
                           std::string(reinterpret_cast<const char*>(key.point.data()), 65);
  const Digest d = digest(HashKind::Sha256, text);
  return std::uint32_t{d[0]} << 24 | std::uint32_t{d[1]} << 16 | std::uint32_t{d[2]} << 8 | d[3];
}

std::string key_id_hex(const PublicKey& key) {
  return fmt::format("{:08x}", key_id(key));
}

std::string fingerprint(const PublicKey& key) {
  return hex_of(digest(HashKind::Sm3, spki(key)));
}

Result<PublicKey> public_key(std::string name, std::string_view point) {
  PublicKey key{std::move(name), {}};
  const auto bytes = bytes_of(point);
  if (bytes.size() == key.point.size() && bytes[0] == 0x04) {
    std::ranges::copy(bytes, key.point.begin());
    if (pkey_of(key)) return key;
  }
  return fail(ErrorKind::BadInput, "ledger.key_point", {{"name", key.name}});
}

bool is_key_name(std::string_view name) {
  if (name.empty() || !is_utf8(name)) return false;
  return std::ranges::none_of(code_points(name), [](char32_t c) {
    return c <= 0x20 || c == '+' || c == 0x7f || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
  });
}

std::string verifier_key(const PublicKey& key) {
  const std::string tail = std::string(kSignatureType) +
                           std::string(reinterpret_cast<const char*>(key.point.data()), 65);
  return key.name + "+" + key_id_hex(key) + "+" + base64(bytes_of(tail));
}

Result<PublicKey> read_verifier_key(std::string_view text) {
  const auto wrong = [] { return fail(ErrorKind::BadInput, "ledger.verifier_key_form"); };
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return wrong();
  const auto tail = from_base64(text.substr(second + 1));
  if (!tail || !tail->starts_with(kSignatureType) || !is_key_name(text.substr(0, first)))
    return wrong();
  const auto key = TRY(public_key(std::string(text.substr(0, first)),
                                  std::string_view(*tail).substr(kSignatureType.size())));
  if (verifier_key(key) != text) return wrong();
  return key;
}

std::string pem(const PublicKey& key) {
  const std::string body = base64(bytes_of(spki(key)));
  std::string out(kPemBegin);
  for (std::size_t i = 0; i < body.size(); i += 64) out += "\n" + body.substr(i, 64);
  return out + "\n" + std::string(kPemEnd) + "\n";
}

Status Validity::at(Instant instant) const {
  const auto refuse = [&](const char* code, Instant limit) {
    return fail(ErrorKind::Refused, code,
                {{"at", instant.iso_local()}, {"limit", limit.iso_local()}});
  };
  if (since && instant < *since) return refuse("ledger.key_not_yet", *since);
  if (revoked && instant >= *revoked) return refuse("ledger.key_revoked", *revoked);
  if (until && instant >= *until) return refuse("ledger.key_expired", *until);
  return {};
}

Result<TrustAnchor> read_trust_anchor(std::string_view text, std::string_view where) {
  if (text.find(kPemBegin) != std::string_view::npos) return anchor_of_pem(text, where);
  const std::string_view line = trim(text);
  if (line.find('+') != std::string_view::npos) {
    auto key = read_verifier_key(line);
    if (!key) key.error().where = where;
    const PublicKey found = TRY(std::move(key));
    return TrustAnchor{fingerprint(found), found.name, {}};
  }
  const auto digest = digest_from_hex(replace_all(std::string(line), ":", ""));
  if (!digest) return fail(ErrorKind::BadInput, "ledger.anchor_form", {}, std::string(where));
  return TrustAnchor{hex_of(*digest), std::nullopt, {}};
}

struct Sm2Checker::State {
  Pkey key;
};

Sm2Checker::Sm2Checker(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sm2Checker::Sm2Checker(Sm2Checker&&) noexcept = default;
Sm2Checker& Sm2Checker::operator=(Sm2Checker&&) noexcept = default;
Sm2Checker::~Sm2Checker() = default;

Result<Sm2Checker> Sm2Checker::of(const PublicKey& key) {
  auto state = std::make_unique<State>();
  state->key = pkey_of(key);
  if (!state->key) return fail(ErrorKind::BadInput, "ledger.key_point", {{"name", key.name}});
  return Sm2Checker(std::move(state));
}

bool Sm2Checker::holds(std::string_view message, std::string_view signature) const {
  if (signature.size() != sizeof(Signature)) return false;
  const std::string der = der_of(signature);
  const PkeyContext parameters(EVP_PKEY_CTX_new_from_pkey(nullptr, state_->key.get(), nullptr));
  const MdContext context(EVP_MD_CTX_new());
  if (der.empty() || !parameters || !context ||
      EVP_PKEY_CTX_set1_id(parameters.get(), kSm2Id.data(), static_cast<int>(kSm2Id.size())) != 1)
    return false;
  EVP_MD_CTX_set_pkey_ctx(context.get(), parameters.get());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sm3(), nullptr, state_->key.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(der.data()),
                          der.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

}  // namespace dengbao::ledger
