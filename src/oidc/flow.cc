#include "oidc/flow.h"

#include <array>
#include <boost/json.hpp>

#include "base/hash.h"
#include "oidc/keys.h"
#include "oidc/members.h"

namespace dengbao::oidc {
namespace {

std::string secret(Randomness& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Flow begin_flow(const std::string& provider, Instant now, Randomness& random) {
  return {provider, secret(random), secret(random), secret(random), now, {}, {}};
}

bool over(const Flow& flow, Instant now) {
  return now < flow.begun || flow.begun.plus_millis(kFlowMinutes * 60'000) <= now;
}

std::string challenge_of(const Flow& flow) {
  const Digest d = digest(HashKind::Sha256, flow.verifier);
  return base64url({reinterpret_cast<const char*>(d.data()), d.size()});
}

std::string to_text(const Flow& f) {
  return json::serialize(json::object{{"provider", f.provider},
                                      {"state", f.state},
                                      {"nonce", f.nonce},
                                      {"verifier", f.verifier},
                                      {"begun", f.begun.millis()},
                                      {"account", f.account},
                                      {"authenticated", f.authenticated.millis()}});
}

std::optional<Flow> flow_from(std::string_view text) {
  const auto v = parse_json(text, "flow");
  if (!v || !v->is_object()) return std::nullopt;
  const json::object& o = v->get_object();
  const auto instant = [&](const char* name) {
    const json::value* at = o.if_contains(name);
    return Instant::from_millis(at && at->is_int64() ? at->get_int64() : 0);
  };
  return Flow{text_of(o, "provider"),  text_of(o, "state"), text_of(o, "nonce"),
              text_of(o, "verifier"),  instant("begun"),    text_of(o, "account"),
              instant("authenticated")};
}

}  // namespace dengbao::oidc
