// carrier mail, web, page, adapter, list: how notices leave this installation.

#include <arpa/inet.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_view.h"
#include "app/channel_words.h"
#include "app/channels.h"
#include "app/doing.h"
#include "app/options.h"
#include "app/sealed.h"
#include "base/text.h"

namespace dengbao {
namespace {

Result<Answer> change_carrier(Session& session, const Arguments& a, const char* word,
                              const std::string& id, json::object fields,
                              const std::optional<json::object>& secret = {}) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  reading.reset();
  Request r = request_of(actor, a, word);
  r.act = [&](Desk& desk) -> Result<Deed> {
    Desk::RecordChange change;
    change.kind = kCarrier;
    change.id = id;
    change.event = "carrier set";
    change.fields = fields;
    change.on = desk.now().date();
    Deed deed = TRY(desk.change_record(change, actor));
    if (secret) CHECK(keep_sealed(desk.work(), *in, "carrier/" + id, *secret));
    return deed;
  };
  return submit(session, *in, std::move(r));
}

Result<std::string> authorities_of(const Arguments& a) {
  if (!a.has("ca")) return std::string();
  std::string pem = TRY(read_whole_file(a.text("ca")));
  if (pem.find("-----BEGIN CERTIFICATE-----") == std::string::npos)
    return fail(ErrorKind::BadInput, "carrier.no_pem", {{"file", a.text("ca")}}, "--ca");
  return pem;
}

Result<std::string> password_of(const Arguments& a) {
  if (!a.has("password-path")) return a.text("password");
  const std::string text = TRY(read_whole_file(a.text("password-path")));
  return text.substr(0, text.find_first_of("\r\n"));
}

bool is_loopback(const std::string& host) {
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  return host == "localhost" || host == "::1";
}

// A name of a host and nothing that could stand for more in an address.
Status host_is_one(const std::string& host) {
  if (!host.empty() && !origin_of("http://" + host).empty() &&
      host.find_first_of(":/") == std::string::npos)
    return {};
  return fail(ErrorKind::BadInput, "carrier.host", {{"host", host}}, "--host");
}

Result<Answer> mail(Session& session, const Arguments& a) {
  if (a.has("off"))
    return change_carrier(session, a, "carrier mail", "mail", {{"dropped", true}}, json::object{});
  for (const char* needed : {"host", "from"})
    if (!a.has(needed))
      return fail(ErrorKind::Usage, "carrier.missing", {{"name", needed}},
                  std::string("--") + needed);
  CHECK(host_is_one(a.text("host")));
  if (!is_mail_address(a.text("from")))
    return fail(ErrorKind::BadInput, "channel.mail_address", {{"address", a.text("from")}},
                "--from");
  const std::string security = a.has("security") ? a.text("security") : "starttls";
  if (security == "none" && a.has("user") && !is_loopback(a.text("host")))
    return fail(ErrorKind::Refused, "carrier.open_password", {}, "--security");
  const std::int64_t usual = security == "tls" ? 465 : security == "none" ? 25 : 587;
  const std::int64_t port = TRY(a.integer("port")).value_or(usual);
  if (port < 1 || port > 65535)
    return fail(ErrorKind::BadInput, "carrier.port", {{"port", a.text("port")}}, "--port");
  const std::string authorities = TRY(authorities_of(a)), password = TRY(password_of(a));
  json::array domains;
  for (const std::string& d : a.all("domain")) domains.push_back(json::string(d));
  return change_carrier(session, a, "carrier mail", "mail",
                        {{"dropped", false},
                         {"host", a.text("host")},
                         {"port", port},
                         {"security", security},
                         {"from", a.text("from")},
                         {"name", a.text("name")},
                         {"user", a.text("user")},
                         {"domains", std::move(domains)},
                         {"authorities", authorities}},
                        json::object{{"password", password}});
}

Result<Answer> web(Session& session, const Arguments& a) {
  json::array allowed;
  for (const std::string& given : a.all("allow")) {
    const std::string origin = origin_of(given);
    if (origin.empty())
      return fail(ErrorKind::BadInput, "channel.web_address", {{"address", given}}, "--allow");
    // What is signed but not encrypted is for the own machine only.
    if (origin.starts_with("http://") && !is_loopback(origin.substr(7, origin.find(':', 7) - 7)))
      return fail(ErrorKind::Refused, "carrier.not_https", {{"origin", origin}}, "--allow");
    allowed.push_back(json::string(origin));
  }
  if (a.has("proxy") && !origin_of(a.text("proxy")).starts_with("http://"))
    return fail(ErrorKind::BadInput, "channel.web_address", {{"address", a.text("proxy")}},
                "--proxy");
  return change_carrier(session, a, "carrier web", "web",
                        {{"allowed", std::move(allowed)},
                         {"proxy", a.text("proxy")},
                         {"authorities", TRY(authorities_of(a))}});
}

Result<Answer> page(Session& session, const Arguments& a) {
  std::string url = a.text("url");
  if (origin_of(url).empty())
    return fail(ErrorKind::BadInput, "channel.web_address", {{"address", url}}, "--url");
  while (url.ends_with('/')) url.pop_back();
  return change_carrier(session, a, "carrier page", "page", {{"url", url}});
}

Result<Answer> adapter(Session& session, const Arguments& a) {
  const std::string yaml = TRY(read_whole_file(a.text("file")));
  Carriers* all = TRY(carriers());
  const AdapterHead head = TRY(all->read_adapter(yaml, a.text("file")));
  if (head.id == "mail" || head.id == "webhook")
    return fail(ErrorKind::BadInput, "carrier.adapter_taken", {{"id", head.id}});
  return change_carrier(session, a, "carrier adapter", "adapter/" + head.id,
                        {{"yaml", yaml}, {"dropped", a.has("off")}});
}

Result<Answer> list(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  json::array rows;
  const auto row = [&](std::string id, json::value title, json::value settings, bool ready) {
    rows.push_back(json::object{{"carrier", std::move(id)},
                                {"title", std::move(title)},
                                {"settings", std::move(settings)},
                                {"ready", ready}});
  };
  const auto server = TRY(mail_server(*reading, *in));
  json::object of_mail;
  if (server)
    of_mail = {{"host", server->host},
               {"port", server->port},
               {"security", mail_security_name(server->security)},
               {"from", server->from},
               {"name", server->from_name},
               {"user", server->user},
               {"password", !server->password.empty()},
               {"own_authorities", !server->authorities.empty()}};
  row("mail", label_json({"电子邮件", "Mail"}), std::move(of_mail), server.has_value());
  const WebRules rules = TRY(web_rules(*reading));
  row("web", label_json({"Webhook", "Webhook"}),
      json::object{{"allowed", json::array(rules.allowed.begin(), rules.allowed.end())},
                   {"proxy", rules.proxy},
                   {"own_authorities", !rules.authorities.empty()}},
      !rules.allowed.empty());
  const std::string url = TRY(page_address(*reading));
  row("page", label_json({"网页地址", "Address of the pages"}), json::object{{"url", url}},
      !url.empty());
  for (const AdapterHead& head : TRY(adapters(*reading, in->shelf().library())))
    row(head.id, label_json(head.title), json::object{{"url", head.url}}, true);
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"carrier", {"方式", "Carrier"}},
                    {"title", {"名称", "Title"}},
                    {"ready", {"可用", "Ready"}},
                    {"settings", {"设置", "Settings"}}};
  return answer;
}

