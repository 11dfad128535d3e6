// case …, duty …, tick, document …: what people do all day.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "app/case_deeds.h"
#include "app/doing.h"
#include "app/ticking.h"
#include "engine/evaluate.h"

namespace dengbao {
namespace {

Option positional(std::string name, std::string value, Label help) {
  return {std::move(name), std::move(value), std::move(help), true, true, false, {}};
}
Option option(std::string name, std::string value, Label help, bool required = false,
              bool many = false) {
  return {std::move(name), std::move(value), std::move(help), false, required, many, {}};
}

Result<Given> given_from(const Arguments& a) {
  Given out;
  for (const std::string& pair : a.all("set")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos || eq == 0)
      return fail(ErrorKind::Usage, "app.set_form", {{"value", pair}}, "--set");
    out.sets.emplace_back(pair.substr(0, eq), pair.substr(eq + 1));
  }
  for (const std::string& pair : a.all("attach")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos || eq == 0)
      return fail(ErrorKind::Usage, "app.attach_form", {{"value", pair}}, "--attach");
    const std::string path = pair.substr(eq + 1);
    auto bytes = read_whole_file(path);
    // The move needs the file: without it, it is refused as incomplete, not the path as a typo.
    if (!bytes && bytes.error().kind == ErrorKind::NotFound)
      return fail(ErrorKind::Refused, "app.attachment_missing",
                  {{"file", path}, {"slot", pair.substr(0, eq)}}, path);
    if (!bytes) return std::unexpected(bytes.error());
    out.files.push_back(
        {pair.substr(0, eq), std::filesystem::path(path).filename().string(), std::move(*bytes)});
  }
  return out;
}

Result<Answer> case_open(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  OpenInput input;
  input.procedure = a.text("procedure");
  const std::string about = a.text("about");
  if (about.find('/') != std::string::npos) {
    input.subject = about;
  } else if (auto object = find_record(*reading, "object", about)) {
    input.subject = "object/" + *object;
  } else if (auto party = find_record(*reading, "party", about)) {
    input.subject = "party/" + *party;
  } else {
    return std::unexpected(object.error());
  }
  // Whoever opens a case opens it for his own party; an administrator and the local user for all.
  const std::string subject_id = input.subject.substr(input.subject.find('/') + 1);
  const auto row =
      TRY(reading->record(input.subject.starts_with("party/") ? "party" : "object", subject_id));
  if (!row) return fail(ErrorKind::NotFound, "object.none", {{"id", about}});
  CHECK(allowed(*reading, actor, Permission::Act));
  input.on = session.globals().on;
  input.given = TRY(given_from(a));
  for (const std::string& pair : a.all("role")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos)
      return fail(ErrorKind::Usage, "app.set_form", {{"value", pair}}, "--role");
    input.roles.push_back(
        {Symbol(pair.substr(0, eq)), {TRY(find_record(*reading, "party", pair.substr(eq + 1)))}});
  }
  reading.reset();
  Request r = request_of(actor, a, "case open");
  r.act = [&](Desk& desk) { return open_case_deed(desk, input, actor); };
  return submit(session, *in, std::move(r));
}

Result<Answer> case_do(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Act));
  MoveInput input;
  input.case_id = a.text("case");
  const std::string viewer = TRY(viewer_of(*reading, actor));
  if (!viewer.empty()) {  // a case one may not see does not exist
    const auto parties = TRY(reading->case_parties(input.case_id));
    if (std::none_of(parties.begin(), parties.end(),
                     [&](const CasePartyRow& p) { return p.party == viewer; }))
      return fail(ErrorKind::NotFound, "case.none", {{"case", input.case_id}});
  }
  input.move = a.text("move");
  input.on = session.globals().on;
  input.given = TRY(given_from(a));
  input.if_version = TRY(a.integer("if-version"));
  if (a.has("to")) input.to = TRY(find_record(*reading, "party", a.text("to")));
  reading.reset();
  Request r = request_of(actor, a, "case do");
  r.act = [&](Desk& desk) { return move_deed(desk, input, actor); };
  return submit(session, *in, std::move(r));
}

