// org …, system …, account …, binding …: how the registers of who and what are written; they are
// read in register_lists.cc.

#include <boost/json.hpp>

#include "app/doing.h"
#include "app/options.h"
#include "app/register_lists.h"
#include "app/sight.h"
#include "base/credit_code.h"
#include "base/text.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

Option key_option() {
  return {"key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"}, false, false,
          false, {}};
}

// Levels are numbers and clouds are yes or no wherever a record is read.
json::value typed_field(const std::string& name, const std::string& value) {
  if (value == "none") return nullptr;
  if ((name == "level" || name == "s" || name == "a") && value.size() == 1 && value[0] >= '1' &&
      value[0] <= '5')
    return std::int64_t{value[0] - '0'};
  if (name == "score_hundredths") return leading_number(value);
  if (name == "on_cloud") return value == "true" || value == "yes" || value == "是";
  return json::value(value);
}

// --set field=value pairs into a document.
Result<json::object> fields_from(const Arguments& a) {
  json::object out;
  for (const std::string& pair : a.all("set")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos || eq == 0)
      return fail(ErrorKind::Usage, "app.set_form", {{"value", pair}}, "--set");
    out[pair.substr(0, eq)] = typed_field(pair.substr(0, eq), pair.substr(eq + 1));
  }
  return out;
}

