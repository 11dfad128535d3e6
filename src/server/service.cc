#include "server/service.h"

#include <boost/json.hpp>

#include "app/doing.h"
#include "base/text.h"
#include "http/parked.h"
#include "server/accounts.h"
#include "server/arguments_in.h"
#include "server/calendar_path.h"
#include "server/envelope.h"
#include "server/exposure.h"
#include "server/openapi.h"
#include "server/paging.h"
#include "server/problem.h"

namespace dengbao::server {
namespace {

bool safe(const http::Request& r) {
  return r.method == "GET" || r.method == "HEAD" || r.method == "OPTIONS";
}

bool takes_gzip(const http::Request& r) {
  return http::takes_gzip(r.headers.get("Accept-Encoding"));
}

// A path as it may be written down: the address of a calendar is its secret.
std::string shown_path(const std::string& path) {
  return path.starts_with(kCalendars) ? std::string(kCalendars) + "…" : path;
}

// [RFC 7240 §4.1]
bool prefers_async(const http::Request& r) {
  for (const std::string& piece : split(r.headers.get("Prefer"), ','))
    if (trim(piece) == "respond-async") return true;
  return false;
}

}  // namespace

Service::Service(Catalogue catalogue, Installation& installation, LawLibrary law,
                 http::Assets assets, ServiceOptions options)
    : catalogue_(std::move(catalogue)),
      installation_(installation),
      law_(std::move(law)),
      assets_(std::move(assets)),
      options_(std::move(options)),
      shared_{&installation_, &law_},
      chinese_(law_.files(), true),
      english_(law_.files(), false),
      routes_(routes_of(catalogue_)),
      document_(openapi(routes_)),
      vault_(installation_.store(), installation_.key()),
      uploads_(options_.globals.data + "/uploads", options_.uploads_bytes),
      providers_(installation_, oidc::fetch, machine_now),
      jobs_(options_.globals.data + "/jobs", {}, machine_now, [this](const Job& job) {
        hub_.publish("job", json::serialize(job_json(job)), {std::string(kAccount) + job.account});
      }) {
  identity_ = std::make_unique<identity::Identity>(
      vault_, options_.policy, standings(installation_, options_.demo), machine_now);
  installation_.tell([this](std::span<const Result<Outcome>> outcomes) {
    if (hub_.readers() == 0) return;
    auto reading = installation_.reading();
    if (!reading) return;
    for (const Result<Outcome>& o : outcomes) {
      if (!o || o->case_id.empty()) continue;
      std::vector<std::string> parties;
      if (const auto rows = (*reading)->case_parties(o->case_id))
        for (const CasePartyRow& row : *rows) parties.push_back(row.party);
      hub_.publish("change",
                   json::serialize(json::object{{"case", o->case_id}, {"version", o->version}}),
                   parties);
    }
  });
}

Service::~Service() {
  jobs_.stop();
  installation_.tell({});
  hub_.close_all();
}

void Service::closing() {
  closing_ = true;
  jobs_.stop();
  hub_.close_all();
}

void Service::write_down(const http::Request& request, json::object what) const {
  if (!options_.journal) return;
  what["at"] = machine_now().iso();
  what["request"] = request.id;
  what["from"] = request.peer;
  options_.journal(json::serialize(what));
}

http::Response Service::failure(const http::Request& request, const Explanation& e) const {
  const Messages& messages = language_of(request) == "en" ? english_ : chinese_;
  http::Response out = problem(e, messages, request.headers.has("If-Match"), options_.globals.data,
                               request.headers.get("Accept") == kEnvelope);
  out.headers.set("Cache-Control", "no-store");
  if (out.status >= 500)
    write_down(request, {{"event", "failure"},
                         {"method", request.method},
                         {"path", shown_path(request.path)},
                         {"code", e.code},
                         {"where", e.where},
                         {"detail", e.detail}});
  return out;
}

http::Response Service::handle(const http::Request& request) {
  const auto begun = std::chrono::steady_clock::now();
  Place place{"other"};
  http::Response out = answer(request, place);
  const auto count = [this, begun, method = request.method, route = place.route](int status) {
    metrics_.answered(method, route, status, std::chrono::steady_clock::now() - begun);
  };
  if (out.parked) {
    out.parked->then = [count, then = std::move(out.parked->then)] {
      http::Response later = then();
      count(later.status);
      return later;
    };
  } else {
    count(out.status);
  }
  return out;
}

http::Response Service::answer(const http::Request& request, Place& place) {
  const std::string_view path = request.path;
  if (path == kBase || path.starts_with(std::string(kBase) + "/"))
    return api(request, path.substr(kBase.size()), place);
  if (!safe(request) || request.method == "OPTIONS") {
    http::Response out = failure(request, {ErrorKind::Usage, "server.method", {}, {}, {}, {}, {}});
    out.headers.set("Allow", "GET, HEAD");
    return out;
  }
  place.route = "asset";
  for (const char* own : {"/healthz", "/readyz", "/metrics", "/openapi.json"})
    if (path == own) place.route = own;
  if (path == "/healthz") return http::Response::text(200, "ok\n");
  if (path == "/readyz") return ready();
  if (path == "/openapi.json") return http::Response::typed(200, "application/json", document_);
  if (path == "/metrics")
    return http::Response::typed(
        200, "text/plain; version=0.0.4",
        metrics_.text(traffic_ ? traffic_() : http::Traffic{}, hub_.readers()));
  if (path.starts_with(kCalendars)) {
    place.route = "/calendar";
    return calendar(request);
  }
  return assets_.answer(request);
}

http::Response Service::ready() {
  auto reading = installation_.reading();
  const bool reads = reading && (*reading)->head();
  const bool good = reads && !closing_;
  return http::Response::text(good ? 200 : 503, good ? "ready\n" : "not ready\n");
}

Result<std::optional<Caller>> Service::caller_of(const http::Request& request) {
  const Secret secret = secret_of(request);
  if (secret.text.empty()) return std::nullopt;
  const Moment now = moment_of(TRY(installation_.store().state()));
  if (const auto known = known_.find(secret, now)) {
    Caller out = *known;
    out.as_of = now;
    return out;
  }
  // What a page asks by itself, while nobody touches it, is no sign of life.
  const bool attended =
      !request.headers.has("Dengbao-Unattended") && !request.target.ends_with("/events");
  auto proof = TRY(identity_->who(secret.text, attended));
  if (!proof) return std::nullopt;
  // A token is no cookie and a cookie no token: each only where it belongs.
  if ((proof->sign_in.kind == identity::SignInKind::Session) != secret.by_cookie)
    return std::nullopt;
  Caller out{proof->sign_in.account, std::move(*proof), secret.by_cookie, now};
  if (!attended) return out;
  known_.keep(secret, now, out);
  return out;
}

// A page of another site can send a cookie, but not this header (SameSite stands before it).
Status Service::may_write(const http::Request& request, const std::optional<Caller>& caller) const {
  if (safe(request) || !caller || !caller->by_cookie) return {};
  if (request.headers.get("X-Dengbao") == "1") return {};
  return fail(ErrorKind::Refused, "server.no_own_header");
}

http::Response Service::api(const http::Request& request, std::string_view path, Place& place) {
  const auto caller = caller_of(request);
  if (!caller) return failure(request, caller.error());
  if (const auto s = may_write(request, *caller); !s) return failure(request, s.error());
  const auto first = path.substr(0, path.find('/', 1));
  place.route = std::string(kBase) + std::string(first.size() < 20 ? first : "");
  std::optional<Result<http::Response>> own = session_paths(request, path, *caller);
  if (!own) own = file_paths(request, path, *caller);
  if (!own) own = job_paths(request, path, *caller);
  if (own) return *own ? std::move(**own) : failure(request, own->error());
  const std::string_view method =
      request.method == "HEAD" ? "GET" : std::string_view(request.method);
  const Match found = match(routes_, method, path);
  if (!found.route) {
    place.route = "none";
    if (found.allowed.empty())
      return failure(request, {ErrorKind::NotFound, "server.no_route", {}, {}, {}, {}, {}});
    http::Response out = failure(request, {ErrorKind::Usage, "server.method", {}, {}, {}, {}, {}});
    std::string allow;
    for (const std::string& m : found.allowed) allow += (allow.empty() ? "" : ", ") + m;
    out.headers.set("Allow", allow);
    return out;
  }
  place.route = found.route->shown();
  auto done = run(request, found, *caller);
  return done ? std::move(*done) : failure(request, done.error());
}

Session Service::session_for(const std::string& account, Globals asked,
                             const identity::Signed* proof, Progress progress) const {
  Globals g = options_.globals;
  g.lang = asked.lang;
  g.on = asked.on;
  g.as_of = asked.as_of;
  g.account = account;
  g.via = proof && proof->sign_in.kind == identity::SignInKind::Token ? "http token" : "http";
  if (proof && proof->sign_in.kind == identity::SignInKind::Token) g.scopes = proof->sign_in.scopes;
  return Session(std::move(g), std::move(progress), shared_);
}

Result<http::Response> Service::run(const http::Request& request, const Match& found,
                                    const std::optional<Caller>& caller) {
  const UseCase& u = *found.route->use_case;
  if (!open_to_all(u)) {
    if (!caller) return fail(ErrorKind::Refused, "identity.not_signed_in");
    if (caller->proof.pending == identity::Pending::NewPassword)
      return fail(ErrorKind::Refused, "identity.password_old");
    if (caller->proof.pending == identity::Pending::OneTimeCode)
      return fail(ErrorKind::Refused, "identity.code_missing");
  }
  // What anybody may write, or guess at, is bounded for each address, signed in or not; so is the
  // one list of all parties that is open to all.
  constexpr int kDirectoryAMinute = 60;
  const auto moment = std::chrono::steady_clock::now();
  if (open_to_all(u) && writes(u) &&
      !strangers_.may("report", request.peer, options_.stranger_reports, moment))
    return fail(ErrorKind::Refused, "server.too_many_reports");
  if (u.word == "directory list" &&
      !strangers_.may("directory", request.peer, kDirectoryAMinute, moment))
    return fail(ErrorKind::Refused, "server.too_many");
  const bool at_once = prefers_async(request);
  if (caller && (takes_long(u) || (at_once && request.method == "POST" && !tells_secret(u))))
    return as_job(request, found, *caller, at_once);
  // What is audited is looked at anew each time; so is what does not come from the log.
  const bool repeats = u.permission == "read" && u.needs == Needs::Reading && caller;
  if (!repeats) return made(request, found, caller);
  const std::string question = question_of(request, *caller);
  if (const auto kept = answers_.find(question, caller->as_of); kept.response)
    return *kept.response;
  http::Response answer = TRY(made(request, found, caller));
  answers_.keep(question, caller->as_of,
                {found.route->shown(), std::make_shared<const http::Response>(answer)});
  return answer;
}

Result<http::Response> Service::made(const http::Request& request, const Match& found,
                                     const std::optional<Caller>& caller) {
  const Asked asked = TRY(read_request(request, found, caller ? caller->account : "", uploads_));
  return worked(request, found, caller, asked, {});
}

Result<http::Response> Service::worked(const http::Request& request, const Match& found,
                                       const std::optional<Caller>& caller, const Asked& asked,
                                       Progress progress) {
  const UseCase& u = *found.route->use_case;
  Session session = session_for(caller ? caller->account : "", asked.globals,
                                caller ? &caller->proof : nullptr, std::move(progress));
  // What bears a signature is drawn up by whoever has just shown who he is; programs have tokens.
  if (u.word == "case do" && caller && caller->by_cookie &&
      !identity_->fresh(caller->proof.sign_in) && TRY(signs(asked.arguments, *caller)))
    return fail(ErrorKind::Refused, "identity.proof_needed", {}, {}, {"gbt-22239-2019 §8.1.4.1"});
  Answer answer = TRY(perform(u, session, asked.arguments));
  http::Response out;
  out.headers.set("Content-Type", "application/json");
  out.headers.set("Cache-Control", "no-store");
  out.headers.set("Vary", "Accept, Accept-Encoding, Accept-Language, Cookie, Authorization");
  if (answer.negative) out.headers.set("Dengbao-Verdict", "negative");
  if (u.word == "case show" && answer.value.is_object())
    if (const json::value* version = answer.value.get_object().if_contains("version"))
      out.headers.set("ETag", "\"" + json::serialize(*version) + "\"");
  if (!answer.total.empty()) out.headers.set("Dengbao-Total", answer.total);
  if (!answer.next.empty()) link_next(answer.next, request, out);
  if (answer.value.is_array() && (asked.limit > 0 || !asked.after.empty()))
    cut_page(answer.value.get_array(), asked, request, out);
  if (request.headers.get("Accept") != kEnvelope) {
    out.body = json::serialize(answer.value);
  } else {
    out.headers.set("Content-Type", kEnvelope);
    out.body = json::serialize(envelope(std::move(answer)));
  }
  squeeze(request, out);
  return out;
}

void Service::squeeze(const http::Request& request, http::Response& out) {
  constexpr std::size_t kOnePacket = 1400;
  if (out.body.size() <= kOnePacket || !takes_gzip(request)) return;
  if (std::string small = http::gzipped(out.body, 1); !small.empty()) {
    out.headers.set("Content-Encoding", "gzip");
    out.body = std::move(small);
  }
}

}  // namespace dengbao::server
