#include "app/doing.h"

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "app/ticking.h"
#include "base/text.h"

namespace dengbao {
namespace {

namespace fs = std::filesystem;

bool flag(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Result<json::object> account_document(Reading& reading, const std::string& name) {
  const auto row = TRY(reading.record("account", name));
  if (!row) return fail(ErrorKind::NotFound, "account.none", {{"account", name}});
  return document_of(*row);
}

}  // namespace

json::object document_of(const RecordRow& row) {
  json::error_code error;
  json::value v = json::parse(row.doc, error);
  return v.is_object() ? v.get_object() : json::object{};
}

Result<Actor> actor_of(Session& session, Reading& reading) {
  Actor a;
  const bool local = session.globals().via.empty();
  a.via = local ? "local " + session.globals().local_user : session.globals().via;
  if (session.globals().account.empty()) {
    // Only where the operating system is the guard does no name mean the local operator.
    if (!local) return fail(ErrorKind::Refused, "identity.not_signed_in");
    a.account = "local:" + session.globals().local_user;
    a.may_act_for_all = true;
    return a;
  }
  const json::object doc = TRY(account_document(reading, session.globals().account));
  if (flag(doc, "closed"))
    return fail(ErrorKind::Refused, "account.closed", {{"account", session.globals().account}});
  a.account = session.globals().account;
  a.party = text(doc, "party");
  return a;
}

Status allowed(Reading& reading, const Actor& actor, Permission permission,
               std::string_view for_party) {
  if (actor.may_act_for_all || actor.is_system) return {};
  const json::object doc = TRY(account_document(reading, actor.account));
  const bool administrator = flag(doc, "administrator"), auditor = flag(doc, "auditor");
  bool may = false;
  switch (permission) {
    case Permission::Read:
      may = true;
      break;
    // Administration and the business of a party are kept apart (三员分立).
    case Permission::Act:
      may = !actor.party.empty() && !administrator && !auditor;
      break;
    case Permission::Register:
      may = administrator || (!actor.party.empty() && for_party == actor.party);
      break;
    case Permission::Administer:
      may = administrator;
      break;
    case Permission::Audit:
      may = auditor;
      break;
  }
  if (may) return {};
  static constexpr const char* kWho[] = {"", "party", "owner", "administrator", "auditor"};
  return fail(ErrorKind::Refused, "app.not_allowed",
              {{"account", actor.account}, {"who", kWho[static_cast<int>(permission)]}});
}

Result<std::string> viewer_of(Reading& reading, const Actor& actor) {
  if (actor.may_act_for_all || actor.is_system) return std::string();
  const json::object doc = TRY(account_document(reading, actor.account));
  if (flag(doc, "administrator") || flag(doc, "auditor")) return std::string();
  // An account without a party sees nothing of anybody.
  return actor.party.empty() ? std::string("-") : actor.party;
}

Result<Installation*> open_for_writing(Session& session) {
  Installation* installation = TRY(session.installation(true));
  const auto& as_of = session.globals().as_of;
  if (!as_of) return installation;
  if (!installation->simulated()) return fail(ErrorKind::Refused, "app.real_clock");
  const Instant now = installation->now();
  // A bare date means that day: later in it than now, or now itself.
  if (as_of->date() == now.date() && *as_of <= now) return installation;
  if (*as_of < now)
    return fail(ErrorKind::Refused, "app.clock_back",
                {{"now", now.iso_local()}, {"to", as_of->iso_local()}});
  // The clock is everybody's: over the network only `tick` moves it.
  if (!session.globals().via.empty()) return fail(ErrorKind::Refused, "app.clock_is_shared");
  const auto alone = installation->follow_up();
  TRY(tick(*installation, installation->renderer(), *as_of));
  return installation;
}

Request request_of(const Actor& actor, const Arguments& arguments, std::string_view word) {
  Request r;
  r.actor = actor;
  r.key = arguments.text("key");
  if (r.key.empty()) return r;  // never compared with another
  // A file is what it holds: the same path with other bytes is another request.
  std::string files;
  for (const char* option : {"attach", "file", "override", "map", "scan"})
    for (const std::string& given : arguments.all(option)) {
      const auto eq = given.find('=');
      const auto bytes = read_whole_file(eq == std::string::npos ? given : given.substr(eq + 1));
      if (bytes) files += "\n" + given.substr(0, eq) + hex(digest(HashKind::Sm3, *bytes));
    }
  r.digest = hex(digest(HashKind::Sm3, std::string(word) + "\n" + arguments.spelled() + files));
  return r;
}

namespace {

// For people: what was done and where it stands. The receipt is for keeping, not for reading.
std::vector<Answer::Column> columns_of_outcome(const json::object& outcome) {
  static const std::map<std::string_view, Label> kTitles = {
      {"event", {"存证记录", "Event"}},   {"case", {"事项", "Case"}},
      {"version", {"版本", "Version"}},   {"id", {"标识", "Id"}},
      {"state_label", {"状态", "State"}}, {"level", {"等级", "Level"}},
      {"code", {"定级结果", "Grade"}},    {"matrix", {"矩阵版本", "Matrix"}}};
  std::vector<Answer::Column> out;
  for (const auto& m : outcome) {
    if (m.key() == "receipt" || (m.key() == "state" && outcome.contains("state_label"))) continue;
    const auto it = kTitles.find(std::string_view(m.key()));
    out.push_back({std::string(m.key()), it == kTitles.end()
                                             ? Label{std::string(m.key()), std::string(m.key())}
                                             : it->second});
  }
  return out;
}

}  // namespace

Result<Answer> submit(Session& session, Installation& installation, Request request) {
  (void)session;
  const Outcome outcome = TRY(installation.submit(std::move(request)));
  Answer answer;
  answer.value = outcome_json(outcome);
  answer.columns = columns_of_outcome(answer.value.as_object());
  const auto drained = follow_from(installation);
  // The record stands; what follows it is in the outbox and is carried out by the next command.
  if (!drained)
    answer.notes.push_back(drained.error());
  else if (drained->refused)
    answer.notes.push_back({ErrorKind::Refused,
                            "app.effect_refused",
                            {{"count", std::to_string(drained->refused)}},
                            {},
                            {},
                            {},
                            {}});
  return answer;
}

Result<std::string> find_record(Reading& reading, std::string_view kind, const std::string& given) {
  if (TRY(reading.record(kind, given))) return given;
  std::vector<std::string> found;
  for (int by = 0; by < 2 && found.empty(); ++by) {
    RecordQuery query;
    query.kind = kind;
    const std::string value = by == 0 ? given : comparable(given);
    if (value.empty()) continue;  // a query without one would find whatever there is
    (by == 0 ? query.code : query.name) = value;
    query.limit = 3;
    for (const RecordRow& row : TRY(reading.records(query))) found.push_back(row.id);
  }
  if (found.size() == 1) return found.front();
  if (found.empty())
    return fail(ErrorKind::NotFound, std::string(kind) + ".none",
                {{"id", given}, {std::string(kind), given}});
  return fail(ErrorKind::BadInput, "app.several_records",
              {{"name", given}, {"first", found[0]}, {"second", found[1]}});
}

Result<std::string> stored_file(Reading& reading, const std::string& digest) {
  auto bytes = TRY(reading.file(digest));
  if (!bytes) return fail(ErrorKind::NotFound, "document.no_file", {{"digest", digest}});
  if (hex(dengbao::digest(HashKind::Sm3, *bytes)) != digest)
    return fail(ErrorKind::Negative, "log.file_differs", {{"digest", digest}}, "file " + digest);
  return std::move(*bytes);
}

Result<std::string> remembered_note(const std::string& path) {
  std::string text = TRY(read_whole_file(path));
  if (!text.starts_with("{")) return text;
  const json::value v = TRY(parse_json(text, path));
  const json::value* note = v.as_object().if_contains("note");
  return note && note->is_string() ? std::string(note->get_string()) : text;
}

Result<std::string> read_whole_file(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    return fail(ErrorKind::NotFound, "app.no_file", {{"file", path}}, path);
  if (!fs::is_regular_file(path, error))
    return fail(ErrorKind::BadInput, "app.not_a_file", {{"file", path}}, path);
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  if (!in) return fail_external("app.cannot_read", path);
  return all.str();
}

std::unexpected<Explanation> cannot_write(const std::string& path, std::string reason) {
  auto error = fail(ErrorKind::External, "app.cannot_write_file", {{"file", path}});
  error.error().detail = std::move(reason);
  return error;
}

Status write_whole_file(const std::string& path, std::string_view bytes, bool replace) {
  std::error_code error;
  if (!replace && fs::exists(path, error))
    return fail(ErrorKind::Conflict, "app.file_exists", {{"file", path}}, path);
  const std::string part = path + ".part";
  {
    std::ofstream out(part, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    if (!out) {
      fs::remove(part, error);
      return cannot_write(path, std::strerror(errno));
    }
  }
  fs::rename(part, path, error);
  if (error) return cannot_write(path, error.message());
  return {};
}

}  // namespace dengbao
