#include "app/case_deeds.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "app/bindings.h"
#include "app/mandates.h"
#include "app/recusal.h"
#include "engine/facts.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::unexpected<Explanation> no_such_fact(const std::string& fact, const Procedure& p) {
  std::string known;
  for (const FactDecl& f : p.facts) known += (known.empty() ? "" : " ") + f.name.text();
  return fail(ErrorKind::Usage, "case.unknown_fact",
              {{"fact", fact}, {"procedure", p.qualified}, {"known", known}}, fact);
}

const FactDecl* fact_named(const Procedure& p, std::string_view name) {
  for (const FactDecl& f : p.facts)
    if (f.name.text() == name) return &f;
  return nullptr;
}

// Types what was given; files are checked first and stored only with the deed.
struct Typed {
  std::vector<FactChange> sets;
  std::vector<std::pair<std::string, const std::string*>> files;  // digest, bytes
};

Result<Typed> typed(const Given& given, const Procedure& p) {
  Typed out{given.values, {}};
  for (const auto& [name, value] : given.sets) {
    const FactDecl* fact = fact_named(p, name);
    if (!fact) return no_such_fact(name, p);
    out.sets.push_back({fact->name, TRY(fact_from_text(*fact, value)), fact->personal});
  }
  for (const Attachment& a : given.files) {
    const FactDecl* fact = fact_named(p, a.slot);
    if (!fact || fact->type != FactType::File) return no_such_fact(a.slot, p);
    const std::string digest = hex(dengbao::digest(HashKind::Sm3, a.bytes));
    out.sets.push_back({fact->name,
                        Value::record({{"name", Value(a.name)},
                                       {"digest", Value(digest)},
                                       {"size", Value(static_cast<std::int64_t>(a.bytes.size()))}}),
                        fact->personal});
    out.files.emplace_back(digest, &a.bytes);
  }
  return out;
}

Status keep_files(Desk& desk, const Typed& given) {
  for (const auto& [digest, bytes] : given.files) CHECK(desk.work().put_file(digest, *bytes));
  return {};
}

Result<std::string> bound_pack(Desk& desk, const std::string& procedure,
                               const std::string& subject) {
  const Value place = TRY(desk.view().subject(subject, "place")).value;
  const auto owner = TRY(desk.view().owner_of(subject));
  const Value kind = owner ? TRY(desk.view().party(*owner, "kind")).value : Value();
  const auto all = TRY(bindings_of(desk.work(), procedure));
  const Binding* best = governing(all, place.show(), kind.show());
  return best ? best->pack : std::string();
}

}  // namespace

namespace {

// The digest of a pack that is in use here.
Result<std::optional<std::string>> installed(Desk& desk, const std::string& pack) {
  const auto row = desk.view().record("law", pack);
  if (row) return text((*row)->doc, "digest");
  if (row.error().kind != ErrorKind::NotFound) return std::unexpected(row.error());
  return std::nullopt;
}

}  // namespace

Status ensure_installed(Desk& desk, const Law* law, const Actor& actor) {
  if (TRY(installed(desk, law->head.id))) return {};
  if (!TRY(desk.work().pack(law->digest)))
    CHECK(desk.work().insert(desk.shelf().row_of(*law, desk.now())));
  Desk::RecordChange change;
  change.kind = "law";
  change.id = law->head.id;
  change.event = "law installed";
  change.fields = {{"pack", law->head.id}, {"edition", law->head.edition}, {"digest", law->digest}};
  change.name = law->head.id;
  change.code = law->digest;
  change.on = desk.now().date();
  TRY(desk.change_record(change, actor));
  return {};
}

Result<std::shared_ptr<const Law>> law_in_use(Desk& desk, const std::string& pack) {
  if (const auto digest = TRY(installed(desk, pack)))
    return desk.shelf().pinned(*digest, desk.work());
  return desk.shelf().of_library(pack);
}