json::value label_json(const Label& l) {
  return json::object{{"zh", l.zh}, {"en", l.en}};
}

json::object duty_json(const Duty& d, const Case& c, const Calendar& calendar, Instant now) {
  json::object o{{"duty", d.name.text()},
                 {"instance", d.instance},
                 {"label", label_json(d.decl->label)},
                 {"case", c.id},
                 {"owner", d.owner},
                 {"recipient", d.recipient},
                 {"status", d.overdue(now) ? "overdue" : duty_status_name(d.status)},
                 {"starts", d.starts.iso()},
                 {"provisional", d.provisional}};
  o["due"] = d.due ? json::value(d.due_date()->iso()) : json::value(nullptr);
  o["due_at"] = d.due ? json::value(d.due->iso()) : json::value(nullptr);
  o["remaining_working_days"] =
      d.due && d.status == DutyStatus::Running
          ? json::value(calendar.working_days_between(now.date(), *d.due_date()))
          : json::value(nullptr);
  json::array cites;
  for (const std::string& cite : d.decl->cites) cites.push_back(json::string(cite));
  o["citations"] = std::move(cites);
  if (!d.decl->beside.empty()) {
    json::array beside;
    for (const auto& [clause, value] : d.decl->beside)
      beside.push_back(json::object{{"clause", clause}, {"value", value}});
    o["beside"] = std::move(beside);
  }
  return o;
}

json::array moves_json(const Procedure& p, const Case& c) {
  json::array out;
  std::vector<std::string> listed;
  for (const RoleBinding& b : c.roles)
    for (const std::string& party : b.parties)
      for (const MoveDecl* m : open_moves(p, c, party)) {
        if (std::find(listed.begin(), listed.end(), m->name.text()) != listed.end()) continue;
        listed.push_back(m->name.text());
        json::array asks;
        for (const Asked& f : m->asks) asks.push_back(json::string(f.fact.text()));
        json::array by;
        for (Symbol role : m->by) by.push_back(json::string(role.text()));
        out.push_back(json::object{{"move", m->name.text()},
                                   {"label", label_json(m->label)},
                                   {"by", std::move(by)},
                                   {"asks", std::move(asks)}});
      }
  return out;
}

// What the viewer may see of a fact: its roles, and the condition after which everybody may.
bool visible(const FactDecl* decl, const Case& c, const std::string& viewer, const Scope& scope) {
  if (!decl || decl->seen_by.empty() || viewer.empty()) return true;
  for (Symbol role : decl->seen_by) {
    const auto& parties = c.parties(role);
    if (std::find(parties.begin(), parties.end(), viewer) != parties.end()) return true;
  }
  return decl->seen_after.op != Condition::Op::Always && holds(decl->seen_after, scope);
}

json::object facts_json(const Procedure& p, const Case& c, const std::string& viewer,
                        const Scope& scope) {
  json::object out;
  for (const FactEntry& f : c.facts)
    if (visible(p.fact(f.name), c, viewer, scope)) out[f.name.text()] = to_json(f.value);
  return out;
}

json::array trail_json(const std::vector<EventRow>& events, const Procedure& p, const Case& c,
                       const std::string& viewer, const Scope& scope) {
  json::array out;
  for (const EventRow& e : events) {
    json::error_code error;
    json::value core = json::parse(e.core, error);
    json::object sets;
    if (core.is_object())
      if (const json::value* s = core.get_object().if_contains("sets"); s && s->is_object())
        for (const auto& m : s->get_object())
          if (visible(p.fact(Symbol(std::string_view(m.key()))), c, viewer, scope))
            sets[m.key()] = m.value();
    out.push_back(json::object{{"event", e.id},
                               {"index", e.index},
                               {"version", e.version},
                               {"move", e.kind},
                               {"role", e.role},
                               {"account", e.account},
                               {"on", e.on.iso()},
                               {"at", e.at.iso()},
                               {"sets", std::move(sets)}});
  }
  return out;
}

