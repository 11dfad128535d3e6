#include "link/carriers.h"

#include <algorithm>
#include <chrono>

#include "link/adapter.h"
#include "link/call.h"
#include "link/mime.h"
#include "link/webhook.h"

namespace dengbao::link {
namespace {

std::string one_line(std::string text) {
  constexpr std::size_t kShown = 200;
  if (text.size() > kShown) text.resize(kShown);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

bool is_allowed(const WebRules& rules, const std::string& url) {
  const std::string origin = origin_of(url);
  return !origin.empty() &&
         std::find(rules.allowed.begin(), rules.allowed.end(), origin) != rules.allowed.end();
}

Handed not_allowed(const std::string& url) {
  return {Handed::How::Never, "not allowed here: " + origin_of(url), false};
}

Instant wall_clock() {
  using namespace std::chrono;
  return Instant::from_millis(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

// 530, 534, 535, 538: about our name and password (RFC 4954, 6).
bool wants_signing_in(long status) {
  return status == 530 || status == 534 || status == 535 || status == 538;
}

// What the refusals of a mail server mean (RFC 5321, 4.2.1): 4 now, 5 never.
Handed judged_mail(const Reply& r) {
  Handed out;
  out.answer = one_line(r.last_line.empty() ? r.error : r.last_line);
  if (r.done) {
    out.how = Handed::How::Sent;
  } else if (r.denied || wants_signing_in(r.status)) {
    // Our own name and password: put right by whoever operates this, not by the recipient.
    out.unreachable = true;
  } else if (r.reached && r.status >= 500 && r.status <= 599) {
    out.how = Handed::How::Never;
  } else {
    out.unreachable = !r.reached;
    if (!r.reached) out.answer = one_line(r.error);
  }
  return out;
}

class RealCarriers final : public Carriers {
 public:
  Handed mail(const MailServer& server, const Parcel& p, std::stop_token stop) override {
    Call call;
    call.url = std::string(server.security == MailSecurity::Tls ? "smtps://" : "smtp://") +
               server.host + ":" + std::to_string(server.port) + "/" + p.domain;
    call.need_tls = server.security != MailSecurity::None;
    call.user = server.user;
    call.password = server.password;
    call.authorities = server.authorities;
    call.mail_from = server.from;
    call.mail_to = p.to;
    if (!is_mail_address(p.to) || !is_mail_address(server.from))
      return {Handed::How::Never, "no mail address", false};
    call.body = mail_text({server.from, server.from_name, p.to, p.to_name, p.id + "@" + p.domain,
                           p.at, p.subject, p.link.empty() ? p.text : p.text + "\n\n" + p.link});
    return judged_mail(mails_.call(call, stop));
  }

  Handed webhook(const WebRules& rules, const Parcel& p, std::stop_token stop) override {
    if (!is_allowed(rules, p.to)) return not_allowed(p.to);
    const auto key = webhook_key(p.secret);
    if (!key) return {Handed::How::Never, "no whsec_ secret", false};
    Call call;
    call.url = p.to;
    call.body = p.event;
    call.headers = signed_headers(p.id, wall_clock(), p.event, *key);
    call.headers.emplace_back("Content-Type: application/json");
    const Reply r = carry(rules, call, stop);
    // Whoever begins an answer and does not end it holds up all others as much as a dead one.
    if (!r.done) return {Handed::How::Later, one_line(r.error), true};
    Handed out{Handed::How::Later, one_line("HTTP " + std::to_string(r.status) + " " + r.body),
               false};
    if (r.status >= 200 && r.status <= 299) out.how = Handed::How::Delivered;
    // Gone: the receiver says itself that nothing will be taken there any more.
    if (r.status == 410) out.how = Handed::How::Never;
    return out;
  }

  Handed adapter(const WebRules& rules, const std::string& yaml, const Parcel& p,
                 std::stop_token stop) override {
    const auto a = link::read_adapter(yaml, "adapter");
    if (!a) return {Handed::How::Never, a.error().code + " " + a.error().where, false};
    Call call = request_of(*a, p);
    if (!is_allowed(rules, call.url)) return not_allowed(call.url);
    const Reply r = carry(rules, call, stop);
    if (!r.done) return {Handed::How::Later, one_line(r.error), true};
    return judged(*a, r);
  }

  Result<AdapterHead> read_adapter(const std::string& yaml, const std::string& file) override {
    return TRY(link::read_adapter(yaml, file)).head;
  }

 private:
  Reply carry(const WebRules& rules, Call& call, std::stop_token stop) {
    call.authorities = rules.authorities;
    call.proxy = rules.proxy;
    return web_.call(call, std::move(stop));
  }

  Line mails_, web_;
};

}  // namespace

std::unique_ptr<Carriers> make_carriers() {
  return std::make_unique<RealCarriers>();
}

}  // namespace dengbao::link
