// What an ID token must be before it is believed; keys made here, with OpenSSL.

#include "oidc/id_token.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <boost/json.hpp>
#include <memory>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace dengbao::oidc {
namespace {

using Owned = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
constexpr std::int64_t kNow = 1'800'000'000;  // seconds

std::string number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* n = nullptr;
  EVP_PKEY_get_bn_param(key, name, &n);
  std::string out(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
  BN_bn2bin(n, reinterpret_cast<unsigned char*>(out.data()));
  BN_free(n);
  const bool coordinate = name == std::string_view(OSSL_PKEY_PARAM_EC_PUB_X) ||
                          name == std::string_view(OSSL_PKEY_PARAM_EC_PUB_Y);
  if (coordinate && out.size() < 32) out.insert(0, 32 - out.size(), '\0');
  return out;
}

struct Signer {
  Owned key{nullptr, EVP_PKEY_free};
  json::object jwk;

  static Signer rsa(const std::string& id, int bits = 2048) {
    Signer out;
    out.key.reset(EVP_RSA_gen(static_cast<unsigned>(bits)));
    out.jwk = {{"kty", "RSA"},
               {"kid", id},
               {"n", base64url(number_of(out.key.get(), OSSL_PKEY_PARAM_RSA_N))},
               {"e", base64url(number_of(out.key.get(), OSSL_PKEY_PARAM_RSA_E))}};
    return out;
  }
  static Signer p256(const std::string& id) {
    Signer out;
    out.key.reset(EVP_EC_gen("P-256"));
    out.jwk = {{"kty", "EC"},
               {"crv", "P-256"},
               {"kid", id},
               {"x", base64url(number_of(out.key.get(), OSSL_PKEY_PARAM_EC_PUB_X))},
               {"y", base64url(number_of(out.key.get(), OSSL_PKEY_PARAM_EC_PUB_Y))}};
    return out;
  }
  std::string sign(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> c(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    EVP_DigestSignInit(c.get(), nullptr, EVP_sha256(), nullptr, key.get());
    EVP_DigestSign(c.get(), nullptr, &size, bytes, text.size());
    std::string out(size, '\0');
    EVP_DigestSign(c.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                   text.size());
    out.resize(size);
    return EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC ? side_by_side(out) : out;
  }
  static std::string side_by_side(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + 32, 32);
    ECDSA_SIG_free(pair);
    return out;
  }
};

std::string keys_text(const std::vector<json::object>& keys) {
  json::array list;
  for (const json::object& key : keys) list.push_back(key);
  return json::serialize(json::object{{"keys", std::move(list)}});
}

std::string compact(const Signer& signer, const json::object& header, const json::object& claims) {
  const std::string text =
      base64url(json::serialize(header)) + "." + base64url(json::serialize(claims));
  return text + "." + base64url(signer.sign(text));
}

json::object good_claims() {
  return {{"iss", "https://id.example.cn"},
          {"sub", "s-1"},
          {"aud", "dengbao"},
          {"nonce", "n"},
          {"exp", kNow + 300},
          {"iat", kNow},
          {"auth_time", kNow - 40},
          {"name", "张\u202e三"}};
}

Result<Person> person_of(const std::string& token, const Keys& keys) {
  const Token read = TRY(read_token(token));
  const Key* key = key_for(read, keys);
  if (!key) return fail(ErrorKind::Refused, "oidc.token_key");
  return believed(read, *key,
                  {"https://id.example.cn", "dengbao", "n", Instant::from_millis(kNow * 1000)});
}

class IdToken : public testing::Test {
 protected:
  Signer rsa_ = Signer::rsa("r"), ec_ = Signer::p256("e");
  Keys keys_ = *read_keys(keys_text({rsa_.jwk, ec_.jwk}));
};

TEST_F(IdToken, IsBelievedUnderEitherAlgorithm) {
  for (const auto& [signer, alg, id] :
       {std::tuple{&rsa_, "RS256", "r"}, std::tuple{&ec_, "ES256", "e"}}) {
    const auto p = person_of(compact(*signer, {{"alg", alg}, {"kid", id}}, good_claims()), keys_);
    ASSERT_TRUE(p) << alg << " " << p.error().code;
    EXPECT_EQ(p->subject, "s-1");
    EXPECT_EQ(p->called, "张三") << "what turns text around is gone";
    EXPECT_EQ(p->authenticated, Instant::from_millis((kNow - 40) * 1000));
  }
}

// Beside what a provider can do wrong end to end (tests/e2e/signin_test.sh): the edges.
TEST_F(IdToken, IsHeldToEveryClaimExactly) {
  const struct {
    const char* name;
    json::value value;
    const char* wanted;  // empty: believed
  } cases[] = {
      {"iss", "https://id.example.cn/", "oidc.token_issuer"},
      {"iss", json::array{"https://id.example.cn"}, "oidc.token_issuer"},
      {"aud", json::array{"dengbao"}, ""},
      {"aud", json::array{}, "oidc.token_audience"},
      {"aud", "DENGBAO", "oidc.token_audience"},
      {"azp", "dengbao", ""},
      {"azp", 7, "oidc.token_party"},
      {"nonce", "N", "oidc.token_nonce"},
      {"nonce", "", "oidc.token_nonce"},
      {"exp", kNow - 59, ""},
      {"exp", kNow - 60, "oidc.token_expired"},
      {"exp", "9999999999", "oidc.token_form"},
      {"exp", 1e300, "oidc.token_form"},
      {"exp", static_cast<double>(kNow) + 0.5, ""},
      {"iat", kNow + 60, ""},
      {"iat", kNow + 61, "oidc.token_early"},
      {"iat", kNow - 660, ""},
      {"iat", kNow - 661, "oidc.token_old"},
      {"iat", -1, "oidc.token_form"},
      {"nbf", kNow + 60, ""},
      {"nbf", kNow + 61, "oidc.token_early"},
      {"nbf", "now", "oidc.token_form"},
      {"sub", json::string(255, 'x'), ""},
      {"sub", json::string(256, 'x'), "oidc.token_subject"},
      {"sub", "张三", "oidc.token_subject"},
      {"sub", "a b", "oidc.token_subject"},
      {"sub", 7, "oidc.token_subject"},
  };
  for (const auto& c : cases) {
    json::object claims = good_claims();
    claims[c.name] = c.value;
    const auto p = person_of(compact(ec_, {{"alg", "ES256"}, {"kid", "e"}}, claims), keys_);
    EXPECT_EQ(p ? "" : p.error().code, c.wanted) << c.name << " " << json::serialize(c.value);
  }
}

TEST_F(IdToken, IsReadByTheKeyItNames) {
  const json::object c = good_claims();
  const struct {
    const char* what;
    std::string token, wanted;
  } cases[] = {
      {"one key of the kind needs no name", compact(ec_, {{"alg", "ES256"}}, c), ""},
      {"an unknown name", compact(ec_, {{"alg", "ES256"}, {"kid", "x"}}, c), "oidc.token_key"},
      {"the name of a key of another kind", compact(ec_, {{"alg", "ES256"}, {"kid", "r"}}, c),
       "oidc.token_key"},
      {"no algorithm", compact(ec_, {{"kid", "e"}}, c), "oidc.token_algorithm"},
      {"none in other letters", compact(ec_, {{"alg", "nOnE"}}, c), "oidc.token_algorithm"},
      {"another's signature", compact(Signer::p256("e"), {{"alg", "ES256"}, {"kid", "e"}}, c),
       "oidc.token_signature"},
      {"four parts", compact(ec_, {{"alg", "ES256"}}, c) + ".x", "oidc.token_form"},
      {"padding", compact(ec_, {{"alg", "ES256"}}, c) + "=", "oidc.token_form"},
      {"nothing", "", "oidc.token_form"},
      {"a flood", std::string(40'000, 'a'), "oidc.token_form"},
  };
  for (const auto& one : cases) {
    const auto p = person_of(one.token, keys_);
    EXPECT_EQ(p ? "" : p.error().code, one.wanted) << one.what;
  }
}

TEST_F(IdToken, WithoutANameNeedsTheOnlyKeyOfItsKind) {
  const Keys two = *read_keys(keys_text({ec_.jwk, Signer::p256("f").jwk}));
  const auto p = person_of(compact(ec_, {{"alg", "ES256"}}, good_claims()), two);
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().code, "oidc.token_key");
}

TEST_F(IdToken, KeysThatAreTooWeakOrForSomethingElseAreNone) {
  json::object off_curve = ec_.jwk, encrypting = rsa_.jwk, other = rsa_.jwk;
  off_curve["x"] = ec_.jwk.at("y");
  encrypting["use"] = "enc";
  other["alg"] = "PS256";
  for (const json::object& jwk :
       {Signer::rsa("w", 1024).jwk, off_curve, encrypting, other,
        json::object{{"kty", "oct"}, {"k", "c2VjcmV0"}}, json::object{}}) {
    const auto keys = read_keys(keys_text({jwk}));
    ASSERT_FALSE(keys) << json::serialize(jwk);
    EXPECT_EQ(keys.error().code, "oidc.keys");
  }
}

}  // namespace
}  // namespace dengbao::oidc
