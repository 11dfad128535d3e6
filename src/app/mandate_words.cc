// authorisation …: for whom somebody may act, from when to when and in what; given by the client,
// with the paper, and taken back by the client.

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "app/all_records.h"
#include "app/doing.h"
#include "app/mandates.h"
#include "app/naming.h"
#include "app/notices.h"
#include "app/options.h"
#include "app/sight.h"
#include "base/text.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& s : all) out.push_back(json::string(s));
  return out;
}

// The procedures, each known to some pack.
Result<std::vector<std::string>> known_procedures(Installation& in, const Arguments& a) {
  std::vector<std::string> out = a.all("procedure");
  for (const std::string& name : out) {
    const auto slash = name.find('/');
    const std::string bare = slash == std::string::npos ? name : name.substr(slash + 1);
    bool known = false;
    for (const PackHead& head : pack_heads(in.shelf().library())) {
      if (head.not_yet_run || (slash != std::string::npos && head.id != name.substr(0, slash)))
        continue;
      const auto law = in.shelf().of_library(head.id);
      known = known || (law && (*law)->procedure(bare));
    }
    if (!known)
      return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", name}}, "procedure");
  }
  return out;
}

// A scan is a picture or a PDF by what it holds, not by what it is called.
bool is_scan(std::string_view bytes) {
  return bytes.starts_with("%PDF-") || bytes.starts_with("\x89PNG\r\n") ||
         bytes.starts_with("\xff\xd8\xff");
}

struct Scan {
  std::string name, digest, bytes;
};

Result<Scan> scan_from(const std::string& path) {
  Scan out;
  out.bytes = TRY(read_whole_file(path));
  out.name = std::filesystem::path(path).filename().string();
  if (!is_scan(out.bytes))
    return fail(ErrorKind::BadInput, "mandate.no_scan", {{"file", out.name}}, "scan");
  out.digest = hex(digest(HashKind::Sm3, out.bytes));
  return out;
}

// Whose authorisation it is: of the caller's party; the local operator names it.
Result<std::string> client_of(Reading& reading, const Actor& actor, const Arguments& a) {
  if (!actor.may_act_for_all) return actor.party;
  if (!a.has("client")) return fail(ErrorKind::Usage, "mandate.no_client", {}, "client");
  return find_record(reading, "party", a.text("client"));
}

// Objects of the client, as they were named.
Result<std::vector<std::string>> objects_of(Reading& reading, const Sight& sight,
                                            const std::string& client, const Arguments& a) {
  std::vector<std::string> out;
  for (const std::string& given : a.all("object")) {
    const RecordRow row = TRY(seen_record(reading, sight, "object", given));
    if (row.owner_party != client)
      return fail(ErrorKind::NotFound, "object.none", {{"id", given}, {"object", given}});
    out.push_back(row.id);
  }
  return out;
}

