// Signing in and out, passwords, one-time codes, tokens.

#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/sight.h"
#include "base/text.h"
#include "identity/one_time.h"
#include "server/accounts.h"
#include "server/arguments_in.h"
#include "server/bodies.h"
#include "server/service.h"

namespace dengbao::server {
namespace {

std::string_view pending_name(identity::Pending p) {
  switch (p) {
    case identity::Pending::NewPassword:
      return "password";
    case identity::Pending::OneTimeCode:
      return "otp";
    case identity::Pending::Nothing:
      break;
  }
  return "";
}

json::object sign_in_json(const identity::SignIn& s, const std::string& own) {
  json::array scopes;
  for (const std::string& scope : s.scopes) scopes.push_back(json::string(scope));
  return {{"id", s.id},
          {"kind", s.kind == identity::SignInKind::Token ? "token" : "session"},
          {"name", s.name},
          {"scopes", std::move(scopes)},
          {"made", s.made.iso()},
          {"seen", s.seen.iso()},
          {"until", s.until.iso()},
          {"from", s.from},
          {"provider", s.provider},
          {"own", s.id == own}};
}

}  // namespace

Result<json::object> Service::session_json(const identity::Signed& proof) {
  const std::string& account = proof.sign_in.account;
  Session session = session_for(account, {}, &proof);
  auto reading = TRY(installation_.reading());
  const Capacity capacity = TRY(capacity_of(session, *reading));
  const Actor actor = TRY(actor_of(session, *reading));
  json::value party = nullptr, party_name = nullptr;
  if (!actor.party.empty()) {
    party = json::string(actor.party);
    if (const auto row = TRY(reading->record("party", actor.party))) {
      const json::object doc = document_of(*row);
      if (const json::value* name = doc.if_contains("name")) party_name = *name;
    }
  }
  json::array permissions;
  for (const std::string& p : permissions_of(capacity)) permissions.push_back(json::string(p));
  json::array pending;
  if (proof.pending != identity::Pending::Nothing)
    pending.push_back(json::string(pending_name(proof.pending)));
  return json::object{{"account", account},
                      {"party", std::move(party)},
                      {"party_name", std::move(party_name)},
                      {"permissions", std::move(permissions)},
                      {"administrator", capacity == Capacity::SystemAdministrator},
                      {"security", capacity == Capacity::SecurityAdministrator},
                      {"auditor", capacity == Capacity::Auditor},
                      {"expires", proof.sign_in.until.iso()},
                      {"idle_minutes", options_.policy.idle_minutes},
                      {"today", installation_.now().date().iso()},
                      {"demo", options_.demo},
                      {"pending", std::move(pending)}};
}

http::Response Service::with_cookie(const http::Request& request, const identity::Signed& proof,
                                    json::object body) const {
  http::Response out = json_response(std::move(body));
  out.headers.set("Set-Cookie", fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/{}",
                                            request.secure ? "__Host-dengbao" : "dengbao",
                                            proof.secret, request.secure ? "; Secure" : ""));
  return out;
}

Status Service::note(const std::string& account, const std::string& event) {
  Actor actor;
  actor.account = account;
  actor.via = "http";
  return note_change(installation_, actor, account, event);
}

// A name that is no account stays out: people type passwords there.
void Service::tell_of_sign_in(const http::Request& request, const std::string& name,
                              const Result<identity::Signed>& proof) const {
  json::object what{{"event", "sign-in"}, {"success", proof.has_value()}};
  if (proof || identity_->has_password(name)) what["account"] = name;
  if (!proof) what["code"] = proof.error().code;
  write_down(request, std::move(what));
}

Result<http::Response> Service::sign_in(const http::Request& request) {
  const json::object body = TRY(body_of(request));
  const std::string name = TRY(member(body, "name")), password = TRY(member(body, "password")),
                    otp = TRY(member(body, "otp", false));
  const auto proof = identity_->sign_in(name, password, otp, request.peer);
  metrics_.signed_in(proof.has_value());
  tell_of_sign_in(request, name, proof);
  if (!proof) return std::unexpected(proof.error());
  return with_cookie(request, *proof, TRY(session_json(*proof)));
}

// {name, password, ticket} or {name, password, old, otp?}.
Result<http::Response> Service::set_password(const http::Request& request) {
  const json::object body = TRY(body_of(request));
  const std::string name = TRY(member(body, "name")), password = TRY(member(body, "password")),
                    ticket = TRY(member(body, "ticket", false)),
                    old = TRY(member(body, "old", false)), otp = TRY(member(body, "otp", false));
  if (ticket.empty() == old.empty())
    return fail(ErrorKind::Usage, "server.missing", {{"name", "ticket"}}, "ticket");
  const auto proof = identity_->set_password(name, ticket.empty() ? old : ticket, !ticket.empty(),
                                             otp, password, request.peer);
  metrics_.signed_in(proof.has_value());
  tell_of_sign_in(request, name, proof);
  if (!proof) return std::unexpected(proof.error());
  CHECK(note(name, "password changed"));
  return with_cookie(request, *proof, TRY(session_json(*proof)));
}

