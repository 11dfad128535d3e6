// binding check, place list: what it would mean that a pack governs somewhere, before it does.

#include <boost/json.hpp>
#include <map>

#include "app/bindings.h"
#include "app/doing.h"
#include "app/law_words.h"
#include "app/lists.h"
#include "app/options.h"
#include "app/places.h"
#include "app/setting_words.h"

namespace dengbao {
namespace {

json::array counts(const std::map<std::string, std::int64_t>& of) {
  json::array out;
  for (const auto& [pack, units] : of)
    out.push_back(json::object{{"pack", pack}, {"units", units}});
  return out;
}

// Units that the binding speaks of: by whom they are governed today, and by whom afterwards.
struct Meant {
  std::int64_t units = 0;
  std::map<std::string, std::int64_t> now;   // pack → units; "" where none is bound
  std::map<std::string, std::int64_t> kept;  // where a more particular binding stands before it
};

Result<Meant> meant_by(Reading& reading, const std::vector<Binding>& all, const Binding& fresh) {
  std::vector<Binding> after;
  for (const Binding& b : all)
    if (b.territory != fresh.territory || b.party_kind != fresh.party_kind) after.push_back(b);
  after.push_back(fresh);
  ListQuery query;
  query.kind = "party";
  query.sight.everything = true;
  Meant out;
  for (const Tally& t : TRY(reading.lists().tally(Listed::Records, query, {"t.place", "t.type"}))) {
    const std::string &place = t.values[0], &kind = t.values[1];
    if (!fresh.speaks_of(place, kind)) continue;
    out.units += t.count;
    const Binding *was = governing(all, place, kind), *is = governing(after, place, kind);
    out.now[was ? was->pack : ""] += t.count;
    if (is != &after.back()) out.kept[is->pack] += t.count;
  }
  return out;
}

// Cases stay with the rules under which they were opened.
Result<std::map<std::string, std::int64_t>> open_cases(Reading& reading,
                                                       const std::string& procedure) {
  ListQuery query;
  query.sight.everything = true;
  query.terms.push_back({.column = "open", .text = {}, .number = 1});
  std::map<std::string, std::int64_t> out;
  for (const Tally& t : TRY(reading.lists().tally(Listed::Cases, query, {"t.procedure"}))) {
    const auto slash = t.values[0].find('/');
    if (slash != std::string::npos && t.values[0].substr(slash + 1) == procedure)
      out[t.values[0].substr(0, slash)] += t.count;
  }
  return out;
}

Result<Answer> binding_check(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  CHECK(allowed(*reading, actor, Permission::Administer));
  const auto law = TRY(in->shelf().of_library(a.text("pack")));
  const Procedure* procedure = law->procedure(a.text("procedure"));
  if (!procedure)
    return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", a.text("procedure")}});
  const Binding fresh{a.text("pack"), a.text("territory"), a.text("party-kind")};
  const auto all = TRY(bindings_of(*reading, a.text("procedure")));
  const Meant meant = TRY(meant_by(*reading, all, fresh));
  json::value replaces = nullptr;
  for (const Binding& b : all)
    if (b.territory == fresh.territory && b.party_kind == fresh.party_kind)
      replaces = json::string(b.pack);
  json::array cases;
  for (const auto& [pack, n] : TRY(open_cases(*reading, a.text("procedure"))))
    cases.push_back(json::object{{"pack", pack}, {"cases", n}});
  Answer answer;
  answer.value = json::object{{"procedure", a.text("procedure")},
                              {"title", to_json(procedure->title)},
                              {"pack", fresh.pack},
                              {"edition", law->head.edition},
                              {"territory", fresh.territory},
                              {"party_kind", fresh.party_kind},
                              {"replaces", std::move(replaces)},
                              {"units", meant.units},
                              {"now", counts(meant.now)},
                              {"kept", counts(meant.kept)},
                              {"open_cases", std::move(cases)}};
  return answer;
}

Result<Answer> place_list(Session& session, const Arguments&) {
  const LawLibrary* library = TRY(session.law());
  json::array rows;
  for (const NamedPlace& p : TRY(named_places(library->files())))
    rows.push_back(json::object{{"code", p.code}, {"name", to_json(p.name)}, {"parent", p.parent}});
  Answer answer;
  answer.value = std::move(rows);
  answer.columns = {
      {"code", {"代码", "Code"}}, {"name", {"名称", "Name"}}, {"parent", {"上级", "Within"}}};
  return answer;
}

}  // namespace

void add_binding_words(Catalogue& all) {
  all.push_back(
      {"binding check",
       Needs::Reading,
       "administer",
       {"试看：某处改用某个法规包，涉及多少单位，在办事项如何",
        "what it would mean that a pack governs somewhere"},
       {"dengbao binding check --procedure filing --territory 990000 --pack cn-cq-notice-2020",
        "dengbao binding check --procedure filing --territory 990103 --party-kind government "
        "--pack cn-bj-egov-2007 --json"},
       {option("procedure", "P", {"事项", "procedure"}, true),
        option("territory", "T", {"行政区划代码", "division code"}, true),
        option("party-kind", "K", {"单位性质；不填为全部", "kind of party; all where absent"}),
        option("pack", "ID", {"法规包", "pack"}, true)},
       binding_check});
  all.push_back({"place list",
                 Needs::Nothing,
                 "",
                 {"列出行政区划代码", "list the division codes"},
                 {"dengbao place list", "dengbao --lang en place list --csv"},
                 {},
                 place_list});
}

}  // namespace dengbao