Result<Answer> grant(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Act));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const std::string client = TRY(client_of(*reading, actor, a));
  const std::string agent = TRY(named_party(*reading, sight, a.text("agent")));
  if (agent == client) return fail(ErrorKind::Refused, "mandate.own", {}, "agent");
  // Enterprises may entrust others with their filing; an office is nobody's to hand on
  // [source-000 S0-21].
  if (!TRY(territories_of(session, *reading, client, in->now().date())).empty())
    return fail(ErrorKind::Refused, "mandate.authority", {{"party", client}});
  const Date since = TRY(a.date("since")).value_or(in->now().date());
  const auto until = TRY(a.date("until"));
  if (until && *until < since)
    return fail(ErrorKind::BadInput, "mandate.ends_first",
                {{"since", since.iso()}, {"until", until->iso()}}, "until");
  const auto procedures = TRY(known_procedures(*in, a));
  const auto objects = TRY(objects_of(*reading, sight, client, a));
  const Scan scan = TRY(scan_from(a.text("scan")));
  const std::string client_name = TRY(Names(*reading).party(client));
  reading.reset();
  Request r = request_of(actor, a, "authorisation new");
  r.act = [&](Desk& desk) -> Result<Deed> {
    CHECK(desk.work().put_file(scan.digest, scan.bytes));
    Desk::RecordChange change;
    change.kind = kAuthorisation;
    change.id = desk.fresh_id();
    change.event = "authorisation given";
    change.fields = {
        {"client", client},
        {"agent", agent},
        {"procedures", strings(procedures)},
        {"objects", strings(objects)},
        {"since", since.iso()},
        {"scan", json::object{{"name", scan.name},
                              {"digest", scan.digest},
                              {"size", static_cast<std::int64_t>(scan.bytes.size())}}}};
    if (until) change.fields["until"] = until->iso();
    change.owner_party = client;
    change.code = agent;
    change.on = desk.now().date();
    Deed deed = TRY(desk.change_record(change, actor));
    TRY(send_notice(desk,
                    {"message",
                     agent,
                     {},
                     {},
                     {},
                     {},
                     client_name + "授权贵单位代办 / you are authorised to act for it",
                     change.on},
                    actor));
    return deed;
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> revoke(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Act));
  const std::string id = a.text("id");
  const auto row = TRY(reading->record(kAuthorisation, id));
  // The client takes it back; the agent may lay it down.
  if (!row ||
      !(actor.may_act_for_all || row->owner_party == actor.party || row->code == actor.party))
    return fail(ErrorKind::NotFound, "authorisation.none", {{"id", id}});
  const std::string reason(trim(a.text("reason")));
  if (reason.empty()) return fail(ErrorKind::BadInput, "mandate.no_reason", {}, "reason");
  const std::string client_name = TRY(Names(*reading).party(row->owner_party));
  reading.reset();
  Request r = request_of(actor, a, "authorisation revoke");
  r.act = [&](Desk& desk) -> Result<Deed> {
    const auto now = TRY(desk.work().record(kAuthorisation, id));
    if (now && document_of(*now).contains("revoked"))
      return fail(ErrorKind::Conflict, "mandate.revoked_already", {{"id", id}});
    Desk::RecordChange change;
    change.kind = kAuthorisation;
    change.id = id;
    change.event = "authorisation revoked";
    change.on = desk.now().date();
    change.fields = {
        {"revoked",
         json::object{{"on", change.on.iso()}, {"reason", reason}, {"by", actor.account}}}};
    Deed deed = TRY(desk.change_record(change, actor));
    for (const std::string& party : {row->owner_party, row->code})
      if (party != actor.party)
        TRY(send_notice(desk,
                        {"message",
                         party,
                         {},
                         {},
                         {},
                         {},
                         client_name + "的代办授权已撤回 / its authorisation was taken back",
                         change.on},
                        actor));
    return deed;
  };
  return submit(session, *in, std::move(r));
}

std::string state_of(const json::object& doc, Date today) {
  if (doc.contains("revoked")) return "revoked";
  if (in_force(doc, today)) return "in_force";
  const auto since = Date::parse(text(doc, "since"));
  return since && today < *since ? "not_yet" : "ended";
}

// `whole`: with the objects it names. Once it has ended its holder sees of the client's no more.
Result<json::object> row_json(Names& names, const RecordRow& row, Date today, bool whole) {
  static const std::map<std::string, Label> kStates = {{"in_force", {"有效", "in force"}},
                                                       {"not_yet", {"尚未生效", "not yet"}},
                                                       {"ended", {"已到期", "ended"}},
                                                       {"revoked", {"已撤回", "taken back"}}};
  json::object doc = document_of(row);
  const std::string state = state_of(doc, today);
  json::object out{{"id", row.id},
                   {"client", row.owner_party},
                   {"client_name", TRY(names.party(row.owner_party))},
                   {"agent", row.code},
                   {"agent_name", TRY(names.party(row.code))},
                   {"state", state}};
  const Label& label = kStates.at(state);
  out["state_label"] = json::object{{"zh", label.zh}, {"en", label.en}};
  for (const char* name : {"procedures", "since", "until", "revoked", "scan"})
    out[name] = doc.contains(name) ? doc[name] : json::value(nullptr);
  json::array objects;
  for (const std::string& id : mandate_from(row).objects)
    if (whole || state == "in_force")
      objects.push_back(json::object{{"id", id}, {"name", TRY(names.subject("object/" + id))}});
  out["objects"] = std::move(objects);
  return out;
}