// {password} or {otp}, or both where the account has codes: for the next minutes the session may
// sign.
Result<http::Response> Service::prove_again(const http::Request& request, const Caller& caller) {
  const json::object body = TRY(body_of(request));
  const std::string password = TRY(member(body, "password", false)),
                    otp = TRY(member(body, "otp", false));
  if (password.empty() && otp.empty())
    return fail(ErrorKind::Usage, "server.missing", {{"name", "password"}}, "password");
  const Status proof = identity_->prove_again(caller.proof.sign_in.id, password, otp);
  write_down(request,
             {{"event", "proof"}, {"success", proof.has_value()}, {"account", caller.account}});
  if (!proof) return std::unexpected(proof.error());
  return nothing_left();
}

// Whether the move of a case draws up a document that is signed. What the caller may not see signs
// nothing: the word itself answers that it is not there.
Result<bool> Service::signs(const Arguments& a, const Caller& caller) {
  Session session = session_for(caller.account, {}, &caller.proof);
  auto reading = TRY(installation_.reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const std::string id = a.text("case");
  if (!TRY(reading->lists().sees(Listed::Cases, id, sight))) return false;
  const auto row = TRY(reading->case_row(id));
  if (!row) return false;
  const auto law = TRY(installation_.shelf().pinned(row->pack, *reading));
  const Procedure* procedure = law->procedure(row->procedure);
  const MoveDecl* move = procedure ? procedure->move(Symbol(a.text("move"))) : nullptr;
  return move && (!move->issues.empty() ||
                  std::any_of(move->then.begin(), move->then.end(), [](const EffectDecl& e) {
                    return e.kind == EffectDecl::Kind::Void;
                  }));
}

Result<http::Response> Service::make_token(const http::Request& request, const Caller& caller) {
  const json::object body = TRY(body_of(request));
  const std::string name = TRY(member(body, "name"));
  std::vector<std::string> scopes;
  if (const json::value* v = body.if_contains("scopes"); v && v->is_array())
    for (const json::value& s : v->get_array())
      if (s.is_string()) scopes.emplace_back(s.get_string());
  for (const std::string& scope : scopes)
    if (std::find(permission_rows().begin(), permission_rows().end(), scope) ==
        permission_rows().end())
      return fail(ErrorKind::BadInput, "server.no_scope", {{"scope", scope}}, "scopes");
  const json::value* days = body.if_contains("days");
  const auto made =
      TRY(identity_->token(caller.account, name, std::move(scopes),
                           days && days->is_int64() ? static_cast<int>(days->get_int64()) : 90,
                           request.peer, caller.proof.sign_in.provider));
  CHECK(note(caller.account, "token made"));
  json::object out = sign_in_json(made.sign_in, "");
  out["token"] = made.secret;
  return json_response(out);
}

Result<http::Response> Service::code_paths(const http::Request& request, bool confirm,
                                           const Caller& caller) {
  if (confirm) {
    const json::object body = TRY(body_of(request));
    CHECK(identity_->confirm_code(caller.account, TRY(member(body, "otp"))));
    CHECK(note(caller.account, "one-time code set"));
    return nothing_left();
  }
  const std::string secret = TRY(identity_->offer_code(caller.account));
  return json_response(json::object{{"secret", identity::base32(secret)},
                                    {"uri", identity::key_uri("dengbao", caller.account, secret)}});
}

std::optional<Result<http::Response>> Service::session_paths(const http::Request& request,
                                                             std::string_view path,
                                                             const std::optional<Caller>& caller) {
  if (path != "/session" && !path.starts_with("/session/")) return std::nullopt;
  const std::string_view method = request.method;
  if (auto met = provider_paths(request, path)) return met;
  if (path == "/session" && method == "POST") return sign_in(request);
  if (path == "/session/password" && method == "POST") return set_password(request);
  const auto answer = [&]() -> Result<http::Response> {
    if (!caller) return fail(ErrorKind::Refused, "identity.not_signed_in");
    const std::string& own = caller->proof.sign_in.id;
    // Signing in is for people: a token cannot make or end another one.
    if (!caller->by_cookie && method != "GET")
      return fail(ErrorKind::Refused, "app.not_in_scope", {{"word", "session"}, {"scope", ""}});
    if (path == "/session" && (method == "GET" || method == "HEAD"))
      return json_response(TRY(session_json(caller->proof)));
    if (path == "/session" && method == "DELETE") {
      CHECK(identity_->end(caller->account, own));
      return nothing_left();
    }
    if (path == "/session/otp" && method == "POST") return code_paths(request, false, *caller);
    if (path == "/session/otp/confirm" && method == "POST")
      return code_paths(request, true, *caller);
    if (caller->proof.pending != identity::Pending::Nothing)
      return fail(ErrorKind::Refused, caller->proof.pending == identity::Pending::NewPassword
                                          ? "identity.password_old"
                                          : "identity.code_missing");
    if (path == "/session/proof" && method == "POST") return prove_again(request, *caller);
    if (path == "/session/token" && method == "POST") return make_token(request, *caller);
    if (path == "/session/all" && method == "GET") {
      json::array rows;
      for (const auto& s : TRY(identity_->sign_ins(caller->account)))
        rows.push_back(sign_in_json(s, own));
      return json_response(rows);
    }
    if (path.starts_with("/session/") && method == "DELETE") {
      CHECK(identity_->end(caller->account, std::string(path.substr(9))));
      return nothing_left();
    }
    return fail(ErrorKind::NotFound, "server.no_route");
  };
  return answer();
}

}  // namespace dengbao::server
