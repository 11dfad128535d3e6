#include "identity/vault.h"

#include <boost/json.hpp>

#include "base/hash.h"

namespace dengbao::identity {
namespace {

json::array list(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

std::vector<std::string> list_of(const json::object& o, std::string_view key) {
  std::vector<std::string> out;
  if (const json::value* v = o.if_contains(key); v && v->is_array())
    for (const json::value& s : v->get_array())
      if (s.is_string()) out.emplace_back(s.get_string());
  return out;
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::int64_t number(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_int64() ? v->get_int64() : 0;
}

Instant instant(const json::object& o, std::string_view key) {
  return Instant::from_millis(number(o, key));
}

std::string raw(const json::object& o, std::string_view key) {
  return from_base64(text(o, key)).value_or("");
}

}  // namespace

json::object to_json(const Credential& c) {
  return {{"password", c.password},
          {"earlier", list(c.earlier)},
          {"changed", c.changed.millis()},
          {"otp_secret", base64(bytes_of(c.otp_secret))},
          {"otp_candidate", base64(bytes_of(c.otp_candidate))},
          {"otp_last", c.otp_last},
          {"failures", c.failures},
          {"locked_until", c.locked_until.millis()},
          {"ticket", c.ticket},
          {"ticket_until", c.ticket_until.millis()}};
}

Result<Credential> credential_from(std::string_view given, std::string account) {
  const json::value v = TRY(parse_json(given, "credential"));
  if (!v.is_object()) return fail(ErrorKind::Internal, "identity.broken_row");
  const json::object& o = v.get_object();
  Credential c;
  c.account = std::move(account);
  c.password = text(o, "password");
  c.earlier = list_of(o, "earlier");
  c.changed = instant(o, "changed");
  c.otp_secret = raw(o, "otp_secret");
  c.otp_candidate = raw(o, "otp_candidate");
  c.otp_last = number(o, "otp_last");
  c.failures = number(o, "failures");
  c.locked_until = instant(o, "locked_until");
  c.ticket = text(o, "ticket");
  c.ticket_until = instant(o, "ticket_until");
  return c;
}

json::object to_json(const SignIn& s) {
  return {{"id", s.id},
          {"kind", s.kind == SignInKind::Token ? "token" : "session"},
          {"account", s.account},
          {"name", s.name},
          {"scopes", list(s.scopes)},
          {"made", s.made.millis()},
          {"seen", s.seen.millis()},
          {"until", s.until.millis()},
          {"proved", s.proved.millis()},
          {"from", s.from},
          {"provider", s.provider}};
}

Result<SignIn> sign_in_from(std::string_view given) {
  const json::value v = TRY(parse_json(given, "sign-in"));
  if (!v.is_object()) return fail(ErrorKind::Internal, "identity.broken_row");
  const json::object& o = v.get_object();
  SignIn s;
  s.id = text(o, "id");
  s.kind = text(o, "kind") == "token" ? SignInKind::Token : SignInKind::Session;
  s.account = text(o, "account");
  s.name = text(o, "name");
  s.scopes = list_of(o, "scopes");
  s.made = instant(o, "made");
  s.seen = instant(o, "seen");
  s.until = instant(o, "until");
  s.proved = instant(o, "proved");
  s.from = text(o, "from");
  s.provider = text(o, "provider");
  return s;
}

}  // namespace dengbao::identity
