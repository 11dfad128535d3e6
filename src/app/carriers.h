#pragma once
// Who carries a notice out of the house: a port. Mail servers, webhooks and the adapters of other
// services lie above the application (src/link); whoever composes the program gives them.

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "law/model.h"

namespace dengbao {

// One notice on its way to one address. `id` is the same at every attempt: whoever is handed a
// parcel twice can tell.
struct Parcel {
  std::string id;
  std::string domain;  // whose ids they are: the right side of a Message-ID
  std::string to;      // mail address, web address, or what an adapter calls an address
  std::string to_name;
  std::string secret;  // of the channel; whsec_… of a webhook
  Instant at;          // when the notice was sent
  std::string subject, text, link;
  std::string kind;   // "remind", "escalate" …
  std::string event;  // JSON: the notice as programs read it
};

struct Handed {
  enum class How : std::uint8_t {
    Sent,       // taken by somebody who passes it on: a mail server
    Delivered,  // taken by the receiver itself
    Later,      // not now: another attempt may succeed
    Never,      // refused for good
  };
  How how = How::Later;
  std::string answer;        // what the other side said, one line, at most a few hundred bytes
  bool unreachable = false;  // nobody answered at all: what else goes there need not be tried now
};

enum class MailSecurity : std::uint8_t { StartTls, Tls, None };
// "starttls", "tls", "none".
std::string_view mail_security_name(MailSecurity security);

struct MailServer {
  std::string host;
  int port = 587;
  MailSecurity security = MailSecurity::StartTls;
  std::string from, from_name;
  std::string user, password;  // empty: without signing in
  std::string authorities;     // PEM; empty: those of the machine
};

struct WebRules {
  std::vector<std::string> allowed;  // origins: "https://qyapi.weixin.qq.com"
  std::string authorities;
  std::string proxy;  // http://host:port; empty: none
};

// A service whose requests are described by a file (law/adapters, or one of the installation).
struct AdapterHead {
  std::string id;
  Label title, address;  // what it is, and what its addresses are
  std::string url;       // where it is one for everybody; empty: the address itself
};

class Carriers {
 public:
  virtual ~Carriers() = default;
  // Any thread. `stop`: gives up soon after.
  virtual Handed mail(const MailServer& server, const Parcel& parcel, std::stop_token stop) = 0;
  // As Standard Webhooks has it: signed with the channel's secret.
  virtual Handed webhook(const WebRules& rules, const Parcel& parcel, std::stop_token stop) = 0;
  virtual Handed adapter(const WebRules& rules, const std::string& yaml, const Parcel& parcel,
                         std::stop_token stop) = 0;
  // BadInput link.adapter… with file and line.
  virtual Result<AdapterHead> read_adapter(const std::string& yaml, const std::string& file) = 0;
};

void set_carriers(std::unique_ptr<Carriers> carriers);
// External link.none where the program was composed without.
Result<Carriers*> carriers();

// scheme://host[:port], lower case, without the scheme's own port; empty where `url` is none of
// http and https, or bears a user.
std::string origin_of(const std::string& url);
// Whether an address can stand in a mail: ASCII, one @, nothing that ends a line or a word.
bool is_mail_address(std::string_view address);

}  // namespace dengbao
