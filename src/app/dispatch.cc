#include "app/dispatch.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/doing.h"

namespace dengbao {
namespace {

// Columns in the order of Capacity: nobody, party, system, security, auditor, local operator.
struct PermissionRow {
  std::string_view name;
  bool may[6];
};
constexpr PermissionRow kTable[] = {
    {"public", {true, true, true, true, true, true}},
    {"read", {false, true, true, true, true, true}},
    {"act", {false, true, false, false, false, true}},
    {"register", {false, true, true, false, false, true}},
    {"administer", {false, false, true, false, false, true}},
    {"secure", {false, false, false, true, false, true}},
    {"audit", {false, false, false, false, true, true}},
    {"accounts", {false, false, true, true, true, true}},  // who has one, and of what kind
};

const PermissionRow* row_of(std::string_view permission) {
  if (permission.empty()) permission = "public";
  for (const PermissionRow& row : kTable)
    if (row.name == permission) return &row;
  return nullptr;
}

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

Status permitted(const UseCase& use_case, Session& session) {
  const Globals& globals = session.globals();
  if (may(use_case.permission, Capacity::Nobody)) return {};
  if (globals.via.empty() && globals.account.empty()) return {};  // the local operator
  if (globals.account.empty()) return fail(ErrorKind::Refused, "identity.not_signed_in");
  Installation* in = TRY(session.installation(use_case.needs == Needs::Writing));
  auto reading = TRY(in->reading());
  const Capacity capacity = TRY(capacity_of(session, *reading));
  if (capacity == Capacity::Nobody)
    return fail(ErrorKind::Refused, "account.unbound", {{"account", globals.account}});
  if (!may(use_case.permission, capacity))
    return fail(ErrorKind::Refused, "app.not_permitted",
                {{"account", globals.account}, {"word", use_case.word}}, {},
                {"gbt-22239-2019 §8.1.4.2"});
  if (globals.scopes && std::find(globals.scopes->begin(), globals.scopes->end(),
                                  use_case.permission) == globals.scopes->end())
    return fail(ErrorKind::Refused, "app.not_in_scope",
                {{"word", use_case.word}, {"scope", use_case.permission}});
  return {};
}

// A request that came before under the same key is answered as then, before the word finds that
// what it asks for has been done. A key that served for something else is found when it is written.
Result<std::optional<Answer>> answered(const UseCase& use_case, Session& session,
                                       const Arguments& arguments) {
  if (use_case.needs != Needs::Writing || !arguments.has("key")) return std::nullopt;
  Installation* in = TRY(session.installation(true));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const auto known = in->earlier(*reading, request_of(actor, arguments, use_case.word));
  if (!known || !*known || !(*known)->repeated) return std::nullopt;
  Answer out;
  out.value = outcome_json(**known);
  return out;
}

}  // namespace

std::string_view capacity_name(Capacity capacity) {
  static constexpr std::string_view kNames[] = {
      "nobody",  "party",         "system administrator", "security administrator",
      "auditor", "local operator"};
  return kNames[static_cast<std::size_t>(capacity)];
}

const std::vector<std::string>& permission_rows() {
  static const std::vector<std::string> rows = [] {
    std::vector<std::string> out;
    for (const PermissionRow& row : kTable) out.emplace_back(row.name);
    return out;
  }();
  return rows;
}

bool may(std::string_view permission, Capacity capacity) {
  const PermissionRow* row = row_of(permission);
  return row && row->may[static_cast<std::size_t>(capacity)];
}

std::vector<std::string> permissions_of(Capacity capacity) {
  std::vector<std::string> out;
  for (const PermissionRow& row : kTable)
    if (row.may[static_cast<std::size_t>(capacity)]) out.emplace_back(row.name);
  return out;
}

Result<Capacity> capacity_of(Session& session, Reading& reading) {
  const Globals& globals = session.globals();
  if (globals.account.empty())
    return globals.via.empty() ? Capacity::LocalOperator : Capacity::Nobody;
  const auto row = TRY(reading.record("account", globals.account));
  if (!row) return fail(ErrorKind::NotFound, "account.none", {{"account", globals.account}});
  const json::object doc = document_of(*row);
  if (flag(doc, "closed"))
    return fail(ErrorKind::Refused, "account.closed", {{"account", globals.account}});
  if (flag(doc, "administrator")) return Capacity::SystemAdministrator;
  if (flag(doc, "security")) return Capacity::SecurityAdministrator;
  if (flag(doc, "auditor")) return Capacity::Auditor;
  // Whoever acts for nobody may do what everybody may: an account waits to be bound.
  const json::value* party = doc.if_contains("party");
  if (!party || !party->is_string() || party->get_string().empty()) return Capacity::Nobody;
  return Capacity::Party;
}

Result<Answer> perform(const UseCase& use_case, Session& session, const Arguments& arguments) {
  CHECK(permitted(use_case, session));
  if (auto known = TRY(answered(use_case, session, arguments))) return std::move(*known);
  return use_case.run(session, arguments);
}

}  // namespace dengbao
