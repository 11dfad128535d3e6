// Signing in by an identity provider: the list of them, the way out, and the way back.

#include <openssl/crypto.h>

#include <boost/json.hpp>

#include "base/text.h"
#include "ledger/sealing.h"
#include "server/accounts.h"
#include "server/bodies.h"
#include "server/service.h"

namespace dengbao::server {
namespace {

constexpr std::string_view kSealedFor = "sign-in under way";
constexpr int kMostAbroad = 6;
constexpr std::size_t kMostUsed = 10'000, kMostValue = 4096;

// Over TLS the name keeps any other host, path or plain wire from setting it.
std::string_view cookie_name(bool secure) {
  return secure ? "__Host-dengbao-flow" : "dengbao-flow";
}

// While one of these lives, a request waits for a provider.
class Abroad {
 public:
  explicit Abroad(std::atomic<int>& count) : count_(count), mine_(++count <= kMostAbroad) {}
  ~Abroad() { --count_; }
  Abroad(const Abroad&) = delete;
  Abroad& operator=(const Abroad&) = delete;
  Status taken() const {
    return mine_ ? Status() : Status(fail(ErrorKind::Refused, "identity.busy"));
  }

 private:
  std::atomic<int>& count_;
  bool mine_;
};

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// What a provider's answer says went wrong [RFC 6749 §4.1.2.1]; anybody may have written it.
std::string error_word(const std::string& given) {
  const bool plain = given.size() <= 40 &&
                     given.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  return plain ? given : "?";
}

}  // namespace

// Nothing in it for whoever reads the cookie, and nothing he could change. Without `flow` it goes.
Status Service::flow_cookie(const http::Request& request, const oidc::Flow* flow,
                            http::Response& out) {
  std::string value;
  if (flow) {
    if (!installation_.key()) return fail(ErrorKind::External, "oidc.sealed", {{"provider", ""}});
    SystemRandomness random;
    const auto sealer = TRY(ledger::Sealer::of(*installation_.key()));
    value = TRY(sealer.seal(kSealedFor, oidc::to_text(*flow), random));
  }
  const std::string age = std::to_string(flow ? oidc::kFlowMinutes * 60 : 0);
  out.headers.add("Set-Cookie", std::string(cookie_name(request.secure)) + "=" + value +
                                    "; HttpOnly; SameSite=Strict; Path=/; Max-Age=" + age +
                                    (request.secure ? "; Secure" : ""));
  return {};
}

Result<oidc::Flow> Service::flow_of(const http::Request& request) const {
  const auto none = [] { return fail(ErrorKind::Refused, "oidc.no_flow"); };
  const auto sealed = request.cookie(cookie_name(request.secure));
  if (!sealed || sealed->empty() || !installation_.key()) return none();
  const auto sealer = TRY(ledger::Sealer::of(*installation_.key()));
  const auto plain = sealer.open(kSealedFor, *sealed);
  auto flow = plain ? oidc::flow_from(*plain) : std::nullopt;
  if (!flow || oidc::over(*flow, machine_now())) return none();
  return std::move(*flow);
}

// A provider takes a code once; so do we, whatever it does.
bool Service::used_before(const oidc::Flow& flow) {
  const Instant now = machine_now();
  const std::lock_guard lock(used_mutex_);
  std::erase_if(used_, [&](const auto& one) { return one.second <= now; });
  if (used_.size() >= kMostUsed) return true;
  return !used_.emplace(flow.state, flow.begun.plus_millis(oidc::kFlowMinutes * 60'000)).second;
}

Result<http::Response> Service::depart(const http::Request& request, const std::string& name) {
  TRY(body_of(request));
  if (!strangers_.may("way out", request.peer, options_.stranger_sign_ins,
                      std::chrono::steady_clock::now()))
    return fail(ErrorKind::Refused, "server.too_many_sign_ins");
  const Abroad abroad(abroad_);
  CHECK(abroad.taken());
  const auto provider = TRY(providers_.find(name));
  SystemRandomness random;
  const oidc::Flow flow = oidc::begin_flow(name, machine_now(), random);
  http::Response out = json_response(json::object{{"location", TRY(provider->departure(flow))}});
  CHECK(flow_cookie(request, &flow, out));
  return out;
}

// {state, code, iss?} or {state, error} as the address of the page said, or {otp} after a code was
// asked for.
Result<http::Response> Service::arrive(const http::Request& request) {
  const json::object body = TRY(body_of(request));
  // Each one makes this server ask the provider, and counts against those that are under way.
  if (!strangers_.may("way back", request.peer, options_.stranger_sign_ins,
                      std::chrono::steady_clock::now()))
    return fail(ErrorKind::Refused, "server.too_many_sign_ins");
  oidc::Flow flow = TRY(flow_of(request));
  if (!flow.account.empty()) return admit(request, std::move(flow), TRY(member(body, "otp")));
  const std::string state = TRY(member(body, "state")), error = TRY(member(body, "error", false)),
                    issuer = TRY(member(body, "iss", false));
  if (!same(state, flow.state)) return fail(ErrorKind::Refused, "oidc.state");
  if (!error.empty())
    return fail(ErrorKind::Refused, "oidc.provider_refused", {{"error", error_word(error)}});
  const std::string code = TRY(member(body, "code"));
  if (code.size() > kMostValue) return fail(ErrorKind::Refused, "oidc.code_refused");
  const Abroad abroad(abroad_);
  CHECK(abroad.taken());
  if (used_before(flow)) return fail(ErrorKind::Refused, "oidc.used");
  const auto provider = TRY(providers_.find(flow.provider));
  const auto person = provider->arrival(flow, code, issuer);
  if (!person) {
    write_down(request, {{"event", "sign-in"},
                         {"provider", flow.provider},
                         {"success", false},
                         {"code", person.error().code},
                         {"detail", person.error().detail}});
    metrics_.signed_in(false);
    return std::unexpected(person.error());
  }
  flow.account = TRY(providers_.account_of(*provider, *person));
  flow.authenticated = person->authenticated.value_or(Instant());
  return admit(request, std::move(flow), "");
}

Result<http::Response> Service::admit(const http::Request& request, oidc::Flow flow,
                                      const std::string& code) {
  const auto proof =
      identity_->admit({flow.account, flow.provider, flow.authenticated}, code, request.peer);
  json::object what{{"event", "sign-in"},
                    {"provider", flow.provider},
                    {"account", flow.account},
                    {"success", proof.has_value()}};
  if (!proof) what["code"] = proof.error().code;
  write_down(request, std::move(what));
  if (!proof && proof.error().code == "identity.code_needed") {
    http::Response out = failure(request, proof.error());
    CHECK(flow_cookie(request, &flow, out));
    return out;
  }
  metrics_.signed_in(proof.has_value());
  if (!proof) return std::unexpected(proof.error());
  http::Response out = with_cookie(request, *proof, TRY(session_json(*proof)));
  CHECK(flow_cookie(request, nullptr, out));
  return out;
}

std::optional<Result<http::Response>> Service::provider_paths(const http::Request& request,
                                                              std::string_view path) {
  constexpr std::string_view kOne = "/session/provider/";
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (path == "/session/providers" && reads) {
    const auto answer = [&]() -> Result<http::Response> {
      json::array rows;
      for (const ProviderRow& row : TRY(providers_.open()))
        rows.push_back(json::object{{"name", row.settings.name}, {"title", row.title}});
      return json_response(rows);
    };
    return answer();
  }
  if (request.method != "POST") return std::nullopt;
  if (path == "/session/return") return arrive(request);
  if (!path.starts_with(kOne)) return std::nullopt;
  const auto name = http::percent_decoded(path.substr(kOne.size()), false);
  return depart(request, name.value_or(""));
}

}  // namespace dengbao::server
