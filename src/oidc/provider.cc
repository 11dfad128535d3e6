#include "oidc/provider.h"

#include "base/text.h"
#include "oidc/members.h"

namespace dengbao::oidc {
namespace {

constexpr std::int64_t kMinute = 60'000, kKnownFor = 60 * kMinute, kFailedFor = 5'000;
// Keys change a few times a year. A token may name any key, so that asking again has a bound.
constexpr std::size_t kKeyFetches = 6;
constexpr std::int64_t kKeyFetchesIn = 10 * kMinute;

bool lists(const json::object& o, const char* name, std::string_view what, bool when_absent) {
  const json::value* v = o.if_contains(name);
  if (!v || !v->is_array()) return when_absent;
  for (const json::value& one : v->get_array())
    if (one.is_string() && one.get_string() == what) return true;
  return false;
}

std::unexpected<Explanation> unfit(const std::string& issuer, const char* member) {
  return fail(ErrorKind::External, "oidc.discovery", {{"issuer", issuer}, {"member", member}});
}

}  // namespace

Provider::Provider(Settings settings, Fetch fetch, Now now)
    : settings_(std::move(settings)), fetch_(std::move(fetch)), now_(std::move(now)) {}

Result<Fetched> Provider::reach(const Ask& ask) {
  auto got = fetch_(ask);
  if (!got) got.error().args = {{"issuer", settings_.issuer}};
  return got;
}

Result<Provider::Self> Provider::self(bool anew) {
  const std::lock_guard lock(mutex_);
  if (!anew && self_ && now_() < self_->until) return *self_;
  // While it cannot be reached, not everybody who tries waits for it.
  if (!anew && failed_ && now_() < failed_until_) return std::unexpected(*failed_);
  const auto read = [&]() -> Result<Self> {
    std::string base = settings_.issuer;
    while (base.ends_with('/')) base.pop_back();
    const Fetched got = TRY(reach({base + "/.well-known/openid-configuration", {}, {}, {}}));
    const auto parsed = parse_json(got.body, "discovery");
    if (got.status != 200 || !parsed || !parsed->is_object())
      return unfit(settings_.issuer, "openid-configuration");
    const json::object& o = parsed->get_object();
    if (text_of(o, "issuer") != settings_.issuer) return unfit(settings_.issuer, "issuer");
    Self out{text_of(o, "authorization_endpoint"),
             text_of(o, "token_endpoint"),
             text_of(o, "jwks_uri"),
             false,
             true,
             now_().plus_millis(kKnownFor)};
    if (!sound_url(out.authorization, false))
      return unfit(settings_.issuer, "authorization_endpoint");
    if (!sound_url(out.token, false)) return unfit(settings_.issuer, "token_endpoint");
    if (!sound_url(out.keys, false)) return unfit(settings_.issuer, "jwks_uri");
    // Whoever speaks https does not send us to an open wire.
    for (const std::string* url : {&out.authorization, &out.token, &out.keys})
      if (settings_.issuer.starts_with("https:") && !url->starts_with("https:"))
        return unfit(settings_.issuer, "https");
    if (!lists(o, "code_challenge_methods_supported", "S256", true))
      return unfit(settings_.issuer, "code_challenge_methods_supported");
    const json::value* names = o.if_contains("authorization_response_iss_parameter_supported");
    out.names_itself = names && names->is_bool() && names->get_bool();
    out.takes_basic =
        lists(o, "token_endpoint_auth_methods_supported", "client_secret_basic", true);
    return out;
  };
  auto got = read();
  if (got) {
    self_ = *got;
    failed_.reset();
  } else {
    failed_ = got.error();
    failed_until_ = now_().plus_millis(kFailedFor);
  }
  return got;
}

Result<Keys> Provider::keys_for(const Token& token, const Self& self) {
  const std::lock_guard lock(mutex_);
  if (key_for(token, keys_)) return keys_;
  while (!keys_fetched_.empty() && keys_fetched_.front().plus_millis(kKeyFetchesIn) <= now_())
    keys_fetched_.pop_front();
  if (keys_fetched_.size() >= kKeyFetches) return keys_;
  keys_fetched_.push_back(now_());
  const Fetched got = TRY(reach({self.keys, {}, {}, {}}));
  if (got.status != 200)
    return fail(ErrorKind::External, "oidc.keys", {{"issuer", settings_.issuer}});
  auto read = read_keys(got.body);
  if (!read) {
    read.error().args = {{"issuer", settings_.issuer}};
    return read;
  }
  keys_ = std::move(*read);
  return keys_;
}

Result<std::string> Provider::departure(const Flow& flow) {
  const Self me = TRY(self(false));
  std::string out = me.authorization;
  out += out.find('?') == std::string::npos ? '?' : '&';
  out += "response_type=code&response_mode=query&scope=openid%20profile";
  const std::pair<const char*, std::string> rest[] = {{"client_id", settings_.client},
                                                      {"redirect_uri", settings_.back},
                                                      {"state", flow.state},
                                                      {"nonce", flow.nonce},
                                                      {"code_challenge", challenge_of(flow)}};
  for (const auto& [name, value] : rest) out += std::string("&") + name + "=" + url_encoded(value);
  return out + "&code_challenge_method=S256";
}

Result<std::string> Provider::token_of(const Flow& flow, const std::string& code,
                                       const Self& self) {
  Ask ask{self.token, "grant_type=authorization_code", {}, {}};
  ask.form += "&code=" + url_encoded(code) + "&redirect_uri=" + url_encoded(settings_.back) +
              "&code_verifier=" + url_encoded(flow.verifier);
  // Of a secret the form holds nothing where a header can carry it [RFC 6749 §2.3.1].
  if (!settings_.secret.empty() && self.takes_basic) {
    ask.user = url_encoded(settings_.client);
    ask.password = url_encoded(settings_.secret);
  } else {
    ask.form += "&client_id=" + url_encoded(settings_.client);
    if (!settings_.secret.empty()) ask.form += "&client_secret=" + url_encoded(settings_.secret);
  }
  const Fetched got = TRY(reach(ask));
  if (got.status != 200) {
    auto out = fail(ErrorKind::Refused, "oidc.code_refused");
    out.error().detail = std::to_string(got.status) + " " + got.body.substr(0, 200);
    return out;
  }
  const auto v = parse_json(got.body, "token");
  std::string token = v && v->is_object() ? text_of(v->get_object(), "id_token") : "";
  if (token.empty()) return fail(ErrorKind::Refused, "oidc.no_token");
  return token;
}

Result<Person> Provider::arrival(const Flow& flow, const std::string& code,
                                 const std::string& issuer) {
  const Self me = TRY(self(false));
  if (issuer.empty() ? me.names_itself : issuer != settings_.issuer)
    return fail(ErrorKind::Refused, "oidc.other_issuer");
  const std::string compact = TRY(token_of(flow, code, me));
  const Token token = TRY(read_token(compact));
  const Keys keys = TRY(keys_for(token, me));
  const Key* key = key_for(token, keys);
  if (!key) return fail(ErrorKind::Refused, "oidc.token_key");
  return believed(token, *key, {settings_.issuer, settings_.client, flow.nonce, now_()});
}

Status Provider::check() {
  const Self me = TRY(self(true));
  const Fetched got = TRY(reach({me.keys, {}, {}, {}}));
  if (auto read = read_keys(got.body); got.status != 200 || !read)
    return fail(ErrorKind::External, "oidc.keys", {{"issuer", settings_.issuer}});
  return {};
}

}  // namespace dengbao::oidc
