#include "app/register_lists.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/deed_rows.h"
#include "app/law_words.h"
#include "app/listing.h"

namespace dengbao {
namespace {

constexpr const char* kPersonal[] = {"contact", "phone", "email"};

// Units of the objects in an answer, each read once.
class Units {
 public:
  explicit Units(Reading& reading) : reading_(reading) {}
  Result<const json::object*> of(const std::string& party) {
    if (const auto it = known_.find(party); it != known_.end()) return &it->second;
    json::object doc;
    if (const auto row = TRY(reading_.record("party", party))) doc = document_of(*row);
    return &known_.emplace(party, std::move(doc)).first->second;
  }

 private:
  Reading& reading_;
  std::map<std::string, json::object> known_;
};

// Persons and their telephones are for the unit itself and for who supervises it, not for everybody
// who has a case with it.
bool shows_persons(const Sight& sight, const std::string& owner) {
  return sight.everything || !sight.territories.empty() ||
         std::find(sight.parties.begin(), sight.parties.end(), owner) != sight.parties.end();
}

// The one shape of an object in every answer: the names of the asset list, null where empty, and
// id.
json::object object_json(const RecordRow& row, const json::object& unit, const Sight& sight) {
  json::object doc = document_of(row);
  if (!shows_persons(sight, row.owner_party))
    for (const char* name : kPersonal) doc.erase(name);
  json::object out{{"id", row.id}};
  const auto put = [&](const char* name, const json::object& from, const char* as) {
    const json::value* v = from.if_contains(as);
    out[name] = v ? *v : json::value(nullptr);
  };
  put("unit", unit, "name");
  put("credit_code", unit, "code");
  for (const char* name :
       {"system", "object_type", "level", "s", "a", "scope", "on_cloud", "online_date", "filing_no",
        "filing_date", "assessor", "last_assess_date", "status", "contact", "phone", "place"})
    put(name, doc, name);
  if (const json::value* place = out.if_contains("place"); place->is_null())
    put("place", unit, "place");
  const json::value* score = doc.if_contains("score_hundredths");
  out["score"] = score && score->is_int64()
                     ? json::value(static_cast<double>(score->get_int64()) / 100)
                     : json::value(nullptr);
  out["owner"] = row.owner_party;
  out["version"] = row.version;
  return out;
}

json::object record_json(const RecordRow& row, const Sight& sight) {
  json::object doc = document_of(row);
  if (!shows_persons(sight, row.owner_party))
    for (const char* name : kPersonal) doc.erase(name);
  doc["id"] = row.id;
  doc["version"] = row.version;
  return doc;
}

struct Register {
  std::string word, kind;
  Label of;
  std::string permission = "read";
  std::vector<Answer::Column> columns;
  // What whoever may use the word at all sees whole: who has an account, which law governs where.
  bool open = false;
};

Status add_terms(Reading& reading, const Sight& sight, const Arguments& a, ListQuery& query) {
  if (a.has("unit")) {
    const RecordRow unit = TRY(seen_record(reading, sight, "party", a.text("unit")));
    query.terms.push_back({.column = "owner_party", .text = unit.id, .number = {}});
  }
  if (const auto level = TRY(a.integer("level")))
    query.terms.push_back({.column = "level", .text = {}, .number = level});
  if (a.has("status"))
    query.terms.push_back({.column = "status", .text = a.text("status"), .number = {}});
  if (a.has("type"))
    query.terms.push_back({.column = "type", .text = a.text("type"), .number = {}});
  if (a.has("filed"))
    query.terms.push_back(
        {.column = "code",
         .how = a.text("filed") == "yes" ? ListTerm::How::Not : ListTerm::How::Equal,
         .text = {},
         .number = {}});
  if (a.has("place")) {
    query.terms.push_back(
        {.column = "place", .how = ListTerm::How::AtLeast, .text = a.text("place"), .number = {}});
    query.terms.push_back({.column = "place",
                           .how = ListTerm::How::Below,
                           .text = a.text("place") + "\U0010FFFF",
                           .number = {}});
  }
  return {};
}

Result<Answer> list(Session& session, const Arguments& a, const Register& r) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  ListQuery query = TRY(asked_list(a, Listed::Records));
  query.kind = r.kind;
  const Sight own = TRY(sight_of(session, *reading, actor));
  query.sight = own;
  if (r.open) query.sight.everything = true;
  CHECK(add_terms(*reading, own, a, query));
  Units units(*reading);
  json::array rows;
  const auto read = [&](const ListQuery& q) { return reading->lists().records(q); };
  const auto take = [&](const RecordRow& row) -> Status {
    if (r.kind == "object")
      rows.push_back(object_json(row, *TRY(units.of(row.owner_party)), own));
    else
      rows.push_back(record_json(row, query.sight));
    return {};
  };
  const Gathered got = TRY(gather<RecordRow>(query, a, read, take));
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = r.columns;
  answer.next = got.next;
  answer.total = got.total;
  return answer;
}

Result<Answer> show(Session& session, const Arguments& a, const Register& r) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const RecordRow row = TRY(seen_record(*reading, sight, r.kind, a.text("id")));
  Answer answer;
  if (r.kind == "object") {
    Units units(*reading);
    json::object o = object_json(row, *TRY(units.of(row.owner_party)), sight);
    json::array cases;
    ListQuery query;
    query.sight = sight;
    query.limit = 200;
    query.terms.push_back({.column = "subject", .text = "object/" + row.id, .number = {}});
    for (const CaseRow& c : TRY(reading->lists().cases(query)).rows)
      cases.push_back(json::object{
          {"case", c.id}, {"procedure", c.procedure}, {"state", c.state}, {"open", c.open}});
    o["cases"] = std::move(cases);
    answer.value = std::move(o);
  } else {
    json::object doc = record_json(row, sight);
    doc.erase("version");
    RecordQuery query;
    query.kind = "capacity";
    query.owner_party = row.id;
    json::array capacities;
    for (const RecordRow& c : TRY(reading->records(query))) capacities.push_back(document_of(c));
    doc["capacities"] = std::move(capacities);
    answer.value = std::move(doc);
  }
  return answer;
}

