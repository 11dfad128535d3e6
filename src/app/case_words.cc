// case …, duty …, tick, document …: what people do all day.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_deeds.h"
#include "app/case_telling.h"
#include "app/case_view.h"
#include "app/doing.h"
#include "app/listing.h"
#include "app/mandates.h"
#include "app/migrating.h"
#include "app/options.h"
#include "app/recusal.h"

namespace dengbao {
namespace {

Result<Answer> case_open(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  OpenInput input;
  input.procedure = a.text("procedure");
  // What may not be seen does not exist for the caller.
  const std::string about = a.text("about");
  const Sight sight = TRY(sight_of(session, *reading, actor));
  if (const auto slash = about.find('/'); slash != std::string::npos) {
    input.subject = about;
    TRY(seen_record(*reading, sight, about.starts_with("party/") ? "party" : "object",
                    about.substr(slash + 1)));
  } else if (const auto object = seen_record(*reading, sight, "object", about)) {
    input.subject = "object/" + object->id;
  } else if (const auto party = seen_record(*reading, sight, "party", about)) {
    input.subject = "party/" + party->id;
  } else {
    return std::unexpected(object.error());
  }
  Sight own = sight;
  own.mandates.clear();
  input.own_sight =
      sight.mandates.empty() || TRY(reading->lists().sees(Listed::Records, input.subject, own));
  CHECK(allowed(*reading, actor, Permission::Act));
  input.on = session.globals().on;
  input.given = TRY(given_from(a));
  for (const std::string& pair : a.all("role")) {
    const auto eq = pair.find('=');
    if (eq == std::string::npos)
      return fail(ErrorKind::Usage, "app.set_form", {{"value", pair}}, "--role");
    input.roles.push_back(
        {Symbol(pair.substr(0, eq)), {TRY(named_party(*reading, sight, pair.substr(eq + 1)))}});
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
  const Sight sight = TRY(sight_of(session, *reading, actor));
  if (!TRY(reading->lists().sees(Listed::Cases, input.case_id, sight)))
    return fail(ErrorKind::NotFound, "case.none", {{"case", input.case_id}});
  input.move = a.text("move");
  input.on = session.globals().on;
  input.given = TRY(given_from(a));
  input.if_version = TRY(a.integer("if-version"));
  if (a.has("for")) input.for_party = TRY(seen_record(*reading, sight, "party", a.text("for"))).id;
  if (a.has("to")) input.to = TRY(named_party(*reading, sight, a.text("to")));
  reading.reset();
  Request r = request_of(actor, a, "case do");
  r.act = [&](Desk& desk) { return move_deed(desk, input, actor); };
  return submit(session, *in, std::move(r));
}

Result<Answer> case_show(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  // A case one may not see does not exist.
  if (!TRY(reading->lists().sees(Listed::Cases, a.text("case"), sight)))
    return fail(ErrorKind::NotFound, "case.none", {{"case", a.text("case")}});
  Names names(*reading);
  const Client side = TRY(side_of(*reading, sight, a.text("case")));
  const bool aside = TRY(stepped_aside(*reading, a.text("case"), actor.account));
  const CaseViewer viewer{*in, *reading, names, side.party, session.now(), side, aside};
  json::object view = TRY(case_view(viewer, a.text("case")));
  // Whose side it is that is looked from, where it is not the viewer's own.
  if (!viewer.party.empty() && viewer.party != sight.party())
    view["acting_for"] =
        json::object{{"party", viewer.party}, {"name", TRY(names.party(viewer.party))}};
  Answer answer;
  answer.text = case_told(view, session.chinese());
  answer.value = std::move(view);
  return answer;
}

Result<json::object> case_row_json(Installation& in, Reading& reading, Names& names,
                                   const CaseRow& c) {
  json::object o{{"case", c.id},
                 {"procedure", c.procedure},
                 {"title", label_json({c.procedure, c.procedure})},
                 {"subject", c.subject},
                 {"subject_name", TRY(names.subject(c.subject))},
                 {"state", c.state},
                 {"state_label", label_json({c.state, c.state})},
                 {"version", c.version},
                 {"open", c.open},
                 {"opened_on", c.opened_on.iso()}};
  const auto law = TRY(in.shelf().pinned(c.pack, reading));
  if (const Procedure* p = law->procedure(c.procedure)) {
    o["title"] = label_json(p->title);
    if (const StateDecl* state = p->state(Symbol(c.state)))
      o["state_label"] = label_json(state->label);
  }
  return o;
}

Result<Answer> case_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  ListQuery query = TRY(asked_list(a, Listed::Cases));
  query.sight = TRY(sight_of(session, *reading, actor));
  if (a.has("state"))
    query.terms.push_back({.column = "state", .text = a.text("state"), .number = {}});
  if (a.has("procedure"))  // with its pack, or of every pack
    query.terms.push_back({.column = "procedure",
                           .how = ListTerm::How::EndOf,
                           .text = a.text("procedure"),
                           .number = {}});
  if (a.has("about")) {
    std::string about = a.text("about");
    if (about.find('/') == std::string::npos)
      about = "object/" + TRY(seen_record(*reading, query.sight, "object", about)).id;
    query.terms.push_back({.column = "subject", .text = std::move(about), .number = {}});
  }
  if (a.has("open")) query.terms.push_back({.column = "open", .text = {}, .number = 1});
  Names names(*reading);
  json::array rows;
  const auto read = [&](const ListQuery& q) { return reading->lists().cases(q); };
  const auto take = [&](const CaseRow& c) -> Status {
    rows.push_back(TRY(case_row_json(*in, *reading, names, c)));
    return {};
  };
  const Gathered got = TRY(gather<CaseRow>(query, a, read, take));
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {{"case", {"事项", "Case"}},
                    {"title", {"程序", "Procedure"}},
                    {"subject_name", {"对象", "Subject"}},
                    {"state_label", {"状态", "State"}},
                    {"opened_on", {"开启", "Opened"}},
                    {"version", {"版本", "Version"}}};
  answer.next = got.next;
  answer.total = got.total;
  return answer;
}

// Needs the writing permission in both cases: a preview is for who may do it.
Result<Answer> case_migrate(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  const MigrateInput input{a.text("case"), a.text("to"), TRY(a.integer("if-version"))};
  if (a.has("preview")) {
    Names names(*reading);
    const CaseViewer viewer{*in, *reading, names, "", session.now()};
    return Answer{TRY(migration_preview(viewer, input)), false, {}, {}, {}, {}};
  }
  reading.reset();
  Request r = request_of(actor, a, "case migrate");
  r.act = [&](Desk& desk) { return migrate_deed(desk, input, actor); };
  return submit(session, *in, std::move(r));
}

std::vector<Option> case_list_options() {
  std::vector<Option> out = {option("procedure", "P", {"程序", "procedure"}),
                             option("state", "S", {"状态", "state"}),
                             option("about", "ID", {"对象", "subject"}),
                             option("open", "", {"只列未办结的", "only open ones"})};
  add_listing_options(out, Listed::Cases);
  return out;
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
        option("for", "PARTY", {"代哪个单位办理（须有授权）", "for whom, under its authorisation"}),
        option("if-version", "N", {"仅当事项为此版本", "only at this version"}), key_option()},
       case_do});
  all.push_back({"case show",
                 Needs::Reading,
                 "read",
                 {"查看事项", "show a case"},
                 {"dengbao case show CASE", "dengbao case show CASE --json"},
                 {positional("case", "CASE", {"事项", "case"})},
                 case_show});
  all.push_back({"case list",
                 Needs::Reading,
                 "read",
                 {"列出事项", "list cases"},
                 {"dengbao case list --open --search 门户 --sort -opened",
                  "dengbao case list --procedure filing --state returned --csv"},
                 case_list_options(),
                 case_list});
  all.push_back(
      {"case migrate",
       Needs::Writing,
       "administer",
       {"让办理中的事项改用新版规则", "bring a running case under newer rules"},
       {"dengbao case migrate CASE --preview", "dengbao case migrate CASE --if-version 4"},
       {positional("case", "CASE", {"事项", "case"}),
        option("to", "PACK", {"法规包；不给则为原包现行版本", "pack; its own, as installed now"}),
        option("preview", "", {"只看会改变什么", "only show what would change"}),
        option("if-version", "N", {"仅当事项为此版本", "only at this version"}), key_option()},
       case_migrate});
}

}  // namespace dengbao
