// Long work as jobs: begun like any request, then looked after by its account.

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "http/parked.h"
#include "server/bodies.h"
#include "server/exposure.h"
#include "server/service.h"

namespace dengbao::server {
namespace {

// A request waits so long for what is marked long; most of it is done by then.
constexpr std::chrono::milliseconds kPatience{15'000};

std::string permission_of(const UseCase& u) {
  return u.permission.empty() ? "public" : u.permission;
}

// A token looks after the jobs that it could have begun.
bool in_scope(const Caller& caller, const Job& job) {
  if (caller.proof.sign_in.kind != identity::SignInKind::Token) return true;
  const auto& scopes = caller.proof.sign_in.scopes;
  return std::find(scopes.begin(), scopes.end(), job.permission) != scopes.end();
}

std::unexpected<Explanation> no_job(const std::string& id) {
  return fail(ErrorKind::NotFound, "server.no_job", {{"job", id}});
}

http::Response accepted(const Job& job) {
  http::Response out = json_response(job_json(job));
  out.status = 202;
  out.headers.set("Location", std::string(kBase) + "/job/" + job.id);
  out.headers.set("Preference-Applied", "respond-async");
  return out;
}

}  // namespace

Result<http::Response> Service::as_job(const http::Request& request, const Match& match,
                                       const Caller& caller, bool at_once) {
  const UseCase& u = *match.route->use_case;
  Asked asked = TRY(read_request(request, match, caller.account, uploads_));
  auto kept = std::make_shared<http::Request>(request);
  kept->body.clear();
  kept->headers.set("Accept-Encoding", "identity");
  Job like;
  like.account = caller.account;
  like.word = u.word;
  like.permission = permission_of(u);
  like.writes = u.needs == Needs::Writing || writes(u);
  const Job begun = TRY(
      jobs_.begin(std::move(like), [this, kept, match, caller, asked](const Progress& progress) {
        auto done = worked(*kept, match, caller, asked, progress);
        return done ? std::move(*done) : failure(*kept, done.error());
      }));
  if (at_once) return accepted(begun);
  // Whoever has several of these waiting holds connections, and not a thread of anybody.
  auto asked_again = std::make_shared<http::Request>(request);
  http::Response out;
  out.parked =
      std::make_shared<http::Parked>(kPatience, [this, asked_again, caller, id = begun.id] {
        const auto now = jobs_.find(caller.account, id);
        if (now && !now->over()) return accepted(*now);
        auto result = job_answer(*asked_again, id, true, caller);
        jobs_.remove(caller.account, id);
        return result ? std::move(*result) : failure(*asked_again, result.error());
      });
  jobs_.when_over(caller.account, begun.id, [waits = std::weak_ptr(out.parked)] {
    if (const auto parked = waits.lock()) parked->ready();
  });
  return out;
}

Result<http::Response> Service::job_answer(const http::Request& request, const std::string& id,
                                           bool result, const Caller& caller) {
  const auto job = jobs_.find(caller.account, id);
  if (!job || !in_scope(caller, *job)) return no_job(id);
  if (!result) return json_response(job_json(*job));
  if (!job->over()) return fail(ErrorKind::Conflict, "server.job_goes_on", {{"job", id}});
  if (job->state == JobState::Cancelled)
    return fail(ErrorKind::Interrupted, "server.job_cancelled", {{"job", id}});
  if (job->state == JobState::Interrupted)
    return fail(ErrorKind::Interrupted, "server.job_interrupted", {{"job", id}});
  auto out = jobs_.result(caller.account, id);
  if (!out) return no_job(id);
  out->headers.set("Cache-Control", "no-store");
  out->headers.set("Vary", "Accept-Encoding, Cookie, Authorization");
  squeeze(request, *out);
  return std::move(*out);
}

std::optional<Result<http::Response>> Service::job_paths(const http::Request& request,
                                                         std::string_view path,
                                                         const std::optional<Caller>& caller) {
  constexpr std::string_view kOne = "/job/", kResult = "/result";
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool removes = request.method == "DELETE";
  const bool all = path == "/job" && reads;
  if (!all && !(path.starts_with(kOne) && (reads || removes))) return std::nullopt;
  std::string_view id = path;
  const bool result = reads && !all && id.ends_with(kResult);
  if (result) id.remove_suffix(kResult.size());
  const auto answer = [&]() -> Result<http::Response> {
    if (!caller) return fail(ErrorKind::Refused, "identity.not_signed_in");
    if (caller->proof.pending != identity::Pending::Nothing)
      return fail(ErrorKind::Refused, "identity.code_missing");
    if (all) {
      json::array rows;
      for (const Job& job : jobs_.list(caller->account))
        if (in_scope(*caller, job)) rows.push_back(job_json(job));
      return json_response(rows);
    }
    const std::string name(id.substr(std::min(kOne.size(), id.size())));
    if (!removes) return job_answer(request, name, result, *caller);
    const auto job = jobs_.find(caller->account, name);
    if (!job || !in_scope(*caller, *job) || !jobs_.remove(caller->account, name))
      return no_job(name);
    return nothing_left();
  };
  return answer();
}

}  // namespace dengbao::server
