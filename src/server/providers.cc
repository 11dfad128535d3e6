#include "server/providers.h"

#include <boost/json.hpp>

#include "app/doing.h"
#include "base/hash.h"
#include "ledger/sealing.h"

namespace dengbao::server {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

std::string secret_key(const std::string& name) {
  return "provider_secret/" + name;
}

std::string context_of(const std::string& name) {
  return "secret of provider " + name;
}

ProviderRow row_of(const RecordRow& record) {
  const json::object doc = document_of(record);
  ProviderRow out;
  out.settings.name = record.id;
  out.settings.issuer = text(doc, "issuer");
  out.settings.client = text(doc, "client");
  out.title = text(doc, "title");
  out.address = text(doc, "address");
  out.settings.back = out.address + kBackPath;
  out.closed = flag(doc, "closed");
  out.has_secret = flag(doc, "secret");
  return out;
}

Result<std::string> secret_of(Reading& reading, const ledger::KeyProvider* key,
                              const ProviderRow& row) {
  if (!row.has_secret) return std::string();
  const std::string sealed = TRY(reading.meta(secret_key(row.settings.name))).value_or("");
  const auto sealer = key ? std::optional(ledger::Sealer::of(*key)) : std::nullopt;
  auto plain =
      sealer && *sealer ? (*sealer)->open(context_of(row.settings.name), sealed) : std::nullopt;
  if (!plain) return fail(ErrorKind::External, "oidc.sealed", {{"provider", row.settings.name}});
  return std::move(*plain);
}

// Whom an administrator has unlinked stays out until one links him again.
Result<std::string> holder_of(const RecordRow& link) {
  std::string account = text(document_of(link), "account");
  if (account.empty()) return fail(ErrorKind::Refused, "oidc.unlinked");
  return account;
}

// Whoever comes for the first time; the server itself opens his account.
Actor arriving() {
  Actor a;
  a.account = "system";
  a.via = "provider";
  a.is_system = true;
  return a;
}

Result<Deed> add_unbound(Desk& desk, const std::string& name, const std::string& called) {
  Desk::RecordChange change;
  change.kind = "account";
  change.id = name;
  change.event = "account added";
  change.fields = {{"account", name},   {"party", ""},      {"administrator", false},
                   {"security", false}, {"auditor", false}, {"called", called}};
  change.name = name;
  change.on = desk.now().date();
  return desk.change_record(change, arriving());
}

}  // namespace

Result<std::optional<ProviderRow>> provider_row(Reading& reading, const std::string& name) {
  const auto record = TRY(reading.record("provider", name));
  if (!record) return std::nullopt;
  return row_of(*record);
}

Result<std::vector<ProviderRow>> provider_rows(Reading& reading) {
  RecordQuery query;
  query.kind = "provider";
  std::vector<ProviderRow> out;
  for (const RecordRow& record : TRY(reading.records(query))) out.push_back(row_of(record));
  return out;
}

Result<Deed> set_provider(Desk& desk, const Actor& actor, const ledger::KeyProvider* key,
                          const ProviderRow& row, const std::string& secret) {
  const std::string& name = row.settings.name;
  if (!secret.empty()) {
    SystemRandomness random;
    if (!key) return fail(ErrorKind::External, "oidc.sealed", {{"provider", name}});
    const auto sealer = TRY(ledger::Sealer::of(*key));
    CHECK(
        desk.work().put_meta(secret_key(name), TRY(sealer.seal(context_of(name), secret, random))));
  }
  Desk::RecordChange change;
  change.kind = "provider";
  change.id = name;
  change.event = row.closed ? "provider closed" : "provider set";
  change.fields = {{"title", row.title},
                   {"issuer", row.settings.issuer},
                   {"client", row.settings.client},
                   {"address", row.address},
                   {"secret", row.has_secret || !secret.empty()},
                   {"closed", row.closed}};
  change.name = name;
  change.on = desk.now().date();
  return desk.change_record(change, actor);
}

std::string link_id(const std::string& issuer, const std::string& subject) {
  return hex(digest(HashKind::Sha256, issuer + "\n" + subject)).substr(0, 40);
}

Result<Deed> set_link(Desk& desk, const Actor& actor, const ProviderRow& row,
                      const oidc::Person& person, const std::string& account) {
  const std::string id = link_id(row.settings.issuer, person.subject);
  if (const auto old = TRY(desk.work().record("link", id))) {
    const std::string holder = text(document_of(*old), "account");
    if (!account.empty() && !holder.empty() && holder != account)
      return fail(ErrorKind::Conflict, "oidc.linked_already", {{"account", holder}});
  }
  Desk::RecordChange change;
  change.kind = "link";
  change.id = id;
  change.event = account.empty() ? "sign-in unlinked" : "sign-in linked";
  change.fields = {{"issuer", row.settings.issuer},
                   {"subject", person.subject},
                   {"provider", row.settings.name},
                   {"account", account}};
  change.name = account.empty() ? "-" : account;
  change.on = desk.now().date();
  return desk.change_record(change, actor);
}

Providers::Providers(Installation& installation, oidc::Fetch fetch, oidc::Provider::Now now)
    : installation_(installation), fetch_(std::move(fetch)), now_(std::move(now)) {}

Result<std::vector<ProviderRow>> Providers::open() {
  auto reading = TRY(installation_.reading());
  auto out = TRY(provider_rows(*reading));
  std::erase_if(out, [](const ProviderRow& row) { return row.closed; });
  return out;
}

Result<std::shared_ptr<oidc::Provider>> Providers::find(const std::string& name) {
  auto reading = TRY(installation_.reading());
  const auto row = TRY(provider_row(*reading, name));
  if (!row || row->closed)
    return fail(ErrorKind::NotFound, "oidc.provider_none", {{"provider", name}});
  oidc::Settings settings = row->settings;
  settings.secret = TRY(secret_of(*reading, installation_.key(), *row));
  const std::lock_guard lock(mutex_);
  auto& known = known_[name];
  if (!known || !(known->settings() == settings))
    known = std::make_shared<oidc::Provider>(std::move(settings), fetch_, now_);
  return known;
}

Result<std::string> Providers::account_of(const oidc::Provider& provider,
                                          const oidc::Person& person) {
  const oidc::Settings& settings = provider.settings();
  const std::string id = link_id(settings.issuer, person.subject);
  {
    auto reading = TRY(installation_.reading());
    if (const auto link = TRY(reading->record("link", id))) return holder_of(*link);
  }
  std::string account;
  Request r;
  r.actor = arriving();
  r.act = [&](Desk& desk) -> Result<Deed> {
    // Somebody may have come through two doors at once.
    if (const auto link = TRY(desk.work().record("link", id))) {
      account = TRY(holder_of(*link));
      return Deed{};
    }
    // A new name each time: an account that is there already is somebody's.
    for (std::size_t length = 10; length <= id.size(); length += 10) {
      account = settings.name + "-" + id.substr(0, length);
      if (!TRY(desk.work().record("account", account))) break;
    }
    TRY(add_unbound(desk, account, person.called));
    ProviderRow row;
    row.settings = settings;
    return set_link(desk, arriving(), row, person, account);
  };
  const auto done = installation_.submit(std::move(r));
  if (!done) return std::unexpected(done.error());
  return account;
}

}  // namespace dengbao::server