Result<Answer> list(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  Names names(*reading);
  std::map<std::string, RecordRow> rows;
  const auto gather = [&](RecordQuery query) -> Status {
    query.kind = kAuthorisation;
    for (RecordRow& row : TRY(all_records(*reading, query))) rows.emplace(row.id, std::move(row));
    return {};
  };
  if (sight.everything) {
    CHECK(gather({}));
  } else {
    for (const std::string& party : sight.parties) {
      RecordQuery given, held;
      given.owner_party = party;
      held.code = party;
      CHECK(gather(given));
      CHECK(gather(held));
    }
  }
  json::array out;
  for (const auto& [id, row] : rows) {
    const bool own = sight.everything || std::find(sight.parties.begin(), sight.parties.end(),
                                                   row.owner_party) != sight.parties.end();
    out.push_back(TRY(row_json(names, row, in->now().date(), own)));
  }
  Answer answer;
  answer.value = std::move(out);
  answer.columns = {{"client_name", {"委托单位", "Client"}},
                    {"agent_name", {"代办单位", "Agent"}},
                    {"procedures", {"事项", "Procedures"}},
                    {"since", {"自", "Since"}},
                    {"until", {"至", "Until"}},
                    {"state_label", {"状态", "State"}},
                    {"id", {"标识", "Id"}}};
  return answer;
}

// For both sides, and for whoever has to do with the client: he must be able to see by what right
// somebody acts for it.
Result<Answer> show(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  Sight sight = TRY(sight_of(session, *reading, actor));
  sight.mandates.clear();
  const auto row = TRY(reading->record(kAuthorisation, a.text("id")));
  const bool seen =
      row && TRY(reading->lists().sees(Listed::Records, "party/" + row->owner_party, sight));
  if (!row || (!seen && (actor.party.empty() || row->code != actor.party)))
    return fail(ErrorKind::NotFound, "authorisation.none", {{"id", a.text("id")}});
  Names names(*reading);
  return Answer{TRY(row_json(names, *row, in->now().date(), seen)), false, {}, {}, {}, {}};
}

}  // namespace

void add_mandate_words(Catalogue& all) {
  const Option key = option("key", "K", {"幂等键", "idempotency key"});
  all.push_back(
      {"authorisation new",
       Needs::Writing,
       "act",
       {"书面授权另一单位代办", "authorise another party in writing to act for one's own"},
       {"dengbao authorisation new --agent 云杉咨询 --until 2026-12-31 --scan 授权书.pdf --as "
        "unit1",
        "dengbao authorisation new --agent ID --procedure filing --object ID --scan a.pdf"},
       {option("agent", "PARTY",
               {"代办单位：看得到的单位，或其统一社会信用代码",
                "the agent: a party one sees, or its exact credit code"},
               true),
        option("client", "PARTY", {"委托单位（仅本机操作员）", "client (local operator only)"}),
        option("procedure", "P", {"事项；不给则全部", "procedure; none: all"}, false, true),
        option("object", "ID", {"定级对象；不给则全部", "object; none: all"}, false, true),
        option("since", "DATE", {"自何日起", "from this day"}),
        option("until", "DATE", {"至何日止（含）", "to this day, inclusive"}, true),
        option("scan", "FILE", {"授权书扫描件（PDF、PNG、JPEG）", "scan of the paper"}, true), key},
       grant});
  all.push_back({"authorisation revoke",
                 Needs::Writing,
                 "act",
                 {"撤回授权", "take an authorisation back"},
                 {"dengbao authorisation revoke ID --reason 合同终止 --as unit1",
                  "dengbao authorisation revoke ID --reason 改为自行办理 --json"},
                 {positional("id", "ID", {"标识", "id"}),
                  option("reason", "WHY", {"理由", "reason"}, true), key},
                 revoke});
  all.push_back({"authorisation list",
                 Needs::Reading,
                 "read",
                 {"本单位给出和得到的授权", "authorisations given and held"},
                 {"dengbao authorisation list", "dengbao authorisation list --as agent --json"},
                 {},
                 list});
  all.push_back({"authorisation show",
                 Needs::Reading,
                 "read",
                 {"查看授权", "show an authorisation"},
                 {"dengbao authorisation show ID", "dengbao authorisation show ID --json"},
                 {positional("id", "ID", {"标识", "id"})},
                 show});
}

}  // namespace dengbao