Result<Answer> org_new(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  json::object fields = TRY(fields_from(a));
  fields["name"] = a.text("name");
  const CreditCodeCheck code = check_credit_code(a.text("code"));
  if (a.has("code")) {
    if (!code.valid()) return std::unexpected(explain(code));
    RecordQuery query;
    query.kind = "party";
    query.code = code.code;
    if (const auto same = TRY(reading->records(query)); !same.empty())
      return fail(ErrorKind::Conflict, "org.exists", {{"code", code.code}, {"id", same[0].id}});
    fields["code"] = code.code;
  }
  for (const char* name : {"kind", "place"})
    if (a.has(name)) fields[name] = a.text(name);
  reading.reset();
  Request r = request_of(actor, a, "org new");
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = "party";
    change.id = a.has("id") ? a.text("id") : desk.fresh_id();
    change.event = "party new";
    change.fields = fields;
    change.personal = {"contact", "phone", "email"};
    change.owner_party = change.id;
    change.name = a.text("name");
    change.code = text(fields, "code");
    change.place = a.text("place");
    change.on = session.globals().on.value_or(desk.now().date());
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> change_fields(Session& session, const Arguments& a, const std::string& kind,
                             const std::string& event, json::object fields) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const RecordRow row = TRY(seen_record(*reading, sight, kind, a.text("id")));
  const std::string id = row.id;
  CHECK(allowed(*reading, actor, Permission::Register, row.owner_party));
  reading.reset();
  Request r = request_of(actor, a, event);
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = kind;
    change.id = id;
    change.event = event;
    change.fields = fields;
    change.personal = {"contact", "phone", "email"};
    change.name = text(fields, kind == "object" ? "system" : "name");
    change.code = text(fields, kind == "object" ? "filing_no" : "code");
    change.place = text(fields, "place");
    change.on = session.globals().on.value_or(desk.now().date());
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> org_set(Session& session, const Arguments& a) {
  json::object fields = TRY(fields_from(a));
  if (const json::value* code = fields.if_contains("code"); code && code->is_string()) {
    const CreditCodeCheck check = check_credit_code(std::string(code->get_string()));
    if (!check.valid()) return std::unexpected(explain(check));
    fields["code"] = check.code;
  }
  if (a.has("superior")) {
    json::object lines;
    Installation* in = TRY(session.installation(true));
    auto reading = TRY(in->reading());
    const Actor actor = TRY(actor_of(session, *reading));
    const Sight sight = TRY(sight_of(session, *reading, actor));
    for (const std::string& pair : a.all("superior")) {
      const auto eq = pair.find('=');
      const std::string above =
          TRY(named_party(*reading, sight, pair.substr(eq == std::string::npos ? 0 : eq + 1)));
      lines[eq == std::string::npos ? "general" : pair.substr(0, eq)] = above;
    }
    fields["superiors"] = std::move(lines);
  }
  return change_fields(session, a, "party", "party set", std::move(fields));
}

Result<Answer> system_set(Session& session, const Arguments& a) {
  return change_fields(session, a, "object", "object set", TRY(fields_from(a)));
}

Result<Answer> org_grant(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  const std::string party = TRY(find_record(*reading, "party", a.text("id")));
  reading.reset();
  const auto since = TRY(a.date("since")), until = TRY(a.date("until"));
  Request r = request_of(actor, a, "org grant");
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = "capacity";
    change.id = desk.fresh_id();
    change.event = "capacity granted";
    change.fields = {{"party", party},
                     {"capacity", a.text("capacity")},
                     {"place", a.text("place")},
                     {"rank", a.text("rank")}};
    if (since) change.fields["since"] = since->iso();
    if (until) change.fields["until"] = until->iso();
    change.owner_party = party;
    change.name = a.text("capacity");
    change.place = a.text("place");
    change.on = session.globals().on.value_or(desk.now().date());
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> system_new(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const std::string owner = TRY(seen_record(*reading, sight, "party", a.text("unit"))).id;
  CHECK(allowed(*reading, actor, Permission::Register, owner));
  RecordQuery same;
  same.kind = "object";
  same.owner_party = owner;
  same.name = comparable(a.text("name"));
  if (const auto found = TRY(reading->records(same)); !found.empty())
    return fail(ErrorKind::Conflict, "object.exists",
                {{"name", a.text("name")}, {"id", found[0].id}});
  json::object fields = TRY(fields_from(a));
  fields["system"] = a.text("name");
  fields["owner"] = owner;
  if (a.has("type")) fields["object_type"] = a.text("type");
  if (!fields.contains("status")) fields["status"] = "运行";
  reading.reset();
  Request r = request_of(actor, a, "system new");
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = "object";
    change.id = desk.fresh_id();
    change.event = "object new";
    change.fields = fields;
    change.personal = {"contact", "phone"};
    change.owner_party = owner;
    change.name = a.text("name");
    change.code = text(fields, "filing_no");
    change.place = text(fields, "place");
    change.on = session.globals().on.value_or(desk.now().date());
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> account_add(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  if (TRY(reading->record("account", a.text("name"))))
    return fail(ErrorKind::Conflict, "account.exists", {{"account", a.text("name")}});
  const std::string party =
      a.has("party") ? TRY(find_record(*reading, "party", a.text("party"))) : "";
  if (a.has("administrator") + a.has("security") + a.has("auditor") > 1)
    return fail(ErrorKind::Refused, "account.separated", {}, {}, {"gbt-22239-2019 §8.1.4.2"});
  reading.reset();
  Request r = request_of(actor, a, "account add");
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = "account";
    change.id = a.text("name");
    change.event = "account added";
    change.fields = {{"account", a.text("name")},
                     {"party", party},
                     {"administrator", a.has("administrator")},
                     {"security", a.has("security")},
                     {"auditor", a.has("auditor")}};
    change.owner_party = party;
    change.name = a.text("name");
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

Result<Answer> bind(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  reading.reset();
  const auto law = TRY(in->shelf().of_library(a.text("pack")));
  if (!law->procedure(a.text("procedure")))
    return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", a.text("procedure")}});
  Request r = request_of(actor, a, "binding add");
  r.act = [&](Desk& desk) {
    Desk::RecordChange change;
    change.kind = "binding";
    change.id = a.text("procedure") + "/" + a.text("territory") + "/" + a.text("party-kind");
    change.event = "binding set";
    change.fields = {{"procedure", a.text("procedure")},
                     {"territory", a.text("territory")},
                     {"party_kind", a.text("party-kind")},
                     {"pack", a.text("pack")}};
    change.name = a.text("procedure");
    change.code = a.text("pack");
    change.place = a.text("territory");
    change.on = desk.now().date();
    return desk.change_record(change, actor);
  };
  return submit(session, *in, std::move(r));
}

void add_account_and_binding(Catalogue& all) {
  all.push_back(
      {"account add",
       Needs::Writing,
       "administer",
       {"开设账号", "add an account"},
       {"dengbao account add zhang --party 云杉大学", "dengbao account add auditor1 --auditor"},
       {positional("name", "NAME", {"账号名", "name"}),
        option("party", "P", {"代表的单位", "party it acts for"}),
        option("administrator", "", {"系统管理员", "administrator"}),
        option("security", "", {"安全管理员", "security administrator"}),
        option("auditor", "", {"审计员", "auditor"}), key_option()},
       account_add,
       {.tells_secret = true}});
  all.push_back(
      {"binding add",
       Needs::Writing,
       "administer",
       {"确定哪里适用哪个法规包", "say which pack governs where"},
       {"dengbao binding add --procedure filing --territory 990000 --party-kind government --pack "
        "cn-bj-egov-2007",
        "dengbao binding add --procedure filing --territory 990000 --pack cn-cq-notice-2020"},
       {option("procedure", "P", {"事项", "procedure"}, true),
        option("territory", "T", {"行政区划代码", "division code"}, true),
        option("party-kind", "K", {"单位性质；不填为全部", "kind of party; all where absent"}),
        option("pack", "ID", {"法规包", "pack"}, true), key_option()},
       bind});
}

}  // namespace

void add_party_words(Catalogue& all) {
  add_register_lists(all);
  all.push_back(
      {"org new",
       Needs::Writing,
       "administer",
       {"登记单位", "register a party"},
       {"dengbao org new --name 云杉市大数据发展管理局 --code 1199010100G7LCMK78 --place 990101 "
        "--kind government",
        "dengbao org new --name 云杉大学 --code 12990103007YFU6Q9H --kind institution"},
       {option("name", "NAME", {"名称", "name"}, true),
        option("code", "C", {"统一社会信用代码", "credit code"}),
        option("kind", "K", {"性质：government institution state_enterprise enterprise …", "kind"}),
        option("place", "P", {"行政区划代码", "division code"}),
        option("id", "ID", {"自定标识", "id of your own"}),
        option("set", "k=v", {"其他字段", "further fields"}, false, true), key_option()},
       org_new});
  all.push_back({"org set",
                 Needs::Writing,
                 "register",
                 {"变更单位", "change a party"},
                 {"dengbao org set 云杉大学 --superior department=云杉市大数据发展管理局",
                  "dengbao org set ID --set place=990103"},
                 {positional("id", "ID", {"标识、名称或代码", "id, name or code"}),
                  option("set", "k=v", {"字段", "field"}, false, true),
                  option("superior", "LINE=ID", {"上级（如 department=…）", "superior in a line"},
                         false, true),
                  key_option()},
                 org_set});
  all.push_back({"org grant",
                 Needs::Writing,
                 "administer",
                 {"授予身份", "grant a capacity"},
                 {"dengbao org grant 云杉市信息办 --capacity informatization_office --place 990000 "
                  "--rank city",
                  "dengbao org grant ID --capacity expert_group --place 990000 --rank city --since "
                  "2026-01-01"},
                 {positional("id", "ID", {"标识、名称或代码", "id, name or code"}),
                  option("capacity", "C", {"身份", "capacity"}, true),
                  option("place", "P", {"辖区", "territory"}),
                  option("rank", "R", {"层级：province city district", "rank"}),
                  option("since", "DATE", {"自", "since"}),
                  option("until", "DATE", {"至（不含）", "until (not included)"}), key_option()},
                 org_grant});
  all.push_back({"system new",
                 Needs::Writing,
                 "register",
                 {"登记定级对象", "register an object"},
                 {"dengbao system new --unit 云杉大学 --name 教务管理系统",
                  "dengbao system new --unit ID --name 门户网站 --type 信息系统"},
                 {option("unit", "U", {"单位（标识、名称或代码）", "unit"}, true),
                  option("name", "NAME", {"名称", "name"}, true),
                  option("type", "T", {"对象类型", "kind of object"}),
                  option("set", "k=v", {"其他字段", "further fields"}, false, true), key_option()},
                 system_new});
  all.push_back({"system set",
                 Needs::Writing,
                 "register",
                 {"变更定级对象", "change an object"},
                 {"dengbao system set 教务管理系统 --set scope=全市",
                  "dengbao system set ID --set status=下线"},
                 {positional("id", "ID", {"标识、名称或编号", "id, name or number"}),
                  option("set", "k=v", {"字段", "field"}, false, true), key_option()},
                 system_set});
  add_account_and_binding(all);
}

}  // namespace dengbao