Result<GoverningLaw> governing_law(Desk& desk, const std::string& procedure,
                                   const std::string& subject) {
  std::string pack, name = procedure;
  if (const auto slash = procedure.find('/'); slash != std::string::npos) {
    pack = procedure.substr(0, slash);
    name = procedure.substr(slash + 1);
  } else {
    pack = TRY(bound_pack(desk, name, subject));
  }
  if (pack.empty()) {
    std::vector<std::string> having;
    for (const PackHead& head : pack_heads(desk.shelf().library())) {
      if (head.not_yet_run) continue;
      const auto law = desk.shelf().of_library(head.id);
      const Procedure* p = law ? (*law)->procedure(name) : nullptr;
      if (p && p->pack == head.id) having.push_back(head.id);
    }
    if (having.size() != 1) {
      std::string list;
      for (const std::string& id : having) list += (list.empty() ? "" : " ") + id + "/" + name;
      return fail(having.empty() ? ErrorKind::NotFound : ErrorKind::BadInput,
                  having.empty() ? "law.no_procedure" : "app.no_binding",
                  {{"procedure", name}, {"packs", list}, {"subject", subject}});
    }
    pack = having.front();
  }
  auto law = TRY(law_in_use(desk, pack));
  if (!law->procedure(name))
    return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", procedure}});
  return GoverningLaw{std::move(law), name};
}

Result<Deed> open_case_deed(Desk& desk, const OpenInput& input, const Actor& actor) {
  std::string subject =
      input.subject.find('/') == std::string::npos ? "object/" + input.subject : input.subject;
  // Name the missing subject before looking for its law.
  if (subject.starts_with("object/")) TRY(desk.view().record("object", subject.substr(7)));
  if (subject.starts_with("party/")) TRY(desk.view().record("party", subject.substr(6)));
  GoverningLaw governing = input.law ? GoverningLaw{input.law, input.procedure}
                                     : TRY(governing_law(desk, input.procedure, subject));
  OpenedCase fresh;
  fresh.law = governing.law;
  fresh.procedure = governing.law->procedure(governing.procedure);
  if (!fresh.procedure)
    return fail(ErrorKind::NotFound, "law.no_procedure", {{"procedure", governing.procedure}});
  const Typed given = TRY(typed(input.given, *fresh.procedure));
  OpenCommand command;
  command.case_id = input.case_id.empty() ? desk.fresh_id() : input.case_id;
  command.subject = subject;
  command.key = input.key;
  command.sets = given.sets;
  command.roles = input.roles;
  command.links = input.links;
  const Date on = input.on.value_or(desk.now().date());
  const Actor who =
      TRY(acting_on(desk, actor, *fresh.procedure, command.subject, input.own_sight, on));
  const Context context = desk.context(who, *fresh.law, on);
  Decision decision = TRY(open_case(*fresh.procedure, command, context));
  CHECK(ensure_installed(desk, fresh.law.get(), actor));
  CHECK(keep_files(desk, given));
  Deed deed = TRY(desk.carry(fresh, std::move(decision), context));
  desk.keep(std::move(fresh));
  return deed;
}

Result<Deed> move_deed(Desk& desk, const MoveInput& input, const Actor& actor) {
  OpenedCase c = TRY(desk.case_of(input.case_id));
  if (input.if_version && *input.if_version != c.c.version) {
    std::string last = c.c.moves.empty() ? "" : c.c.moves.back().what.text();
    return fail(ErrorKind::Conflict, "case.version",
                {{"case", c.c.id},
                 {"expected", std::to_string(*input.if_version)},
                 {"version", std::to_string(c.c.version)},
                 {"state", c.c.state.text()},
                 {"last", last}});
  }
  const MoveDecl* move = nullptr;
  std::string known;
  for (const MoveDecl& m : c.procedure->moves) {
    if (m.name.text() == input.move) move = &m;
    known += (known.empty() ? "" : " ") + m.name.text();
  }
  if (!move)
    return fail(ErrorKind::Usage, "case.no_move",
                {{"move", input.move}, {"procedure", c.procedure->qualified}, {"known", known}});
  const Date on = input.on.value_or(desk.now().date());
  Actor who = TRY(acting_in(desk, actor, c, *move, input.for_party, on));
  if (who.may_act_for_all && who.party.empty() && !who.is_system)
    for (Symbol role : move->by)
      if (const auto& parties = c.c.parties(role); !parties.empty()) {
        who.party = parties.front();
        break;
      }
  CHECK(impartial(desk.work(), c, *move, who));
  const Typed given = TRY(typed(input.given, *c.procedure));
  const Context context = desk.context(who, *c.law, on);
  auto decision = decide(*c.procedure, c.c, {move->name, given.sets, input.to}, context);
  if (!decision) {
    desk.keep(std::move(c));
    return std::unexpected(decision.error());
  }
  CHECK(keep_files(desk, given));
  Deed deed = TRY(desk.carry(c, *std::move(decision), context));
  desk.keep(std::move(c));
  return deed;
}

}  // namespace dengbao
