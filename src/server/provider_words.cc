#include "server/provider_words.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/doing.h"
#include "base/text.h"
#include "identity/vault.h"
#include "server/accounts.h"
#include "server/providers.h"

namespace dengbao::server {
namespace {

constexpr std::size_t kMostSecret = 1024, kMostName = 24, kMostTitle = 40;

// What every one of these words begins with.
struct Opened {
  Installation* in;
  Actor actor;
};
Result<Opened> opened(Session& session) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  return Opened{in, TRY(actor_of(session, *reading))};
}

Result<ProviderRow> known_provider(Reading& reading, const std::string& name) {
  auto row = TRY(provider_row(reading, name));
  if (!row) return fail(ErrorKind::NotFound, "oidc.provider_none", {{"provider", name}});
  return std::move(*row);
}

Status check_name(const std::string& name) {
  const bool good = !name.empty() && name.size() <= kMostName && name[0] >= 'a' && name[0] <= 'z' &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                    });
  if (!good) return fail(ErrorKind::BadInput, "oidc.name_form", {{"name", name}}, "name");
  return {};
}

// An address of a server, without path: what people type.
Status check_address(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos || url.find('/', scheme + 3) != std::string::npos ||
      !oidc::sound_url(url, true))
    return fail(ErrorKind::BadInput, "oidc.address_form", {{"value", url}}, "address");
  return {};
}

