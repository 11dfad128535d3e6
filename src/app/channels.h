#pragma once
// Channels (通知渠道): by which ways an account wants its notices beside the page. The address lies
// sealed; the record, and with it the log, holds only what of it may be shown.

#include <optional>
#include <string>
#include <vector>

#include "app/carriers.h"
#include "app/desk.h"
#include "app/installation.h"

namespace dengbao {

// Record kind "channel", id "ACCOUNT/KIND"; KIND: mail, webhook, or the id of an adapter.
inline constexpr std::string_view kChannel = "channel";
struct Channel {
  std::string account, kind;
  std::string shown;  // "z…@example.org", "https://hooks.example.org/…"
  std::string lang;   // of what is sent: zh-CN or en
  std::string about;  // all: of the whole party; mine: what is mine to do, or nobody's yet
  std::string secret() const { return "channel/" + account + "/" + kind; }
};
// Those in use, of one account or of all accounts of a party.
Result<std::vector<Channel>> channels_of_account(Reading& reading, const std::string& account);
Result<std::vector<Channel>> channels_of_party(Reading& reading, const std::string& party);

// Address and secret of a channel. Nothing where it has been taken away.
struct Address {
  std::string to, secret;
};
Result<std::optional<Address>> address_of(Reading& reading, Installation& installation,
                                          const Channel& channel);

// What the installation says about its carriers. Record kind "carrier", ids mail, web, page and
// "adapter/ID".
inline constexpr std::string_view kCarrier = "carrier";
// Whether there is a mail server; its password is not looked at.
Result<bool> has_mail_server(Reading& reading);
Result<std::optional<MailServer>> mail_server(Reading& reading, Installation& installation);
Result<WebRules> web_rules(Reading& reading);
// Where pages are found by whoever reads a notice elsewhere; empty: nobody said so.
Result<std::string> page_address(Reading& reading);
// Domains to which mails may go; empty: any.
Result<std::vector<std::string>> mail_domains(Reading& reading);
// The file of an adapter: the installation's own, or of the law folder. NotFound link.no_adapter.
Result<std::string> adapter_yaml(Reading& reading, const LawFiles& files, const std::string& id);
// All of them, by id.
Result<std::vector<AdapterHead>> adapters(Reading& reading, const LawFiles& files);

}  // namespace dengbao
