#include "app/desk.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "app/case_rows.h"
#include "base/text.h"
#include "ledger/entry.h"

namespace dengbao {
namespace {

const Symbol kSystem("system");

DutyRow row_of(const Duty& d, const OpenedCase& c) {
  DutyRow row;
  row.case_id = c.c.id;
  row.duty = d.name.text();
  row.instance = d.instance;
  row.owner_party = d.owner;
  row.owner_role = d.decl->owner.text();
  row.recipient_party = d.recipient;
  row.status = duty_status_name(d.status);
  row.starts = d.starts;
  row.due = d.due;
  row.provisional = d.provisional;
  row.citation = d.decl->cites.empty() ? "" : d.decl->cites.front();
  row.ended = d.ended_at;
  return row;
}

// Whose matter a case is: of the roles as the procedure names them, the first that is held. Not the
// order in which they were bound, which a replay need not know.
std::string owner_of(const OpenedCase& c) {
  for (const RoleDecl& role : c.procedure->roles)
    if (const auto& parties = c.c.parties(role.name); !parties.empty()) return parties.front();
  return {};
}

json::array names_of(const std::vector<PersonalValue>& personal) {
  json::array names;
  for (const PersonalValue& p : personal) names.push_back(json::string(p.fact));
  return names;
}

// How the actor came, and for whom he stands in.
void add_ways(const Actor& actor, json::object& core) {
  if (!actor.via.empty()) core["via"] = actor.via;
  if (!actor.agent.empty()) core["agent"] = actor.agent;
  if (!actor.under.empty()) core["under"] = actor.under;
}

}  // namespace

Desk::Desk(Work& work, LawShelf& shelf, const Calendar& calendar, const Functions& functions,
           HashKind hash, Randomness& random, Instant now, CaseCache& cache, RecordCache& records)
    : work_(work),
      shelf_(shelf),
      calendar_(calendar),
      functions_(functions),
      hash_(hash),
      random_(random),
      now_(now),
      view_(work, &records),
      cache_(cache),
      records_(records) {}

Result<OpenedCase> Desk::case_of(const std::string& id) {
  if (const auto it = touched_.find(id); it != touched_.end()) {
    if (it->second) return *std::exchange(it->second, std::nullopt);
  } else if (auto known = cache_.take(id)) {
    touched_.emplace(id, std::nullopt);
    return *std::move(known);
  }
  const auto row = TRY(work_.case_row(id));
  if (!row) return fail(ErrorKind::NotFound, "case.none", {{"case", id}});
  OpenedCase out;
  out.c = TRY(case_in(*row));
  out.written = row->version - static_cast<std::int64_t>(row->since.size());
  out.wake = row->wake;
  out.law = TRY(shelf_.pinned(row->pack, work_));
  out.procedure = out.law->procedure(row->procedure);
  if (!out.procedure)
    return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", row->procedure}});
  return out;
}

Context Desk::context(const Actor& actor, const Law& law, Date on) const {
  Context c;
  c.party = actor.party;
  c.account = actor.account;
  c.via = actor.via;
  c.on = on;
  c.at = now_;
  c.law = &law;
  c.calendar = &calendar_;
  c.view = &view_;
  c.functions = &functions_;
  c.is_system = actor.is_system;
  c.agent = actor.agent;
  c.under = actor.under;
  return c;
}

Result<std::string> Desk::record(EventRow row, json::object core,
                                 std::vector<PersonalValue> personal) {
  if (row.id.empty()) row.id = fresh_id();
  core["id"] = row.id;
  core["v"] = 1;
  row.core = canonical(core);
  return record(std::move(row), personal);
}

Result<std::string> Desk::record(EventRow row, const std::vector<PersonalValue>& personal) {
  std::vector<ledger::PersonalFact> facts;
  for (const PersonalValue& p : personal) facts.push_back({p.fact, canonical(p.value)});
  const ledger::Entry entry = TRY(ledger::seal_entry(hash_, row.core, facts, random_));
  row.commitments = entry.commitments;
  row.leaf = entry.leaf;
  row.at = now_;
  if (made_.empty()) next_index_ = TRY(work_.head()).size;
  row.index = next_index_++;
  CHECK(work_.insert(row));
  Made made{std::move(row), {}};
  for (const ledger::Opening& o : entry.openings) {
    SecretRow secret{made.row.id, o.fact, o.shown->salt, o.shown->value};
    CHECK(work_.insert(secret));
    made.secrets.push_back(std::move(secret));
  }
  made_.push_back(std::move(made));
  return made_.back().row.id;
}

std::int64_t Desk::index_of(std::string_view event) const {
  for (auto it = made_.rbegin(); it != made_.rend(); ++it)
    if (it->row.id == event) return it->row.index;
  return -1;
}

Result<std::int64_t> Desk::allot(const Allotment& a) {
  if (!a.holder.empty() && !a.anew)
    if (const auto held = TRY(work_.number_of(a.series, a.scope, a.holder))) return held->number;
  const std::int64_t n = TRY(work_.last_number(a.series, a.scope)) + 1;
  CHECK(work_.put(NumberRow{a.series, a.scope, a.holder, n, number_text(a.format, n)}));
  return n;
}

std::vector<DutyRow> Desk::duty_rows(const OpenedCase& c) const {
  std::vector<DutyRow> out;
  for (const Duty& d : duties(*c.procedure, c.c, *c.law, calendar_, now_))
    out.push_back(row_of(d, c));
  return out;
}

Status Desk::put_duties(std::vector<DutyRow> before, OpenedCase& c) {
  std::vector<DutyRow> after = duty_rows(c);
  for (const DutyRow& row : after) {
    const auto it = std::ranges::find_if(before, [&](const DutyRow& old) {
      return old.duty == row.duty && old.instance == row.instance;
    });
    const bool stood = it != before.end();
    if (stood && *it == row) {
      before.erase(it);
      continue;
    }
    if (stood) before.erase(it);
    CHECK(work_.put(row));
  }
  // What is no longer owed by its condition is void, not forgotten.
  for (DutyRow& row : before) {
    if (row.status == "void") continue;
    row.status = "void";
    row.ended = now_;
    CHECK(work_.put(row));
  }
  c.owed = std::move(after);
  return {};
}

// What is personal stands beside the event, so a case must not have to be read from it.
bool Desk::may_lag(const OpenedCase& c, const CaseEvent& e) const {
  constexpr std::int64_t kMost = 8;
  return busy_ && e.version > 1 && e.version - c.written < kMost &&
         std::none_of(e.sets.begin(), e.sets.end(), [](const FactChange& s) { return s.personal; });
}

Status Desk::put_case(OpenedCase& c, Found found, Snapshot snapshot) {
  forget("case/" + c.c.id);  // until whoever changed it keeps it
  CaseRow row;
  row.id = c.c.id;
  row.procedure = c.procedure->qualified;
  row.pack = c.c.pack;
  row.subject = c.c.subject;
  row.state = c.c.state.text();
  row.version = c.c.version;
  row.open = c.c.open;
  row.owner_party = owner_of(c);
  row.opened_on = c.c.opened_on;
  row.wake = wake(*c.procedure, c.c, *c.law, calendar_, now_);
  row.key = c.c.key;
  if (snapshot == Snapshot::Now) {
    row.snapshot = case_text(c.c);
    c.written = c.c.version;
  }
  const bool same_wake = std::exchange(c.wake, row.wake) == row.wake;
  if (found == Found::Otherwise) return work_.put(row);
  return work_.move_on(row, same_wake ? Work::Wake::AsBefore : Work::Wake::Otherwise);
}

Result<Deed> Desk::carry(OpenedCase& c, Decision decision, const Context& ctx) {
  CaseEvent& e = decision.event;
  for (const Allotment& a : decision.allotments) settle(*c.procedure, decision, a, TRY(allot(a)));
  e.id = fresh_id();
  std::vector<DutyRow> before;
  if (c.owed)
    before = *std::exchange(c.owed, std::nullopt);
  else if (c.c.version > 0)
    before = duty_rows(c);
  const Symbol state_before = c.c.state;
  apply(c.c, e);
  if (c.c.pack != c.law->digest) {  // what follows is counted by the rules it has come under
    c.law = TRY(shelf_.pinned(c.c.pack, work_));
    c.procedure = c.law->procedure(c.c.procedure);
  }
  CHECK(queue(consequences(*c.procedure, c.c, e, ctx), c, e));
  const bool same =
      e.version > 1 && e.to == state_before && c.c.open && e.bound.empty() && e.pack.empty();
  CHECK(put_case(c, same ? Found::AsBefore : Found::Otherwise,
                 may_lag(c, e) ? Snapshot::Later : Snapshot::Now));
  if (!e.bound.empty()) {
    std::vector<CasePartyRow> parties;
    for (const RoleBinding& b : c.c.roles)
      for (const std::string& party : b.parties) parties.push_back({b.role.text(), party});
    CHECK(work_.put_parties(c.c.id, parties));
  }
  CHECK(put_duties(std::move(before), c));

  EventRow row;
  row.id = e.id;
  row.stream = "case/" + e.case_id;
  row.version = e.version;
  row.kind = e.move.text();
  row.on = e.on;
  row.owner_party = owner_of(c);
  row.role = e.role.text();
  row.account = e.account;
  std::vector<PersonalValue> personal;
  for (const FactChange& s : e.sets)
    if (s.personal && !s.value.none()) personal.push_back({s.fact.text(), to_json(s.value)});
  row.core = core_text(e);
  Deed deed{TRY(record(std::move(row), personal)), c.c.id, e.version, {}};
  deed.more["state"] = c.c.state.text();
  if (const StateDecl* state = c.procedure->state(c.c.state))
    deed.more["state_label"] =
        json::object{{"zh", state->label.zh},
                     {"en", state->label.en.empty() ? state->label.zh : state->label.en}};
  return deed;
}

Result<Deed> Desk::step(OpenedCase& c, const DutyStep& step, const Actor& actor) {
  Decision d;
  CaseEvent& e = d.event;
  e.case_id = c.c.id;
  e.version = c.c.version + 1;
  e.move = step.step;
  e.role = kSystem;
  e.account = actor.account;
  e.via = actor.via;
  e.on = now_.date();
  e.at = now_;
  e.to = c.c.state;
  e.round = c.c.round;
  e.step = step;
  Deed deed = TRY(carry(c, std::move(d), context(actor, *c.law, e.on)));
  // A date that moved with the calendar differs from the stored row, not from the case before.
  if (step.due) CHECK(refresh(c));
  return deed;
}

Status Desk::refresh(OpenedCase& c) {
  CHECK(put_case(c, Found::Otherwise, Snapshot::Now));
  std::vector<DutyRow> rows = duty_rows(c);
  for (const DutyRow& row : rows) CHECK(work_.put(row));
  c.owed = std::move(rows);
  return {};
}

Result<Deed> Desk::change_record(const RecordChange& change, const Actor& actor) {
  RecordRow row;
  json::object doc;
  if (const auto old = TRY(work_.record(change.kind, change.id))) {
    row = *old;
    doc = TRY(parse_json(old->doc, change.kind)).as_object();
  }
  row.kind = change.kind;
  row.id = change.id;
  row.version += 1;
  json::object open;
  std::vector<PersonalValue> personal;
  for (const auto& m : change.fields) {
    const bool kept_apart = std::find(change.personal.begin(), change.personal.end(),
                                      std::string_view(m.key())) != change.personal.end();
    if (kept_apart && !m.value().is_null())
      personal.push_back({std::string(m.key()), m.value()});
    else
      open[m.key()] = m.value();
    doc[m.key()] = m.value();
  }
  const auto keep = [](std::string& column, const std::string& value) {
    if (!value.empty()) column = value;
  };
  keep(row.owner_party, change.owner_party);
  keep(row.name, comparable(change.name));
  keep(row.code, change.code);
  keep(row.place, change.place);
  row.doc = json::serialize(doc);
  CHECK(work_.put(row));
  records_.forget(change.kind + "/" + change.id);

  EventRow event;
  event.stream = change.kind + "/" + change.id;
  event.version = row.version;
  event.kind = change.event;
  event.on = change.on;
  event.owner_party = row.owner_party;
  event.role = actor.is_system ? "system" : "";
  event.account = actor.account;
  json::object core{{"record", change.kind},
                    {"record_id", change.id},
                    {"version", row.version},
                    {"event", change.event},
                    {"on", change.on.iso()},
                    {"at", now_.iso()},
                    {"account", actor.account},
                    {"party", actor.party},
                    {"set", std::move(open)},
                    {"columns", json::object{{"owner", row.owner_party},
                                             {"name", row.name},
                                             {"code", row.code},
                                             {"place", row.place}}}};
  if (!personal.empty()) core["personal"] = names_of(personal);
  add_ways(actor, core);
  if (!change.why.empty()) core["why"] = change.why;
  Deed deed{
      TRY(record(std::move(event), std::move(core), std::move(personal))), "", row.version, {}};
  deed.more["id"] = change.id;
  return deed;
}

}  // namespace dengbao
