// grade system: opens the grading of an object and proposes the grade in one request.
#include <algorithm>
#include <boost/json.hpp>

#include "app/case_deeds.h"
#include "app/doing.h"
#include "app/options.h"
#include "app/sight.h"
#include "base/text.h"
#include "domain/grading/grading.h"
#include "engine/decide.h"

namespace dengbao {
namespace {

// The words of the grading procedure that this command fills in [gbt-22240-2020 §6.3].
const Symbol kPropose("propose"), kInformation("s_ticks"), kService("a_ticks"),
    kInformationWhy("s_reason"), kServiceWhy("a_reason"), kForm("form");

Result<Value> ticks(const std::vector<std::string>& given) {
  std::vector<Value> out;
  for (const std::string& words : given)
    for (const std::string& word : split(words, ',')) {
      TRY(grading::tick_from(word));
      out.emplace_back(word);
    }
  return Value::list(std::move(out));
}

struct Proposal {
  std::string subject;
  std::vector<FactChange> opening, proposing;
  Date on;
};

// Who acts where the operating system is the guard: whoever holds the role.
Actor standing_in(const Actor& actor, const MoveDecl& move, const Case& c) {
  Actor who = actor;
  if (who.may_act_for_all && who.party.empty())
    for (Symbol role : move.by)
      if (const auto& parties = c.parties(role); !parties.empty()) {
        who.party = parties.front();
        break;
      }
  return who;
}

// What is harmed and how much, in the words of the standard: the reason where none is given.
std::string ticks_words(const Law& law, const Value& ticks) {
  const auto word = [&](const char* list, const std::string& code) {
    const auto it = law.code_lists.find(list);
    const CodeList::Entry* entry = it == law.code_lists.end() ? nullptr : it->second.find(code);
    return entry ? entry->label.zh : code;
  };
  std::string out;
  for (const Value& one : ticks.compound()->items) {
    const auto parts = split(one.show(), ':');
    out += (out.empty() ? "" : "；") + word("harmed_interests", parts[0]) + "受到" +
           word("harm_degrees", parts.back());
  }
  return out;
}

void give_reason(std::vector<FactChange>& sets, const Law& law, Symbol ticks, Symbol reason) {
  const auto of = [&](Symbol fact) {
    return std::find_if(sets.begin(), sets.end(),
                        [&](const FactChange& s) { return s.fact == fact; });
  };
  if (of(reason) != sets.end() || of(ticks) == sets.end()) return;
  sets.push_back({reason, Value(ticks_words(law, of(ticks)->value)), false});
}

// The grading of the object that is not decided yet, or none.
Result<std::optional<OpenedCase>> running(Desk& desk, const std::string& procedure,
                                          const std::string& subject) {
  CaseQuery query;
  query.subject = subject;
  query.procedure = procedure;
  query.open = true;
  for (const CaseRow& row : TRY(desk.work().cases(query))) return TRY(desk.case_of(row.id));
  return std::nullopt;
}

// Both steps are decided before either is written: a refused proposal leaves no empty case behind.
Result<Deed> propose(Desk& desk, const Proposal& given, const Actor& actor) {
  const GoverningLaw governing = TRY(governing_law(desk, "grading", given.subject));
  const Procedure& p = *governing.law->procedure(governing.procedure);
  std::optional<OpenedCase> standing = TRY(running(desk, p.qualified, given.subject));
  OpenedCase c;
  std::optional<Decision> opening;
  const Context begins = desk.context(actor, *governing.law, given.on);
  Case seen;
  if (standing) {
    c = std::move(*standing);
    seen = c.c;
  } else {
    c.law = governing.law;
    c.procedure = &p;
    OpenCommand command;
    command.case_id = desk.fresh_id();
    command.subject = given.subject;
    command.sets = given.opening;
    opening = TRY(open_case(p, command, begins));
    apply(seen, opening->event);
  }
  const MoveDecl* move = c.procedure->move(kPropose);
  if (!move)
    return fail(ErrorKind::NotFound, "case.no_move",
                {{"move", kPropose.text()}, {"procedure", c.procedure->qualified}, {"known", ""}});
  std::vector<FactChange> sets = given.proposing;
  give_reason(sets, *c.law, kInformation, kInformationWhy);
  give_reason(sets, *c.law, kService, kServiceWhy);
  const Context proposes = desk.context(standing_in(actor, *move, seen), *c.law, given.on);
  Decision decision = TRY(decide(*c.procedure, seen, {kPropose, sets, ""}, proposes));
  if (opening) {
    CHECK(ensure_installed(desk, c.law.get(), actor));
    TRY(desk.carry(c, std::move(*opening), begins));
  }
  return desk.carry(c, std::move(decision), proposes);
}

Result<Answer> grade_system(Session& session, const Arguments& a) {
  Installation* in = TRY(open_for_writing(session));
  auto reading = TRY(in->reading());
  const Actor actor = TRY(actor_of(session, *reading));
  const Sight sight = TRY(sight_of(session, *reading, actor));
  const RecordRow row = TRY(seen_record(*reading, sight, "object", a.text("id")));
  const std::string id = row.id;
  CHECK(allowed(*reading, actor, Permission::Register, row.owner_party));
  Proposal given;
  given.subject = "object/" + id;
  given.on = session.globals().on.value_or(in->now().date());
  given.proposing = {{kInformation, TRY(ticks(a.all("info"))), false},
                     {kService, TRY(ticks(a.all("service"))), false}};
  if (a.has("info-reason"))
    given.proposing.push_back({kInformationWhy, Value(a.text("info-reason")), false});
  if (a.has("service-reason"))
    given.proposing.push_back({kServiceWhy, Value(a.text("service-reason")), false});
  if (a.has("form")) given.opening = {{kForm, Value(a.text("form")), false}};
  reading.reset();
  Request r = request_of(actor, a, "grade system");
  r.act = [&](Desk& desk) -> Result<Deed> {
    Deed deed = TRY(propose(desk, given, actor));
    const OpenedCase c = TRY(desk.case_of(deed.case_id));
    const auto level = [&](const char* fact) {
      const std::int64_t* n = c.c.value(Symbol(fact)).integer();
      return n ? *n : 0;
    };
    const std::int64_t s = level("s_level"), service = level("a_level");
    deed.more["s"] = s;
    deed.more["a"] = service;
    deed.more["level"] = std::max(s, service);
    deed.more["code"] = grading::grade_code(static_cast<int>(s), static_cast<int>(service));
    deed.more["matrix"] = c.c.value(Symbol("matrix")).show();
    return deed;
  };
  return submit(session, *in, std::move(r));
}

}  // namespace

void add_grading_words(Catalogue& all) {
  all.push_back(
      {"grade system",
       Needs::Writing,
       "register",
       {"为定级对象提出等级（开启定级事项）", "propose the grade of an object (opens its grading)"},
       {"dengbao grade system 挂号系统 --info public:serious --service rights:general "
        "--info-reason 影响全市挂号 --service-reason 可人工代替",
        "dengbao grade system ID --info rights:serious --service public:general --info-reason A "
        "--service-reason B --json"},
       {positional("id", "ID", {"系统标识或名称", "id or name of the system"}),
        option("info", "I:H", {"业务信息：客体:程度", "information: interest:harm"}, true, true),
        option("service", "I:H", {"系统服务：同上", "service: the same"}, true, true),
        option("info-reason", "TEXT", {"业务信息定级理由", "reasons, information"}),
        option("service-reason", "TEXT", {"系统服务定级理由", "reasons, service"}),
        option("form", "EDITION", {"将使用的备案表版本", "form that will be used"}),
        option("key", "K", {"幂等键：同一键的同一请求只生效一次", "idempotency key"})},
       grade_system});
}

}  // namespace dengbao
