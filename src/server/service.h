#pragma once
// The server as the application's other mouth: requests in, use cases, answers out. Owns no rules.

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/catalogue.h"
#include "app/dispatch.h"
#include "app/messages.h"
#include "app/session.h"
#include "http/assets.h"
#include "http/events.h"
#include "http/message.h"
#include "http/server.h"
#include "identity/identity.h"
#include "server/answer_cache.h"
#include "server/arguments_in.h"
#include "server/caller.h"
#include "server/jobs.h"
#include "server/metrics.h"
#include "server/providers.h"
#include "server/routes.h"
#include "server/store_vault.h"
#include "server/strangers.h"
#include "server/uploads.h"

namespace dengbao::server {

// Handlers at once: requests that write wait for one commit together, so that more of them make
// fewer commits.
inline constexpr unsigned kThreads = 32;

struct ServiceOptions {
  Globals globals;  // data, db, law …, of the process
  identity::Policy policy;
  std::uint64_t upload_bytes = 64u << 20;  // of one file
  // Of one whom nobody knows: a receipt, a letter or a certificate that is to be verified.
  std::uint64_t stranger_bytes = 4u << 20;
  int stranger_uploads = 20;               // of one address, a minute
  int stranger_reports = 10;               // … and what it writes without an account
  int stranger_sign_ins = 60;              // … ways to a provider, and as many back
  std::uint64_t uploads_bytes = 1u << 30;  // of all that wait
  bool demo = false;                       // administrators need no one-time code
  // One JSON object a line, for whoever operates the server: what failed and why (which no caller
  // is told), and attempts to sign in. From any thread.
  std::function<void(const std::string&)> journal;
};

// Before the name of an account to which alone an event is told, among the parties of others.
inline constexpr std::string_view kAccount = "account/";

class Service {
 public:
  Service(Catalogue catalogue, Installation& installation, LawLibrary law, http::Assets assets,
          ServiceOptions options);
  ~Service();

  // Makes a server one of this service. Set before it starts; this outlives it.
  void furnish(http::ServerOptions& options);
  // Any thread.
  http::Response handle(const http::Request& request);
  // Of the running server, for /metrics.
  void watch(std::function<http::Traffic()> traffic) { traffic_ = std::move(traffic); }
  // Ends streams and answers /readyz with 503.
  void closing();

  identity::Identity& identity() { return *identity_; }
  const std::vector<Route>& routes() const { return routes_; }
  // The document of the whole interface (OpenAPI 3.1).
  const std::string& document() const { return document_; }

 private:
  struct Place {
    std::string route;  // for the metrics
  };
  std::uint64_t body_limit(const http::Request& head) const;
  // What is in memory: pages, and answers that hold still. Never waits.
  std::shared_ptr<const http::Response> at_once(const http::Request& request);
  http::Response answer(const http::Request& request, Place& place);
  http::Response api(const http::Request& request, std::string_view path, Place& place);
  // POST, GET, DELETE of session…: false where the path is none of them.
  std::optional<Result<http::Response>> session_paths(const http::Request& request,
                                                      std::string_view path,
                                                      const std::optional<Caller>& caller);
  std::optional<Result<http::Response>> file_paths(const http::Request& request,
                                                   std::string_view path,
                                                   const std::optional<Caller>& caller);
  Result<http::Response> run(const http::Request& request, const Match& match,
                             const std::optional<Caller>& caller);
  Result<http::Response> made(const http::Request& request, const Match& match,
                              const std::optional<Caller>& caller);
  Result<http::Response> worked(const http::Request& request, const Match& match,
                                const std::optional<Caller>& caller, const Asked& asked,
                                Progress progress);
  // As a job: waits a while for it where the caller does, and answers 202 where that is not enough.
  Result<http::Response> as_job(const http::Request& request, const Match& match,
                                const Caller& caller, bool at_once);
  std::optional<Result<http::Response>> job_paths(const http::Request& request,
                                                  std::string_view path,
                                                  const std::optional<Caller>& caller);
  Result<http::Response> job_answer(const http::Request& request, const std::string& id,
                                    bool result, const Caller& caller);
  Result<std::optional<Caller>> caller_of(const http::Request& request);
  Moment moment_of(StoreState state) const;
  Status may_write(const http::Request& request, const std::optional<Caller>& caller) const;

  // Signing in by an identity provider: the way out and the way back.
  std::optional<Result<http::Response>> provider_paths(const http::Request& request,
                                                       std::string_view path);
  Result<http::Response> depart(const http::Request& request, const std::string& name);
  Result<http::Response> arrive(const http::Request& request);
  Result<http::Response> admit(const http::Request& request, oidc::Flow flow,
                               const std::string& code);
  Result<oidc::Flow> flow_of(const http::Request& request) const;
  Status flow_cookie(const http::Request& request, const oidc::Flow* flow, http::Response& out);
  bool used_before(const oidc::Flow& flow);

  Result<http::Response> sign_in(const http::Request& request);
  void tell_of_sign_in(const http::Request& request, const std::string& name,
                       const Result<identity::Signed>& proof) const;
  Result<http::Response> set_password(const http::Request& request);
  Result<http::Response> make_token(const http::Request& request, const Caller& caller);
  Result<http::Response> prove_again(const http::Request& request, const Caller& caller);
  Result<bool> signs(const Arguments& arguments, const Caller& caller);
  Result<http::Response> code_paths(const http::Request& request, bool confirm,
                                    const Caller& caller);
  static bool brings_file(const http::Request& head);
  // For which account, empty for a stranger.
  Result<std::string> may_bring(const http::Request& head, std::uint64_t announced);
  http::OpenedBody open_upload(const http::Request& head);
  Result<http::Response> upload(const http::Request& request, const std::optional<Caller>& caller);
  Result<http::Response> document_file(const http::Request& request, const std::string& id,
                                       const Caller& caller);
  Result<http::Response> stored(const http::Request& request, const std::string& digest,
                                const Caller& caller);
  http::Response subscribe(const Caller& caller);

  Result<json::object> session_json(const identity::Signed& proof);
  http::Response with_cookie(const http::Request& request, const identity::Signed& proof,
                             json::object body) const;
  Status note(const std::string& account, const std::string& event);
  Session session_for(const std::string& account, Globals asked,
                      const identity::Signed* proof = nullptr, Progress progress = {}) const;
  static void squeeze(const http::Request& request, http::Response& out);
  http::Response failure(const http::Request& request, const Explanation& e) const;
  void write_down(const http::Request& request, json::object what) const;
  http::Response ready();
  http::Response calendar(const http::Request& request);

  Catalogue catalogue_;
  Installation& installation_;
  LawLibrary law_;
  http::Assets assets_;
  ServiceOptions options_;
  Shared shared_;
  Messages chinese_, english_;
  std::vector<Route> routes_;
  std::string document_;
  StoreVault vault_;
  std::unique_ptr<identity::Identity> identity_;
  Uploads uploads_;
  http::EventHub hub_;
  Metrics metrics_;
  std::function<http::Traffic()> traffic_;
  std::atomic<bool> closing_ = false;
  AnswerCache answers_{64u << 20};
  KnownCallers known_;

  Strangers strangers_;

  // Who is on the way back, so that none comes twice; and how many requests wait for a provider
  // just now, so that a slow one does not hold all threads.
  Providers providers_;
  std::mutex used_mutex_;
  std::map<std::string, Instant> used_;
  std::atomic<int> abroad_ = 0;

  Jobs jobs_;  // last: its threads use all of the others
};

}  // namespace dengbao::server
