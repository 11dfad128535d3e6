#include "server/accounts.h"

#include <boost/json.hpp>
#include <chrono>

#include "app/doing.h"

namespace dengbao::server {
namespace {

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

// The server itself, at the command line of this machine.
Actor starting() {
  Actor a;
  a.account = "system";
  a.via = "serve";
  a.is_system = true;
  return a;
}

Status add_account(Installation& installation, const std::string& name, const char* what) {
  Request r;
  r.actor = starting();
  r.act = [&name, what, actor = r.actor](Desk& desk) -> Result<Deed> {
    Desk::RecordChange change;
    change.kind = "account";
    change.id = name;
    change.event = "account added";
    change.fields = {{"account", name}, {"party", ""}};
    for (const std::string_view one : {"administrator", "security", "auditor"})
      change.fields[one] = one == what;
    change.name = name;
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  const auto done = installation.submit(std::move(r));
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<std::vector<RecordRow>> all_accounts(Installation& installation) {
  auto reading = TRY(installation.reading());
  std::vector<RecordRow> out;
  RecordQuery query;
  query.kind = "account";
  query.limit = 1000;
  while (true) {
    auto rows = TRY(reading->records(query));
    const bool last = static_cast<int>(rows.size()) < query.limit;
    if (!rows.empty()) query.after = rows.back().id;
    for (RecordRow& row : rows) out.push_back(std::move(row));
    if (last) return out;
  }
}

}  // namespace

Instant machine_now() {
  using namespace std::chrono;
  return Instant::from_millis(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

identity::Identity::Accounts standings(Installation& installation, bool demo) {
  return [&installation, demo](const std::string& account) -> Result<identity::Standing> {
    auto reading = TRY(installation.reading());
    const auto row = TRY(reading->record("account", account));
    if (!row) return identity::Standing{};
    const json::object doc = document_of(*row);
    const bool administers =
        flag(doc, "administrator") || flag(doc, "security") || flag(doc, "auditor");
    return identity::Standing{!flag(doc, "closed"), administers && !demo, administers};
  };
}

Status note_change(Installation& installation, const Actor& actor, const std::string& account,
                   const std::string& event) {
  Request r;
  r.actor = actor;
  r.act = [&account, &event, &actor](Desk& desk) -> Result<Deed> {
    Desk::RecordChange change;
    change.kind = "account";
    change.id = account;
    change.event = event;
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  const auto done = installation.submit(std::move(r));
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<std::optional<FirstSteps>> first_steps(Installation& installation,
                                              identity::Identity& identity) {
  std::string name;
  for (const RecordRow& row : TRY(all_accounts(installation))) {
    const json::object doc = document_of(row);
    if (!flag(doc, "administrator") || flag(doc, "closed")) continue;
    if (identity.has_password(row.id)) return std::nullopt;
    if (name.empty()) name = row.id;
  }
  if (name.empty()) {
    name = "admin";
    CHECK(add_account(installation, name, "administrator"));
  }
  FirstSteps out{name, TRY(identity.ticket(name))};
  CHECK(note_change(installation, starting(), name, "ticket made"));
  return out;
}

Result<std::vector<std::string>> give_demo_passwords(Installation& installation,
                                                     identity::Identity& identity,
                                                     const std::string& password) {
  std::vector<std::string> out;
  const auto known = TRY(all_accounts(installation));
  const auto has = [&](const char* what) {
    for (const RecordRow& row : known)
      if (flag(document_of(row), what)) return true;
    return false;
  };
  for (const auto& [name, what] :
       {std::pair{"admin", "administrator"}, std::pair{"security", "security"},
        std::pair{"auditor", "auditor"}})
    if (!has(what)) CHECK(add_account(installation, name, what));
  for (const RecordRow& row : TRY(all_accounts(installation))) {
    CHECK(identity.give_password(row.id, password));
    out.push_back(row.id);
  }
  return out;
}

}  // namespace dengbao::server