// What differs between the last submission and the one before it, fact by fact.
json::array changes_json(const std::vector<EventRow>& events, const Case& c) {
  std::map<std::string, json::value> before, now;
  for (const EventRow& e : events) {
    json::error_code error;
    const json::value core = json::parse(e.core, error);
    if (!core.is_object()) continue;
    const json::value* sets = core.get_object().if_contains("sets");
    const auto round = core.get_object().at("round").to_number<std::int64_t>();
    if (!sets || round < c.round - 1) continue;
    for (const auto& m : sets->get_object())
      if (!m.value().is_null()) (round == c.round ? now : before)[std::string(m.key())] = m.value();
  }
  json::array out;
  if (c.round < 2) return out;
  for (const auto& [fact, value] : now)
    if (const auto it = before.find(fact);
        fact != "round" && (it == before.end() || it->second != value))
      out.push_back(json::object{{"fact", fact},
                                 {"was", it == before.end() ? json::value(nullptr) : it->second},
                                 {"is", value}});
  return out;
}

Result<Answer> case_show(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const std::string viewer = TRY(viewer_of(*reading, actor));
  const std::string id = a.text("case");
  const auto row = TRY(reading->case_row(id));
  const auto parties = TRY(reading->case_parties(id));
  const bool mine =
      viewer.empty() || std::any_of(parties.begin(), parties.end(),
                                    [&](const CasePartyRow& p) { return p.party == viewer; });
  if (!row || !mine) return fail(ErrorKind::NotFound, "case.none", {{"case", id}});
  const Case c = case_from(TRY(parse_json(row->doc, id)).as_object());
  const auto law = TRY(in->shelf().pinned(row->pack, *reading));
  const Procedure& p = *law->procedure(row->procedure);
  const Instant now = session.now();
  const Scope scope{p, c, nullptr, law.get(), &in->functions(), &in->calendar(), now.date()};
  json::object o{{"case", c.id},
                 {"procedure", c.procedure},
                 {"title", label_json(p.title)},
                 {"pack", c.pack},
                 {"subject", c.subject},
                 {"state", c.state.text()},
                 {"version", c.version},
                 {"round", c.round},
                 {"open", c.open},
                 {"opened_on", c.opened_on.iso()}};
  if (const StateDecl* s = p.state(c.state)) o["state_label"] = label_json(s->label);
  json::object roles;
  for (const RoleBinding& b : c.roles) {
    json::array names;
    for (const std::string& party : b.parties) names.push_back(json::string(party));
    roles[b.role.text()] = std::move(names);
  }
  o["roles"] = std::move(roles);
  o["facts"] = facts_json(p, c, viewer, scope);
  json::array due;
  for (const Duty& d : duties(p, c, *law, in->calendar(), now))
    due.push_back(duty_json(d, c, in->calendar(), now));
  o["duties"] = std::move(due);
  o["moves"] = moves_json(p, c);
  json::array failing_checks;
  for (const CheckDecl* check : failing(scope)) {
    json::array cites;
    for (const std::string& cite : check->cites) cites.push_back(json::string(cite));
    failing_checks.push_back(json::object{{"check", check->name.text()},
                                          {"field", check->field},
                                          {"say", label_json(check->say)},
                                          {"citations", std::move(cites)}});
  }
  o["failing_checks"] = std::move(failing_checks);
  const auto events = TRY(reading->events_of("case/" + id));
  o["changes"] = changes_json(events, c);
  json::array documents;
  for (const DocumentRow& d : TRY(reading->documents(id, "", "")))
    documents.push_back(json::object{{"document", d.id}, {"kind", d.kind}, {"number", d.number}});
  o["documents"] = std::move(documents);
  json::object links;
  for (const auto& [name, other] : c.links) links[name.text()] = other;
  o["links"] = std::move(links);
  o["events"] = trail_json(events, p, c, viewer, scope);
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

Result<Answer> case_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CaseQuery query;
  query.viewer = TRY(viewer_of(*reading, actor));
  query.state = a.text("state");
  if (a.has("about")) {
    const std::string about = a.text("about");
    query.subject = about.find('/') != std::string::npos
                        ? about
                        : "object/" + TRY(find_record(*reading, "object", about));
  }
  if (a.has("open")) query.open = true;
  query.limit = 1000;
  const std::int64_t limit = TRY(a.integer("limit")).value_or(1'000'000);
  json::array rows;
  for (bool more = true; more && static_cast<std::int64_t>(rows.size()) < limit;) {
    const auto page = TRY(reading->cases(query));
    more = static_cast<int>(page.size()) == query.limit;
    if (more) query.after = page.back().id;
    for (const CaseRow& c : page) {
      if (a.has("procedure") && c.procedure != a.text("procedure") &&
          c.procedure.substr(c.procedure.find('/') + 1) != a.text("procedure"))
        continue;
      rows.push_back(json::object{{"case", c.id},
                                  {"procedure", c.procedure},
                                  {"subject", c.subject},
                                  {"state", c.state},
                                  {"version", c.version},
                                  {"open", c.open},
                                  {"opened_on", c.opened_on.iso()}});
    }
  }
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"case", {"事项", "Case"}},        {"procedure", {"程序", "Procedure"}},
                    {"subject", {"对象", "Subject"}},  {"state", {"状态", "State"}},
                    {"opened_on", {"开始", "Opened"}}, {"version", {"版本", "Version"}}};
  return answer;
}