Option key_option() {
  return option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"});
}

Option ca_option() {
  return option("ca", "FILE",
                {"信任的签发机构（PEM；不填为本机的）", "authorities that are trusted (PEM)"});
}

void add_mail(Catalogue& all) {
  Option security =
      option("security", "HOW", {"starttls（默认）、tls 或 none", "starttls (default), tls, none"});
  security.choices = {"starttls", "tls", "none"};
  all.push_back(
      {"carrier mail",
       Needs::Writing,
       "administer",
       {"设定发信服务器", "set the mail server"},
       {"dengbao carrier mail --host smtp.example.org --from dengbao@example.org --name 等保办",
        "dengbao carrier mail --host smtp.example.org --security tls --from a@example.org "
        "--user a@example.org --password-path 口令"},
       {option("host", "HOST", {"服务器", "server"}), option("port", "N", {"端口", "port"}),
        security, option("from", "ADDRESS", {"发件邮箱", "address of the sender"}),
        option("name", "NAME", {"发件人名称", "name of the sender"}),
        option("user", "USER", {"登录名", "user"}),
        option("password", "SECRET",
               {"口令（会留在命令历史里）", "password (stays in the history)"}),
        option("password-path", "PATH", {"口令所在的文件（第一行）", "file that holds it"}),
        option("domain", "DOMAIN", {"只准发往这些域", "mails go to these domains only"}, false,
               true),
        ca_option(), option("off", "", {"停用", "no mails any more"}), key_option()},
       mail});
}

}  // namespace

void add_carrier_words(Catalogue& all) {
  add_mail(all);
  all.push_back(
      {"carrier web",
       Needs::Writing,
       "administer",
       {"设定消息可以发往哪些网址", "set where webhooks and adapters may go"},
       {"dengbao carrier web --allow https://qyapi.weixin.qq.com",
        "dengbao carrier web --allow https://hooks.example.org --proxy http://10.0.0.1:3128"},
       {option("allow", "ORIGIN",
               {"允许的网址前缀（协议、主机、端口）；可多次，整体替换",
                "scheme, host and port; replaces the whole list"},
               false, true),
        option("proxy", "URL", {"经由的代理", "proxy"}), ca_option(), key_option()},
       web});
  all.push_back(
      {"carrier page",
       Needs::Writing,
       "administer",
       {"设定网页的对外地址，写进消息里的链接", "set the address of the pages, for links"},
       {"dengbao carrier page --url https://dengbao.example.org",
        "dengbao carrier page --url http://10.0.0.8:8080 --json"},
       {option("url", "URL", {"网页地址", "address"}, true), key_option()},
       page});
  all.push_back(
      {"carrier adapter",
       Needs::Writing,
       "administer",
       {"装入一个适配器文件，如短信网关", "take in the file of an adapter, e.g. for SMS"},
       {"dengbao carrier adapter 短信网关.yaml", "dengbao carrier adapter 短信网关.yaml --off"},
       {positional("file", "FILE", {"适配器文件", "file"}), option("off", "", {"停用", "leave it"}),
        key_option()},
       adapter});
  all.push_back({"carrier list",
                 Needs::Reading,
                 "administer",
                 {"消息怎样送出本系统", "how notices leave this installation"},
                 {"dengbao carrier list", "dengbao carrier list --json"},
                 {},
                 list});
}

}  // namespace dengbao