Result<std::string> secret_in(const std::string& path) {
  std::string secret = TRY(read_whole_file(path));
  secret = std::string(trim(secret));
  const bool printable =
      std::all_of(secret.begin(), secret.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (secret.empty() || secret.size() > kMostSecret || !printable)
    return fail(ErrorKind::BadInput, "oidc.secret_form", {}, "secret-file");
  return secret;
}

Result<Answer> set(Session& session, const Arguments& a) {
  const auto [in, actor] = TRY(opened(session));
  ProviderRow row;
  row.settings.name = a.text("name");
  CHECK(check_name(row.settings.name));
  {
    auto reading = TRY(in->reading());
    if (auto old = TRY(provider_row(*reading, row.settings.name))) row = std::move(*old);
  }
  const auto take = [&](const char* option, std::string& into) {
    if (a.has(option)) into = a.text(option);
  };
  const std::string issuer = row.settings.issuer;
  take("issuer", row.settings.issuer);
  take("client", row.settings.client);
  take("title", row.title);
  take("address", row.address);
  row.closed = false;
  if (!oidc::sound_url(row.settings.issuer, true))
    return fail(ErrorKind::BadInput, "oidc.issuer_form", {{"value", row.settings.issuer}},
                "issuer");
  CHECK(check_address(row.address));
  if (row.settings.client.empty())
    return fail(ErrorKind::Usage, "server.missing", {{"name", "client"}}, "client");
  if (row.title.empty()) row.title = row.settings.name;
  if (characters(row.title) > kMostTitle)
    return fail(ErrorKind::BadInput, "oidc.title_long", {{"most", std::to_string(kMostTitle)}},
                "title");
  // A secret is for the one to whom it was given.
  if (row.settings.issuer != issuer) row.has_secret = false;
  const std::string secret = a.has("secret-file") ? TRY(secret_in(a.text("secret-file"))) : "";
  Request r = request_of(actor, a, "provider set");
  r.act = [&, actor, in](Desk& desk) {
    return set_provider(desk, actor, in->key(), row, secret);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> close(Session& session, const Arguments& a) {
  const auto [in, actor] = TRY(opened(session));
  auto reading = TRY(in->reading());
  ProviderRow row = TRY(known_provider(*reading, a.text("name")));
  reading.reset();
  row.closed = true;
  Request r = request_of(actor, a, "provider close");
  r.act = [&, actor](Desk& desk) { return set_provider(desk, actor, nullptr, row, ""); };
  return submit(session, *in, std::move(r));
}

Result<Answer> list(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  json::array rows;
  for (const ProviderRow& row : TRY(provider_rows(*reading)))
    rows.push_back(json::object{{"name", row.settings.name},
                                {"title", row.title},
                                {"issuer", row.settings.issuer},
                                {"client", row.settings.client},
                                {"back", row.settings.back},
                                {"secret", row.has_secret},
                                {"closed", row.closed}});
  Answer out;
  out.value = std::move(rows);
  out.columns = {{"name", {"名称", "Name"}},
                 {"title", {"显示为", "Shown as"}},
                 {"issuer", {"颁发者", "Issuer"}},
                 {"client", {"客户端标识", "Client"}},
                 {"back", {"回调地址", "Comes back to"}},
                 {"closed", {"停用", "Closed"}}};
  return out;
}

Result<Answer> check(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  Providers providers(*in, oidc::fetch, machine_now);
  CHECK(TRY(providers.find(a.text("name")))->check());
  Answer out;
  out.value = json::object{{"provider", a.text("name")}, {"reachable", true}};
  return out;
}

// Whoever was let in by a link is out with it: sessions, and the tokens that were made in them.
Status end_what_came_by(Desk& desk, const std::string& provider, const json::object& link) {
  const json::value* account = link.if_contains("account");
  if (!account || !account->is_string()) return {};
  for (const SignInRow& row : TRY(desk.work().sign_ins(std::string(account->get_string()))))
    if (TRY(identity::sign_in_from(row.doc)).provider == provider)
      CHECK(desk.work().end_sign_in(row.id));
  return {};
}

Result<Answer> link(Session& session, const Arguments& a, bool linking) {
  const auto [in, actor] = TRY(opened(session));
  auto reading = TRY(in->reading());
  const std::string account = a.text("name");
  const auto record = TRY(reading->record("account", account));
  if (!record) return fail(ErrorKind::NotFound, "account.none", {{"account", account}});
  if (linking && TRY(standings(*in, false)(account)).administers)
    return fail(ErrorKind::Refused, "identity.administrator_here", {}, {},
                {"gbt-22239-2019 §8.1.4.1"});
  const ProviderRow row = TRY(known_provider(*reading, a.text("provider")));
  const oidc::Person person{a.text("subject"), {}, {}};
  const auto old = TRY(reading->record("link", link_id(row.settings.issuer, person.subject)));
  if (!linking && (!old || old->name != comparable(account)))
    return fail(ErrorKind::NotFound, "oidc.link_none", {{"account", account}});
  reading.reset();
  Request r = request_of(actor, a, linking ? "account link" : "account unlink");
  r.act = [&, actor](Desk& desk) -> Result<Deed> {
    if (!linking) CHECK(end_what_came_by(desk, row.settings.name, document_of(*old)));
    return set_link(desk, actor, row, person, linking ? account : "");
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> links(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  RecordQuery query;
  query.kind = "link";
  json::array rows;
  while (true) {
    const auto page = TRY(reading->records(query));
    for (const RecordRow& record : page) rows.push_back(document_of(record));
    if (static_cast<int>(page.size()) < query.limit) break;
    query.after = page.back().id;
  }
  Answer out;
  out.value = std::move(rows);
  out.columns = {{"account", {"账号", "Account"}},
                 {"provider", {"身份提供方", "Provider"}},
                 {"subject", {"主体标识", "Subject"}}};
  return out;
}

// An account that waits gets the party it acts for; one that has a party keeps it.
Result<Answer> bind(Session& session, const Arguments& a) {
  const auto [in, actor] = TRY(opened(session));
  auto reading = TRY(in->reading());
  const std::string account = a.text("name");
  const auto record = TRY(reading->record("account", account));
  if (!record) return fail(ErrorKind::NotFound, "account.none", {{"account", account}});
  const json::object doc = document_of(*record);
  const json::value* bound = doc.if_contains("party");
  if ((bound && bound->is_string() && !bound->get_string().empty()) ||
      TRY(standings(*in, false)(account)).administers)
    return fail(ErrorKind::Conflict, "account.bound", {{"account", account}});
  const std::string party = TRY(find_record(*reading, "party", a.text("party")));
  reading.reset();
  Request r = request_of(actor, a, "account bind");
  r.act = [&, actor](Desk& desk) {
    Desk::RecordChange change;
    change.kind = "account";
    change.id = account;
    change.event = "account bound";
    change.fields = {{"party", party}};
    change.owner_party = party;
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Option given(std::string name, std::string value, Label help, bool required = false) {
  return {.name = std::move(name),
          .value = std::move(value),
          .help = std::move(help),
          .required = required};
}

Option named(const char* zh, const char* en) {
  return {.name = "name", .value = "NAME", .help = {zh, en}, .positional = true, .required = true};
}

Option key_given() {
  return given("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"});
}

void add_provider(Catalogue& all, const Option& name) {
  all.push_back(
      {.word = "provider set",
       .needs = Needs::Writing,
       .permission = "secure",
       .help = {"登记或变更身份提供方（OpenID Connect）", "Enter or change an identity provider"},
       .examples =
           {"dengbao provider set unity --title 统一身份认证 --issuer https://id.example.cn "
            "--client dengbao --secret-file 密钥.txt --address https://dengbao.example.cn",
            "dengbao provider set unity --secret-file 新密钥.txt"},
       .options = {name,
                   given("issuer", "URL",
                         {"颁发者，与其自述逐字一致", "issuer, as it spells itself"}),
                   given("client", "ID", {"在提供方登记的客户端标识", "our id as its client"}),
                   given("secret-file", "FILE",
                         {"客户端密钥所在文件；不填沿用，公开客户端可无",
                          "file with the client's secret; absent: as before, or none"}),
                   given("address", "URL",
                         {"本系统的访问地址，回到 地址/signed-in",
                          "address of this server; people come back to "
                          "ADDRESS/signed-in"}),
                   given("title", "TEXT", {"登录页上的名称", "name on the sign-in page"}),
                   key_given()},
       .run = set});
  all.push_back(
      {.word = "provider close",
       .needs = Needs::Writing,
       .permission = "secure",
       .help = {"停用身份提供方", "Close an identity provider"},
       .examples = {"dengbao provider close unity", "dengbao provider close unity --json"},
       .options = {name, key_given()},
       .run = close});
  all.push_back({.word = "provider list",
                 .needs = Needs::Reading,
                 .permission = "secure",
                 .help = {"列出身份提供方", "Identity providers"},
                 .examples = {"dengbao provider list", "dengbao provider list --json"},
                 .run = list});
  all.push_back(
      {.word = "provider check",
       .needs = Needs::Reading,
       .permission = "secure",
       .help = {"连接身份提供方，检查其自述与密钥",
                "Ask an identity provider for its description and keys"},
       .examples = {"dengbao provider check unity", "dengbao provider check unity --json"},
       .options = {name},
       .run = check});
}

}  // namespace

void add_provider_words(Catalogue& all) {
  add_provider(all, named("名称：小写字母、数字、连字符", "name: lower case, digits, hyphens"));
  const Option account = named("账号名", "account");
  const Option provider = given("provider", "P", {"身份提供方", "identity provider"}, true);
  const Option subject = given(
      "subject", "SUB", {"提供方给出的主体标识（sub）", "subject, as the provider says"}, true);
  all.push_back(
      {.word = "account link",
       .needs = Needs::Writing,
       .permission = "secure",
       .help = {"把身份提供方的主体与账号绑定", "Link a subject of a provider to an account"},
       .examples = {"dengbao account link zhang --provider unity --subject 248289761001",
                    "dengbao account link zhang --provider unity --subject a1b2 --json"},
       .options = {account, provider, subject, key_given()},
       .run = [](Session& s, const Arguments& a) { return link(s, a, true); }});
  all.push_back(
      {.word = "account unlink",
       .needs = Needs::Writing,
       .permission = "secure",
       .help = {"解除主体与账号的绑定", "Undo such a link"},
       .examples = {"dengbao account unlink zhang --provider unity --subject 248289761001",
                    "dengbao account unlink zhang --provider unity --subject a1b2 --json"},
       .options = {account, provider, subject, key_given()},
       .run = [](Session& s, const Arguments& a) { return link(s, a, false); }});
  all.push_back({.word = "account links",
                 .needs = Needs::Reading,
                 .permission = "accounts",
                 .help = {"列出账号与身份提供方主体的绑定", "Accounts and their subjects"},
                 .examples = {"dengbao account links", "dengbao account links --json"},
                 .run = links});
  all.push_back(
      {.word = "account bind",
       .needs = Needs::Writing,
       .permission = "administer",
       .help = {"为尚无单位的账号绑定单位", "Give an account without a party its party"},
       .examples = {"dengbao account bind unity-3f9a2c1b07 --party 云杉大学",
                    "dengbao account bind zhang --party 云杉大学 --json"},
       .options = {account, given("party", "P", {"代表的单位", "party it acts for"}, true),
                   key_given()},
       .run = bind});
}

}  // namespace dengbao::server