Result<Answer> duty_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Instant now = session.now();
  DutyQuery query;
  query.viewer = TRY(viewer_of(*reading, actor));
  if (a.has("of")) query.owner_party = TRY(find_record(*reading, "party", a.text("of")));
  if (a.has("mine")) {
    if (actor.party.empty()) return fail(ErrorKind::Usage, "app.mine_needs_account", {}, "--mine");
    query.owner_party = actor.party;
  }
  query.case_id = a.text("case");
  query.status = {"running", "paused"};
  if (a.has("overdue")) query.due_before = now.plus_millis(1);
  if (const auto within = TRY(a.integer("within"))) {
    if (*within < 0)
      return fail(ErrorKind::BadInput, "app.negative", {{"value", a.text("within")}}, "--within");
    query.due_before =
        Instant::end_of(in->calendar().add_working_days(now.date(), static_cast<int>(*within)).due)
            .plus_millis(1);
  }
  json::array rows;
  bool overdue = false;
  std::map<std::string, std::string> labels;
  for (bool more = true; more;) {
    const auto page = TRY(reading->duties(query));
    more = static_cast<int>(page.size()) == query.limit;
    for (const DutyRow& d : page) {
      const bool late = d.due && d.status == "running" && *d.due <= now;
      overdue |= late;
      json::object o{{"duty", d.duty},
                     {"instance", d.instance},
                     {"case", d.case_id},
                     {"owner", d.owner_party},
                     {"role", d.owner_role},
                     {"recipient", d.recipient_party},
                     {"status", late ? "overdue" : d.status},
                     {"provisional", d.provisional},
                     {"citation", d.citation}};
      o["starts"] = d.starts ? json::value(d.starts->iso()) : json::value(nullptr);
      o["due"] = d.due ? json::value(d.due->plus_millis(-1).date().iso()) : json::value(nullptr);
      o["due_at"] = d.due ? json::value(d.due->iso()) : json::value(nullptr);
      o["remaining_working_days"] = d.due ? json::value(in->calendar().working_days_between(
                                                now.date(), d.due->plus_millis(-1).date()))
                                          : json::value(nullptr);
      rows.push_back(std::move(o));
    }
    if (more) {
      query.after_case = page.back().case_id;
      query.after_duty = page.back().duty;
      query.after_instance = page.back().instance;
    }
  }
  Answer answer;
  answer.negative = overdue && a.has("fail-on-overdue");
  answer.value = std::move(rows);
  answer.columns = {{"due", {"截止日", "Due"}},
                    {"remaining_working_days", {"剩余工作日", "Working days left"}},
                    {"status", {"状态", "Status"}},
                    {"duty", {"待办", "Duty"}},
                    {"owner", {"承担单位", "Owner"}},
                    {"case", {"事项", "Case"}},
                    {"citation", {"依据", "Clause"}}};
  return answer;
}

