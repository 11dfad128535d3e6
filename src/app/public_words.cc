// report …, directory list: what the public does without an account. Which cases it may open, what
// it is asked and what it is told afterwards stands in the packs (`from_public`, `directory`).

#include <algorithm>
#include <boost/json.hpp>

#include "app/case_deeds.h"
#include "app/case_view.h"
#include "app/directory.h"
#include "app/doing.h"
#include "app/follow_up.h"
#include "app/form_telling.h"
#include "app/options.h"
#include "base/text.h"

namespace dengbao {
namespace {

// Nobody: neither who is signed in here nor from where it came stands in the log.
Actor stranger(const Session& session) {
  Actor a;
  a.account = "public";
  a.via = session.globals().via.empty() ? "local" : session.globals().via;
  return a;
}

Result<std::string> place_given(const Arguments& a) {
  const std::string place = a.text("place");
  if (place.size() != 6 || place.find_first_not_of("0123456789") != std::string::npos)
    return fail(ErrorKind::BadInput, "report.place", {{"place", place}}, "place");
  return place;
}

std::string procedure_of(const Arguments& a) {
  return a.has("procedure") ? a.text("procedure") : std::string("report");
}

bool among(const std::vector<Symbol>& all, std::string_view name) {
  return std::any_of(all.begin(), all.end(), [&](Symbol s) { return s.text() == name; });
}

std::unexpected<Explanation> not_public(const std::string& procedure) {
  return fail(ErrorKind::NotFound, "report.no_procedure", {{"procedure", procedure}});
}

// Everything that must be there is, and nothing else.
Status check_given(const Procedure& p, const Given& given) {
  std::vector<std::string> names;
  for (const auto& [name, value] : given.sets)
    if (!trim(value).empty()) names.push_back(name);
  for (const Attachment& file : given.files) names.push_back(file.slot);
  const Procedure::PublicEntry& entry = p.from_public;
  for (const std::string& name : names)
    if (!among(entry.asks, name) && !among(entry.may, name))
      return fail(ErrorKind::BadInput, "case.fact_not_asked",
                  {{"fact", name}, {"move", p.name.text()}}, name);
  for (Symbol fact : entry.asks)
    if (std::find(names.begin(), names.end(), fact.text()) == names.end()) {
      const FactDecl* decl = p.fact(fact);
      return fail(ErrorKind::BadInput, "case.fact_missing",
                  {{"fact", fact.text()}, {"label", decl ? decl->label.zh : fact.text()}},
                  fact.text(), p.cites);
    }
  return {};
}

Result<Answer> report_new(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  OpenInput input;
  input.procedure = procedure_of(a);
  input.subject = "place/" + TRY(place_given(a));
  input.given = TRY(given_from(a));
  std::erase_if(input.given.sets, [](const auto& set) { return trim(set.second).empty(); });
  const Actor actor = stranger(session);
  const std::string word = secret_word(in->random());
  Request r;
  r.actor = actor;
  r.act = [&](Desk& desk) -> Result<Deed> {
    const GoverningLaw governing = TRY(governing_law(desk, input.procedure, input.subject));
    const Procedure* p = governing.law->procedure(governing.procedure);
    if (!p || !p->from_public.open) return not_public(input.procedure);
    CHECK(check_given(*p, input.given));
    OpenInput opening = input;
    opening.law = governing.law;
    opening.procedure = governing.procedure;
    Deed deed = TRY(open_case_deed(desk, opening, actor));
    OpenedCase c = TRY(desk.case_of(deed.case_id));
    const std::string number = c.c.value(p->from_public.number).show();
    desk.keep(std::move(c));
    CHECK(keep_follow_up(desk, number, deed.case_id, word, actor));
    deed.more["number"] = number;
    return deed;
  };
  Answer answer = TRY(submit(session, *in, std::move(r)));
  answer.value.as_object()["word"] = word;
  answer.columns = {{"number", {"查询编号", "Number"}}, {"word", {"密语", "Secret word"}}};
  return answer;
}

Result<Answer> report_follow(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const std::string id = TRY(followed_case(*reading, a.text("number"), a.text("word")));
  json::object told = TRY(told_of(*in, *reading, id));
  told["number"] = a.text("number");
  Answer answer;
  answer.value = std::move(told);
  return answer;
}

Result<Answer> report_form(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const std::string name = procedure_of(a);
  const auto [law, p] = TRY(public_procedure(*in, *reading, name));
  if (!p) return not_public(name);
  json::array fields;
  const auto add = [&](Symbol fact, bool required) {
    if (const FactDecl* decl = p->fact(fact)) {
      json::object o = field_json(*decl, *law);
      o["required"] = required;
      fields.push_back(std::move(o));
    }
  };
  for (Symbol fact : p->from_public.asks) add(fact, true);
  for (Symbol fact : p->from_public.may) add(fact, false);
  json::object out{{"procedure", p->qualified},
                   {"title", label_json(p->title)},
                   {"intro", label_json(p->from_public.intro)},
                   {"fields", std::move(fields)},
                   {"places", TRY(places_served(*in, *reading, *law, *p))}};
  json::array cites;
  for (const std::string& c : p->cites) cites.push_back(json::string(c));
  out["citations"] = std::move(cites);
  Answer answer;
  answer.text = form_told(out, session.chinese());
  answer.value = std::move(out);
  return answer;
}

Result<Answer> directory_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const std::string search(trim(a.text("search")));
  constexpr std::size_t kFewest = 2;
  if (characters(search) < kFewest)
    return fail(ErrorKind::BadInput, "directory.too_short", {}, "search");
  Answer answer;
  answer.value = TRY(directory_of(*in, *reading, search));
  answer.columns = {{"name", {"单位", "Name"}},
                    {"as_label", {"身份", "As"}},
                    {"state_label", {"状态", "State"}},
                    {"number", {"编号", "Number"}}};
  return answer;
}

}  // namespace

