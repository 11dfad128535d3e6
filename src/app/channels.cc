#include "app/channels.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "app/all_records.h"
#include "app/doing.h"
#include "app/sealed.h"
#include "base/text.h"

namespace dengbao {
namespace {

constexpr std::string_view kAdapters = "adapters/";

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::vector<std::string> texts(const json::object& o, std::string_view key) {
  std::vector<std::string> out;
  if (const json::value* v = o.if_contains(key); v && v->is_array())
    for (const json::value& one : v->get_array())
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

Result<std::vector<Channel>> channels(Reading& reading, RecordQuery query) {
  query.kind = kChannel;
  std::vector<Channel> out;
  for (const RecordRow& row : TRY(all_records(reading, query))) {
    const json::object o = document_of(row);
    if (flag(o, "dropped")) continue;
    out.push_back({text(o, "account"), text(o, "channel"), text(o, "shown"), text(o, "lang"),
                   text(o, "about")});
  }
  return out;
}

Result<json::object> carrier(Reading& reading, const std::string& id) {
  const auto row = TRY(reading.record(kCarrier, id));
  json::object out = row ? document_of(*row) : json::object{};
  if (flag(out, "dropped")) out.clear();
  return out;
}

}  // namespace

Result<std::vector<Channel>> channels_of_account(Reading& reading, const std::string& account) {
  RecordQuery query;
  query.name = comparable(account);
  auto out = TRY(channels(reading, query));
  std::erase_if(out, [&](const Channel& c) { return c.account != account; });
  return out;
}

Result<std::vector<Channel>> channels_of_party(Reading& reading, const std::string& party) {
  RecordQuery query;
  query.owner_party = party;
  if (party.empty()) return std::vector<Channel>();
  return channels(reading, query);
}

Result<std::optional<Address>> address_of(Reading& reading, Installation& installation,
                                          const Channel& channel) {
  const auto o = TRY(sealed_under(reading, installation, channel.secret()));
  if (!o) return std::nullopt;
  return Address{text(*o, "to"), text(*o, "secret")};
}

Result<bool> has_mail_server(Reading& reading) {
  return !text(TRY(carrier(reading, "mail")), "host").empty();
}

Result<std::optional<MailServer>> mail_server(Reading& reading, Installation& installation) {
  const json::object o = TRY(carrier(reading, "mail"));
  if (text(o, "host").empty()) return std::nullopt;
  MailServer out;
  out.host = text(o, "host");
  if (const json::value* port = o.if_contains("port"); port && port->is_int64())
    out.port = static_cast<int>(port->get_int64());
  for (const auto s : {MailSecurity::StartTls, MailSecurity::Tls, MailSecurity::None})
    if (mail_security_name(s) == text(o, "security")) out.security = s;
  out.from = text(o, "from");
  out.from_name = text(o, "name");
  out.user = text(o, "user");
  out.authorities = text(o, "authorities");
  if (!out.user.empty())
    if (const auto secret = TRY(sealed_under(reading, installation, "carrier/mail")))
      out.password = text(*secret, "password");
  return out;
}

Result<WebRules> web_rules(Reading& reading) {
  const json::object o = TRY(carrier(reading, "web"));
  return WebRules{texts(o, "allowed"), text(o, "authorities"), text(o, "proxy")};
}

Result<std::string> page_address(Reading& reading) {
  return text(TRY(carrier(reading, "page")), "url");
}

Result<std::vector<std::string>> mail_domains(Reading& reading) {
  return texts(TRY(carrier(reading, "mail")), "domains");
}

Result<std::string> adapter_yaml(Reading& reading, const LawFiles& files, const std::string& id) {
  if (const std::string own = text(TRY(carrier(reading, "adapter/" + id)), "yaml"); !own.empty())
    return own;
  const auto it = files.find(std::string(kAdapters) + id + ".yaml");
  if (it != files.end()) return it->second;
  return fail(ErrorKind::NotFound, "link.no_adapter", {{"id", id}});
}

Result<std::vector<AdapterHead>> adapters(Reading& reading, const LawFiles& files) {
  Carriers* all = TRY(carriers());
  std::map<std::string, AdapterHead> found;
  for (auto it = files.lower_bound(std::string(kAdapters));
       it != files.end() && it->first.starts_with(kAdapters); ++it) {
    AdapterHead head = TRY(all->read_adapter(it->second, it->first));
    found[head.id] = std::move(head);
  }
  RecordQuery query;
  query.kind = kCarrier;
  for (const RecordRow& row : TRY(reading.records(query))) {
    const json::object o = document_of(row);
    if (!row.id.starts_with("adapter/") || flag(o, "dropped")) continue;
    AdapterHead head = TRY(all->read_adapter(text(o, "yaml"), row.id));
    found[head.id] = std::move(head);
  }
  std::vector<AdapterHead> out;
  for (auto& [id, head] : found) out.push_back(std::move(head));
  return out;
}

}  // namespace dengbao