Result<Answer> tick_word(Session& session, const Arguments&) {
  Installation* in = TRY(session.installation(true));
  const auto& as_of = session.globals().as_of;
  if (as_of && !in->simulated()) return fail(ErrorKind::Refused, "app.real_clock");
  const Instant until = as_of ? *as_of : in->now();
  if (until < in->now())
    return fail(ErrorKind::Refused, "app.clock_back",
                {{"now", in->now().iso_local()}, {"to", until.iso_local()}});
  const auto alone = in->follow_up();
  const Ticked t = TRY(tick(*in, in->renderer(), until));
  Answer answer;
  answer.value = json::object{{"until", t.until.iso()},
                              {"reminders", t.reminders},
                              {"escalations", t.escalations},
                              {"moves", t.moves},
                              {"opened", t.opened},
                              {"effects", t.effects},
                              {"latest_seconds", t.latest_ms / 1000}};
  return answer;
}

json::object document_json(const DocumentRow& d) {
  json::error_code error;
  json::value doc = json::parse(d.doc, error);
  json::object o{{"document", d.id}, {"kind", d.kind}, {"number", d.number}, {"case", d.case_id},
                 {"event", d.event}, {"pdf", d.pdf},   {"docx", d.docx}};
  if (doc.is_object())
    for (const auto& m : doc.get_object()) o[m.key()] = m.value();
  return o;
}

Result<Answer> document_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const std::string viewer = TRY(viewer_of(*reading, actor));
  json::array rows;
  for (const DocumentRow& d : TRY(reading->documents(a.text("case"), a.text("number"), viewer)))
    rows.push_back(document_json(d));
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"number", {"文号", "Number"}}, {"title", {"标题", "Title"}},
                    {"kind", {"文书", "Kind"}},     {"issued", {"日期", "Issued"}},
                    {"case", {"事项", "Case"}},     {"document", {"标识", "Id"}}};
  return answer;
}

Result<DocumentRow> find_document(Session& session, Installation& in, Reading& reading,
                                  const std::string& given) {
  const Actor actor = TRY(actor_of(session, reading));
  const std::string viewer = TRY(viewer_of(reading, actor));
  if (const auto row = TRY(reading.document(given)))
    if (viewer.empty() || row->owner_party == viewer) return *row;
  const auto by_number = TRY(reading.documents("", given, viewer));
  (void)in;
  if (!by_number.empty()) return by_number.front();
  return fail(ErrorKind::NotFound, "document.none", {{"document", given}});
}

Result<Answer> document_show(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const DocumentRow row = TRY(find_document(session, *in, *reading, a.text("document")));
  return Answer{document_json(row), false, {}, {}, {}, {}};
}

// Writes the frozen files; they were drawn when the document was issued and are never drawn anew.
Result<Answer> document_render(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const DocumentRow row = TRY(find_document(session, *in, *reading, a.text("document")));
  const std::string folder = a.has("output") ? a.text("output") : ".";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::string stem = row.number.empty() ? row.id : row.number;
  for (char& c : stem)
    if (c == '/' || c == '\0') c = '-';
  // Both are read and checked before either is written.
  const std::string pdf = TRY(stored_file(*reading, row.pdf));
  const std::string docx = TRY(stored_file(*reading, row.docx));
  json::object files;
  for (const auto& [ending, bytes] : {std::pair{"pdf", &pdf}, std::pair{"docx", &docx}}) {
    const std::string path = folder + "/" + stem + "." + ending;
    CHECK(write_whole_file(path, *bytes, a.has("force")));
    files[ending] = path;
  }
  json::object o{{"document", row.id}, {"number", row.number}, {"files", std::move(files)}};
  return Answer{std::move(o), false, {}, {}, {}, {}};
}

Option key_option() {
  return option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"});
}

}  // namespace