Result<Answer> history(Session& session, const Arguments& a, const Register& r) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const RecordRow row = TRY(seen_record(*reading, sight, r.kind, a.text("id")));
  json::array rows;
  for (const EventRow& e : TRY(reading->events_of(r.kind + "/" + row.id))) {
    const json::object core = TRY(parse_json(e.core, e.id)).as_object();
    const json::value* set = core.if_contains("set");
    rows.push_back(json::object{{"event", e.id},
                                {"index", e.index},
                                {"version", e.version},
                                {"what", e.kind},
                                {"label", to_json(deed_words(e.kind))},
                                {"on", e.on.iso()},
                                {"at", e.at.iso()},
                                {"account", e.account},
                                {"set", set ? *set : json::value(nullptr)}});
  }
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"version", {"版本", "Version"}}, {"what", {"事项", "What"}},
                    {"on", {"日期", "On"}},           {"account", {"账号", "Account"}},
                    {"set", {"内容", "Set"}},         {"event", {"事件", "Event"}}};
  return answer;
}

void add_list(Catalogue& all, const Register& r) {
  std::vector<Option> options = {
      option("q", "TEXT", {"同 --search", "the same as --search"}),
  };
  if (!r.open)
    options.push_back(
        option("unit", "UNIT", {"单位（标识、名称或代码）", "unit (id, name or code)"}));
  if (r.kind == "object" || r.kind == "party") {
    options.push_back(option("level", "N", {"等级", "level"}));
    options.push_back(option("type", "TYPE", {"类型或性质", "type or kind"}));
    options.push_back(option("status", "STATUS", {"状态", "status"}));
    options.push_back(
        option("place", "P", {"行政区划代码（前几位）", "division code (its front)"}));
    Option filed = option("filed", "YES", {"是否已备案", "whether filed"});
    filed.choices = {"yes", "no"};
    options.push_back(std::move(filed));
  }
  add_listing_options(options, Listed::Records);
  all.push_back({r.word + " list",
                 Needs::Reading,
                 r.permission,
                 {"列出" + r.of.zh, "list " + r.of.en},
                 {"dengbao " + r.word + " list",
                  "dengbao " + r.word + " list --search 门户 --sort -name --limit 50 --csv"},
                 options,
                 [r](Session& s, const Arguments& a) { return list(s, a, r); }});
}

void add_register(Catalogue& all, const Register& r) {
  const Option id = positional("id", "ID", {"标识、名称或代码", "id, name or code"});
  add_list(all, r);
  all.push_back({r.word + " show",
                 Needs::Reading,
                 "read",
                 {"查看" + r.of.zh, "show " + r.of.en},
                 {"dengbao " + r.word + " show 门户网站", "dengbao " + r.word + " show ID --json"},
                 {id},
                 [r](Session& s, const Arguments& a) { return show(s, a, r); }});
  all.push_back({r.word + " history",
                 Needs::Reading,
                 "read",
                 {"沿革：" + r.of.zh, "history of " + r.of.en},
                 {"dengbao " + r.word + " history ID", "dengbao " + r.word + " history ID --json"},
                 {id},
                 [r](Session& s, const Arguments& a) { return history(s, a, r); }});
}

}  // namespace

void add_register_lists(Catalogue& all) {
  add_register(all, {"org",
                     "party",
                     {"单位", "parties"},
                     "read",
                     {{"name", {"名称", "Name"}},
                      {"code", {"统一社会信用代码", "Credit code"}},
                      {"kind", {"性质", "Kind"}},
                      {"place", {"行政区划", "Place"}},
                      {"id", {"标识", "Id"}}}});
  add_register(all, {"system",
                     "object",
                     {"定级对象", "objects"},
                     "read",
                     {{"system", {"系统名称", "System"}},
                      {"unit", {"单位", "Unit"}},
                      {"object_type", {"类型", "Type"}},
                      {"level", {"等级", "Level"}},
                      {"s", {"S", "S"}},
                      {"a", {"A", "A"}},
                      {"filing_no", {"备案证明编号", "Filing number"}},
                      {"status", {"状态", "Status"}},
                      {"id", {"标识", "Id"}}}});
  add_list(all, {"account",
                 "account",
                 {"账号", "accounts"},
                 "accounts",
                 {{"account", {"账号", "Account"}},
                  {"party", {"单位", "Party"}},
                  {"administrator", {"系统管理员", "Administrator"}},
                  {"security", {"安全管理员", "Security"}},
                  {"auditor", {"审计员", "Auditor"}}},
                 true});
  add_list(all, {"binding",
                 "binding",
                 {"适用关系", "bindings"},
                 "read",
                 {{"procedure", {"事项", "Procedure"}},
                  {"territory", {"辖区", "Territory"}},
                  {"party_kind", {"单位性质", "Kind"}},
                  {"pack", {"法规包", "Pack"}}},
                 true});
}

}  // namespace dengbao
