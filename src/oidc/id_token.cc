#include "oidc/id_token.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/plain_name.h"
#include "base/text.h"
#include "oidc/members.h"

namespace dengbao::oidc {
namespace {

constexpr std::size_t kMostToken = 32u << 10, kMostSubject = 255, kMostCalled = 60;

std::unexpected<Explanation> refused(const char* code, Args args = {}) {
  return fail(ErrorKind::Refused, code, std::move(args));
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Shown in a refusal: what anybody may have put there, as nothing but a short word.
std::string word_of(const std::string& text) {
  std::string out;
  for (const char c : text.substr(0, 40))
    out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '_' || c == '.'
               ? c
               : '?';
  return out;
}

std::optional<json::object> object_of(std::string_view part) {
  std::string bytes;
  if (!from_base64url(part, bytes)) return std::nullopt;
  auto v = parse_json(bytes, "token");
  if (!v || !v->is_object()) return std::nullopt;
  return std::move(v->get_object());
}

// One audience, or several of which we are one and of which the token says that it was made for us.
Status for_us(const json::object& claims, const std::string& client) {
  const json::value* v = claims.if_contains("aud");
  bool ours = false;
  std::size_t count = 1;
  if (v && v->is_string()) {
    ours = v->get_string() == client;
  } else if (v && v->is_array()) {
    count = v->get_array().size();
    for (const json::value& one : v->get_array())
      ours = ours || (one.is_string() && one.get_string() == client);
  }
  if (!ours) return refused("oidc.token_audience");
  const bool named = claims.contains("azp");
  if ((named || count > 1) && text_of(claims, "azp") != client) return refused("oidc.token_party");
  return {};
}

Status in_time(const json::object& claims, const Expected& e) {
  const std::int64_t now = e.now.millis() / 1000;
  const auto until = seconds_of(claims, "exp"), made = seconds_of(claims, "iat"),
             since = seconds_of(claims, "nbf");
  if (!until || !made || (claims.contains("nbf") && !since)) return refused("oidc.token_form");
  if (*until + e.skew_seconds <= now) return refused("oidc.token_expired");
  if (*made > now + e.skew_seconds || (since && *since > now + e.skew_seconds))
    return refused("oidc.token_early");
  if (*made + e.age_seconds + e.skew_seconds < now) return refused("oidc.token_old");
  return {};
}

// A name to show: without control characters, cut to what fits a table.
std::string called(const json::object& claims) {
  std::string name = text_of(claims, "preferred_username");
  if (name.empty()) name = text_of(claims, "name");
  const std::u32string points = code_points(plain_name(name));
  return utf8(std::u32string_view(points).substr(0, kMostCalled));
}

}  // namespace

Result<Token> read_token(std::string_view compact) {
  if (compact.size() > kMostToken) return refused("oidc.token_form");
  const auto first = compact.find('.');
  const auto second = first == std::string_view::npos ? first : compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos)
    return refused("oidc.token_form");
  const auto header = object_of(compact.substr(0, first));
  Token out;
  if (!header || !from_base64url(compact.substr(first + 1, second - first - 1), out.claims) ||
      !from_base64url(compact.substr(second + 1), out.signature))
    return refused("oidc.token_form");
  const std::string algorithm = text_of(*header, "alg");
  if (algorithm == "ES256")
    out.algorithm = Algorithm::Es256;
  else if (algorithm != "RS256")
    return refused("oidc.token_algorithm", {{"algorithm", word_of(algorithm)}});
  // An extension that has to be understood and is not [RFC 7515 §4.1.11].
  if (header->contains("crit")) return refused("oidc.token_critical");
  out.key = text_of(*header, "kid");
  out.signed_text = std::string(compact.substr(0, second));
  return out;
}

const Key* key_for(const Token& token, const Keys& keys) {
  const Key* found = nullptr;
  for (const Key& key : keys) {
    if (key.algorithm() != token.algorithm || (!token.key.empty() && key.id() != token.key))
      continue;
    if (found) return nullptr;
    found = &key;
  }
  return found;
}

Result<Person> believed(const Token& token, const Key& key, const Expected& e) {
  if (key.algorithm() != token.algorithm || !key.signed_by(token.signed_text, token.signature))
    return refused("oidc.token_signature");
  const auto parsed = parse_json(token.claims, "token");
  if (!parsed || !parsed->is_object()) return refused("oidc.token_form");
  const json::object& claims = parsed->get_object();
  if (text_of(claims, "iss") != e.issuer) return refused("oidc.token_issuer");
  CHECK(for_us(claims, e.client));
  if (e.nonce.empty() || !same(text_of(claims, "nonce"), e.nonce))
    return refused("oidc.token_nonce");
  CHECK(in_time(claims, e));
  Person out;
  out.subject = text_of(claims, "sub");
  const bool printable = std::all_of(out.subject.begin(), out.subject.end(),
                                     [](char c) { return c > 0x20 && c < 0x7f; });
  if (out.subject.empty() || out.subject.size() > kMostSubject || !printable)
    return refused("oidc.token_subject");
  out.called = called(claims);
  if (const auto at = seconds_of(claims, "auth_time"))
    out.authenticated = Instant::from_millis(std::min(*at * 1000, e.now.millis()));
  return out;
}

}  // namespace dengbao::oidc