void add_case_words(Catalogue& all) {
  const Option set = option("set", "k=v", {"要素", "fact"}, false, true);
  const Option attach = option("attach", "slot=FILE", {"附件", "attachment"}, false, true);
  all.push_back({"case open",
                 Needs::Writing,
                 "act",
                 {"开启事项", "open a case"},
                 {"dengbao case open filing --about 门户网站 --on 2026-02-10",
                  "dengbao case open cn-bj-egov-2007/filing --about ID --json"},
                 {positional("procedure", "PROCEDURE",
                             {"程序，可带法规包：包/程序", "procedure, or PACK/PROCEDURE"}),
                  option("about", "ID", {"对象或单位", "object or party"}, true), set, attach,
                  option("role", "ROLE=PARTY", {"指定某角色的单位", "bind a role"}, false, true),
                  key_option()},
                 case_open});
  all.push_back(
      {"case do",
       Needs::Writing,
       "act",
       {"办理", "do a move"},
       {"dengbao case do CASE deliver --attach form=备案表.pdf --attach edata=备案数据.rar",
        "dengbao case do CASE accept --on 2026-02-27 --as clerk"},
       {positional("case", "CASE", {"事项", "case"}),
        positional("move", "MOVE", {"办理动作", "move"}), set, attach,
        option("to", "PARTY", {"送达对象", "addressee"}),
        option("if-version", "N", {"仅当事项为此版本", "only at this version"}), key_option()},
       case_do});
  all.push_back({"case show",
                 Needs::Reading,
                 "read",
                 {"查看事项", "show a case"},
                 {"dengbao case show CASE", "dengbao case show CASE --json"},
                 {positional("case", "CASE", {"事项", "case"})},
                 case_show});
  all.push_back(
      {"case list",
       Needs::Reading,
       "read",
       {"列出事项", "list cases"},
       {"dengbao case list --open", "dengbao case list --procedure filing --state returned --csv"},
       {option("procedure", "P", {"程序", "procedure"}), option("state", "S", {"状态", "state"}),
        option("about", "ID", {"对象", "subject"}),
        option("open", "", {"只列未办结的", "only open ones"}),
        option("limit", "N", {"最多行数", "at most"})},
       case_list});
  all.push_back(
      {"duty list",
       Needs::Reading,
       "read",
       {"待办清单", "what is owed"},
       {"dengbao duty list --of 云杉市信息办 --within 3",
        "dengbao duty list --overdue --fail-on-overdue"},
       {option("of", "PARTY", {"承担单位", "owner"}),
        option("mine", "", {"我的单位（配合 --as）", "my party's"}),
        option("overdue", "", {"只列超期的", "only overdue ones"}),
        option("within", "N", {"剩余工作日不多于 N", "due within N working days"}),
        option("case", "CASE", {"某一事项的", "of one case"}),
        option("fail-on-overdue", "", {"有超期时退出码为 2", "exit 2 when something is overdue"})},
       duty_list});
  all.push_back({"tick",
                 Needs::Writing,
                 "administer",
                 {"让到期的提醒、督办与自动办理发生", "let what has fallen due happen"},
                 {"dengbao tick", "dengbao tick --as-of 2026-03-02"},
                 {},
                 tick_word});
  all.push_back(
      {"document list",
       Needs::Reading,
       "read",
       {"列出文书", "list documents"},
       {"dengbao document list", "dengbao document list --case CASE --json"},
       {option("case", "CASE", {"事项", "case"}), option("number", "N", {"文号", "number"})},
       document_list});
  all.push_back({"document show",
                 Needs::Reading,
                 "read",
                 {"查看文书", "show a document"},
                 {"dengbao document show 文号", "dengbao document show ID --json"},
                 {positional("document", "ID", {"标识或文号", "id or number"})},
                 document_show});
  all.push_back({"document render",
                 Needs::Reading,
                 "read",
                 {"取出文书的 PDF 与 docx", "write a document's PDF and docx"},
                 {"dengbao document render 文号 --output 文书/",
                  "dengbao document render ID --output . --force"},
                 {positional("document", "ID", {"标识或文号", "id or number"}),
                  option("output", "DIR", {"输出文件夹", "folder"}),
                  option("force", "", {"覆盖已有文件", "overwrite"})},
                 document_render});
}

}  // namespace dengbao
