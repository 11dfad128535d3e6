#include "app/migrating.h"
#include "app/case_rows.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "app/case_deeds.h"
#include "engine/decide.h"

namespace dengbao {
namespace {

struct NewRules {
  std::shared_ptr<const Law> law;
  const Procedure* procedure = nullptr;
};

// The rules a case would come under: the same procedure of the pack as it is in use now.
Result<NewRules> target_of(const Procedure& from, const std::string& pack, LawShelf& shelf,
                           Reading& reading) {
  const std::string id = pack.empty() ? from.pack : pack;
  NewRules out;
  const auto in_use = TRY(reading.record("law", id));
  out.law = in_use ? TRY(shelf.pinned(in_use->code, reading)) : TRY(shelf.of_library(id));
  out.procedure = out.law->procedure(from.name.text());
  if (!out.procedure)
    return fail(ErrorKind::NotFound, "law.no_procedure",
                {{"procedure", id + "/" + from.name.text()}});
  return out;
}

Status same_rules(const Case& c, const NewRules& target) {
  if (c.pack != target.law->digest) return {};
  return fail(
      ErrorKind::Refused, "case.migrate_same",
      {{"case", c.id}, {"pack", target.law->head.id}, {"edition", target.law->head.edition}});
}

json::object law_json(const Law& law) {
  return {{"pack", law.head.id},
          {"edition", law.head.edition},
          {"title", label_json(law.head.title)},
          {"digest", law.digest}};
}

std::map<std::pair<std::string, std::string>, json::object> dues(const Procedure& p, const Case& c,
                                                                 const Law& law,
                                                                 const CaseViewer& viewer) {
  std::map<std::pair<std::string, std::string>, json::object> out;
  for (const Duty& d : duties(p, c, law, viewer.installation.calendar(), viewer.now)) {
    json::object o{{"status", duty_status_name(d.status)}};
    o["due"] = d.due ? json::value(d.due_date()->iso()) : json::value(nullptr);
    out[{d.name.text(), d.instance}] = std::move(o);
  }
  return out;
}

json::array changed_duties(const Procedure& from, const Case& before, const Law& old,
                           const NewRules& to, const Case& after, const CaseViewer& viewer) {
  auto was = dues(from, before, old, viewer);
  json::array out;
  for (const auto& [key, is] : dues(*to.procedure, after, *to.law, viewer)) {
    const auto it = was.find(key);
    const json::value stood = it == was.end() ? json::value(nullptr) : json::value(it->second);
    if (it != was.end()) was.erase(it);
    if (stood != json::value(is))
      out.push_back(
          json::object{{"duty", key.first}, {"instance", key.second}, {"was", stood}, {"is", is}});
  }
  for (const auto& [key, stood] : was)
    out.push_back(json::object{
        {"duty", key.first}, {"instance", key.second}, {"was", stood}, {"is", nullptr}});
  return out;
}

// Names of moves the one knows and the other does not.
json::array moves_beyond(const Procedure& these, const Procedure& those) {
  json::array out;
  for (const MoveDecl& m : these.moves)
    if (!those.move(m.name)) out.push_back(json::string(m.name.text()));
  return out;
}

}  // namespace

Result<Deed> migrate_deed(Desk& desk, const MigrateInput& input, const Actor& actor) {
  OpenedCase c = TRY(desk.case_of(input.case_id));
  if (input.if_version && *input.if_version != c.c.version)
    return fail(ErrorKind::Conflict, "case.version",
                {{"case", c.c.id},
                 {"expected", std::to_string(*input.if_version)},
                 {"version", std::to_string(c.c.version)},
                 {"state", c.c.state.text()},
                 {"last", c.c.moves.empty() ? "" : c.c.moves.back().what.text()}});
  const NewRules to = TRY(target_of(*c.procedure, input.pack, desk.shelf(), desk.work()));
  CHECK(same_rules(c.c, to));
  const Context context = desk.context(actor, *to.law, desk.now().date());
  Decision decision = TRY(migrate(*to.procedure, c.c, context));
  if (!TRY(desk.work().pack(to.law->digest)))
    CHECK(desk.work().insert(desk.shelf().row_of(*to.law, desk.now())));
  return desk.carry(c, std::move(decision), context);
}

Result<json::object> migration_preview(const CaseViewer& viewer, const MigrateInput& input) {
  const auto row = TRY(viewer.reading.case_row(input.case_id));
  if (!row) return fail(ErrorKind::NotFound, "case.none", {{"case", input.case_id}});
  const Case c = TRY(case_in(*row));
  Installation& in = viewer.installation;
  const auto law = TRY(in.shelf().pinned(row->pack, viewer.reading));
  const Procedure* p = law->procedure(row->procedure);
  if (!p) return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", row->procedure}});
  const NewRules to = TRY(target_of(*p, input.pack, in.shelf(), viewer.reading));
  CHECK(same_rules(c, to));
  Context context;
  context.on = viewer.now.date();
  context.at = viewer.now;
  context.law = to.law.get();
  context.calendar = &in.calendar();
  context.functions = &in.functions();
  json::object out{{"case", c.id},
                   {"preview", true},
                   {"from", law_json(*law)},
                   {"to", law_json(*to.law)},
                   {"state", c.state.text()},
                   {"moves_lost", moves_beyond(*p, *to.procedure)},
                   {"moves_new", moves_beyond(*to.procedure, *p)}};
  json::array unknown;
  for (const FactEntry& f : c.facts)
    if (!to.procedure->fact(f.name)) unknown.push_back(json::string(f.name.text()));
  out["facts_unknown"] = std::move(unknown);
  const auto decision = migrate(*to.procedure, c, context);
  out["possible"] = decision.has_value();
  if (!decision) {
    out["why"] = decision.error().code;
    return out;
  }
  Case after = c;
  apply(after, decision->event);
  out["duties"] = changed_duties(*p, c, *law, to, after, viewer);
  return out;
}

}  // namespace dengbao
