// What a provider sends, from any bytes: tokens, key sets, and claims that the provider did sign.
// Nobody is believed whose claims do not hold, and what is believed of him can be shown.

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "oidc/flow.h"
#include "oidc/id_token.h"
#include "oidc/members.h"

using namespace dengbao;

namespace {

// A provider with a key of its own, and what we know of that key.
struct Issuer {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  oidc::Keys keys = *oidc::read_keys(json::serialize(json::object{
      {"keys", json::array{json::object{{"kty", "EC"},
                                        {"crv", "P-256"},
                                        {"kid", "k"},
                                        {"x", coordinate(OSSL_PKEY_PARAM_EC_PUB_X)},
                                        {"y", coordinate(OSSL_PKEY_PARAM_EC_PUB_Y)}}}}}));

  std::string coordinate(const char* name) const {
    BIGNUM* n = nullptr;
    EVP_PKEY_get_bn_param(key, name, &n);
    std::string out(32, '\0');
    BN_bn2binpad(n, reinterpret_cast<unsigned char*>(out.data()), 32);
    BN_free(n);
    return oidc::base64url(out);
  }
  std::string sign(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> c(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    unsigned char der[128];
    std::size_t size = sizeof der;
    if (EVP_DigestSignInit(c.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(c.get(), der, &size, bytes, text.size()) != 1)
      std::abort();
    const unsigned char* at = der;
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> pair(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)), ECDSA_SIG_free);
    std::string out(64, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), to, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), to + 32, 32);
    return out;
  }
};

const oidc::Expected kExpected{
    "https://id.example.cn", "dengbao", "n-1", Instant::from_millis(1'800'000'000'000), 60, 600};

void signed_claims(std::string_view claims) {
  static const Issuer issuer;
  const std::string text =
      oidc::base64url(R"({"alg":"ES256","kid":"k"})") + "." + oidc::base64url(claims);
  const auto token = oidc::read_token(text + "." + oidc::base64url(issuer.sign(text)));
  if (!token) return;  // longer than a token may be
  if (token->claims != claims) std::abort();
  const auto person = oidc::believed(*token, issuer.keys.front(), kExpected);
  if (!person) {
    if (person.error().kind != ErrorKind::Refused) std::abort();
    if (person.error().code == "oidc.token_signature") std::abort();
    return;
  }
  json::error_code error;
  const json::value v = json::parse(claims, error);
  if (error || oidc::text_of(v.as_object(), "iss") != kExpected.issuer ||
      oidc::text_of(v.as_object(), "nonce") != kExpected.nonce)
    std::abort();
  for (const char c : person->subject)
    if (c <= ' ' || c > '~') std::abort();
  if (person->subject.empty() || !is_utf8(person->called)) std::abort();
  if (code_points(person->called).size() > 60) std::abort();
}

void unsigned_token(std::string_view text) {
  static const Issuer issuer;
  const auto token = oidc::read_token(text);
  if (!token) return;
  if (const oidc::Key* key = oidc::key_for(*token, issuer.keys))
    if (oidc::believed(*token, *key, kExpected)) std::abort();
}

}  // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes + 1), size - 1);
  std::string out;
  switch (bytes[0]) {
    case 'c':
      signed_claims(rest);
      break;
    case 't':
      unsigned_token(rest);
      break;
    case 'k':
      if (const auto keys = oidc::read_keys(rest); keys && (keys->empty() || keys->size() > 64))
        std::abort();
      break;
    case 'f':
      if (const auto flow = oidc::flow_from(rest); flow && !oidc::flow_from(oidc::to_text(*flow)))
        std::abort();
      break;
    default:
      if (oidc::from_base64url(rest, out) && oidc::base64url(out) != rest) std::abort();
  }
  return 0;
}