void add_public_words(Catalogue& all) {
  const Option procedure = option("procedure", "P", {"事项；默认举报", "procedure; a report"});
  all.push_back(
      {"report new",
       Needs::Writing,
       "",
       {"公众举报：得到查询编号和密语", "report a problem; gives a number and a secret word"},
       {"dengbao report new --place 990101 --set about_whom=某网站 --set what=泄露了用户资料",
        "dengbao report new --place 990101 --set about_whom=A --set what=B --attach "
        "evidence=a.png"},
       {option("place", "PLACE", {"发生地行政区划代码", "division code of the place"}, true),
        procedure, option("set", "k=v", {"要素", "fact"}, false, true),
        option("attach", "slot=FILE", {"附件", "attachment"}, false, true)},
       report_new,
       {.to_all = true, .tells_secret = true}});
  all.push_back(
      {"report follow",
       Needs::Reading,
       "",
       {"凭编号和密语查询举报的办理情况", "follow a report by its number and secret word"},
       {"dengbao report follow --number 举报2026-000001 --word abcd-efgh-jkmn-pqrs",
        "dengbao report follow --number N --word W --json"},
       {option("number", "NUMBER", {"查询编号", "number"}, true),
        option("word", "WORD", {"密语", "secret word"}, true)},
       report_follow,
       {.to_all = true, .asks_secret = true, .tells_secret = true}});
  all.push_back({"report form",
                 Needs::Reading,
                 "",
                 {"举报表：要填什么、向哪里举报", "what a report asks and where it goes"},
                 {"dengbao report form", "dengbao report form --json"},
                 {procedure},
                 report_form,
                 {.to_all = true}});
  all.push_back(
      {"directory list",
       Needs::Reading,
       "",
       {"公开名录：按名称查机构和同意公开的备案单位",
        "bodies, and filed units that agreed, by name"},
       {"dengbao directory list --search 测评", "dengbao directory list --search 医院 --csv"},
       {option("search", "TEXT", {"名称中的至少两个字", "two characters or more"}, true)},
       directory_list,
       {.to_all = true}});
}

}  // namespace dengbao
