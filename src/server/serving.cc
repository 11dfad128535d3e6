// How a server becomes one of this service, and what it answers without a thread that may wait.

#include "server/accounts.h"
#include "server/calendar_path.h"
#include "server/service.h"

namespace dengbao::server {
namespace {

constexpr std::string_view kOwnPaths[] = {"/healthz", "/readyz", "/metrics", "/openapi.json"};

bool in_api(std::string_view path) {
  return path.starts_with(kBase) && (path.size() == kBase.size() || path[kBase.size()] == '/');
}

bool is_page(std::string_view path) {
  if (in_api(path) || path.starts_with(kCalendars)) return false;
  for (const std::string_view own : kOwnPaths)
    if (path == own) return false;
  return true;
}

}  // namespace

void Service::furnish(http::ServerOptions& options) {
  options.body_limit = [this](const http::Request& head) { return body_limit(head); };
  options.passes_on = brings_file;
  options.open_body = [this](const http::Request& head) { return open_upload(head); };
  options.at_once = [this](const http::Request& request) { return at_once(request); };
}

std::uint64_t Service::body_limit(const http::Request& head) const {
  constexpr std::uint64_t kOrdinary = 1 << 20;
  if (!brings_file(head)) return kOrdinary;
  // A cookie or token that is none costs its bearer the same as having none, only later.
  const bool stranger = !head.headers.has("Authorization") && !head.headers.has("Cookie");
  return stranger ? options_.stranger_bytes : options_.upload_bytes;
}

// Nothing is staler than what a thread would find: whatever was committed before the request came
// has begun another moment, for callers and answers alike.
Moment Service::moment_of(StoreState state) const {
  Moment out{std::move(state), machine_now().millis() / 1000, 0, std::chrono::steady_clock::now()};
  if (installation_.simulated()) out.clock = installation_.now().millis();
  return out;
}

std::shared_ptr<const http::Response> Service::at_once(const http::Request& request) {
  const auto begun = std::chrono::steady_clock::now();
  KeptAnswer out;
  if (request.method == "GET" && in_api(request.path)) {
    auto state = installation_.store().state_at_hand();
    const Secret secret = secret_of(request);
    if (!state || secret.text.empty()) return nullptr;
    const Moment now = moment_of(std::move(*state));
    const auto caller = known_.find(secret, now);
    if (caller) out = answers_.find(question_of(request, *caller), now);
  } else if ((request.method == "GET" || request.method == "HEAD") && is_page(request.path)) {
    out = {"asset", std::make_shared<const http::Response>(assets_.answer(request))};
  }
  if (out.response)
    metrics_.answered(request.method, out.route, out.response->status,
                      std::chrono::steady_clock::now() - begun);
  return out.response;
}

}  // namespace dengbao::server
