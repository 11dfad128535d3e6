// duty …, tick: what is owed, and what happens by itself when it falls due.

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "app/case_view.h"
#include "app/doing.h"
#include "app/duty_work.h"
#include "app/listing.h"
#include "app/ticking.h"

namespace dengbao {
namespace {

Label status_words(const std::string& status) {
  static const std::map<std::string, Label> kWords = {{"running", {"办理中", "running"}},
                                                      {"overdue", {"已超期", "overdue"}},
                                                      {"paused", {"暂停计时", "paused"}},
                                                      {"done", {"已完成", "done"}},
                                                      {"void", {"已作废", "void"}}};
  const auto it = kWords.find(status);
  return it == kWords.end() ? Label{status, status} : it->second;
}

// A row of the list of duties with the words of its case and its law.
class DutyRows {
 public:
  DutyRows(Installation& in, Reading& reading, const std::string& viewer, Instant now)
      : in_(in),
        reading_(reading),
        names_(reading),
        workers_(reading, viewer, now.date()),
        now_(now) {}

  Result<json::object> row(const DutyRow& d) {
    const CaseRow* c = TRY(case_of(d.case_id));
    json::object o{{"duty", d.duty},
                   {"label", json::object{{"zh", d.duty}, {"en", d.duty}}},
                   {"instance", d.instance},
                   {"case", d.case_id},
                   {"case_title", json::object{{"zh", ""}, {"en", ""}}},
                   {"subject", c->subject},
                   {"subject_name", TRY(names_.subject(c->subject))},
                   {"owner", d.owner_party},
                   {"owner_name", TRY(names_.party(d.owner_party))},
                   {"role", d.owner_role},
                   {"recipient", d.recipient_party},
                   {"recipient_name", TRY(names_.party(d.recipient_party))},
                   {"status", late(d) ? "overdue" : d.status},
                   {"status_label", label_json(status_words(late(d) ? "overdue" : d.status))},
                   {"provisional", d.provisional},
                   {"citation", d.citation}};
    o["beside"] = json::array{};
    o["work"] = "";
    CHECK(words(d, *c, o));
    CHECK(workers_.add(d, o));
    o["starts"] = d.starts ? json::value(d.starts->iso()) : json::value(nullptr);
    o["due"] = d.due ? json::value(d.due->plus_millis(-1).date().iso()) : json::value(nullptr);
    o["due_at"] = d.due ? json::value(d.due->iso()) : json::value(nullptr);
    o["remaining_working_days"] = d.due ? json::value(in_.calendar().working_days_between(
                                              now_.date(), d.due->plus_millis(-1).date()))
                                        : json::value(nullptr);
    return o;
  }
  bool late(const DutyRow& d) const { return d.due && d.status == "running" && *d.due <= now_; }

 private:
  Result<const CaseRow*> case_of(const std::string& id) {
    if (last_.id != id)
      if (auto row = TRY(reading_.case_row(id))) last_ = std::move(*row);
    return &last_;
  }
  // What the pack calls the duty, its case and its owner, and what other texts say beside it.
  Status words(const DutyRow& d, const CaseRow& c, json::object& o) {
    const auto law = TRY(in_.shelf().pinned(c.pack, reading_));
    const Procedure* p = law->procedure(c.procedure);
    if (!p) return {};
    o["case_title"] = label_json(p->title);
    for (const DutyDecl& decl : p->duties) {
      if (decl.name.text() != d.duty) continue;
      o["label"] = label_json(decl.label);
      o["beside"] = beside_json(decl);
      o["work"] = duty_work_name(decl.work);
      if (const RoleDecl* role = p->role(decl.owner)) {
        o["role_label"] = label_json(role->label);
        o["capacity"] = role->capacity;
      }
    }
    return {};
  }

  Installation& in_;
  Reading& reading_;
  Names names_;
  Workers workers_;
  Instant now_;
  CaseRow last_;
};

void equal(ListQuery& query, std::string_view column, std::string text) {
  query.terms.push_back({.column = column, .text = std::move(text), .number = {}});
}

// What of the duties is asked for.
Result<ListQuery> duty_query(Session& session, const Arguments& a, Installation& in,
                             Reading& reading) {
  const Actor actor = TRY(actor_of(session, reading));
  const Instant now = session.now();
  ListQuery query = TRY(asked_list(a, Listed::Duties));
  query.sight = TRY(sight_of(session, reading, actor));
  query.live = true;
  if (a.has("of"))
    equal(query, "owner_party", TRY(seen_record(reading, query.sight, "party", a.text("of"))).id);
  if (a.has("mine")) {
    if (actor.party.empty()) return fail(ErrorKind::Usage, "app.mine_needs_account", {}, "--mine");
    equal(query, "owner_party", actor.party);
  }
  if (a.has("case")) equal(query, "case_id", a.text("case"));
  const auto due_before = [&](Instant until) {
    query.terms.push_back({.column = "due",
                           .how = ListTerm::How::Below,
                           .text = {},
                           .number = until.plus_millis(1).millis()});
  };
  if (a.has("overdue")) due_before(now);
  if (const auto within = TRY(a.integer("within"))) {
    if (*within < 0)
      return fail(ErrorKind::BadInput, "app.negative", {{"value", a.text("within")}}, "--within");
    due_before(
        Instant::end_of(in.calendar().add_working_days(now.date(), static_cast<int>(*within)).due));
  }
  return query;
}

Result<Answer> duty_list(Session& session, const Arguments& a) {
  Installation* in = TRY(session.installation(false));
  auto reading = TRY(in->reading());
  const ListQuery query = TRY(duty_query(session, a, *in, *reading));
  json::array rows;
  bool overdue = false;
  // Who works on a duty is told inside its party only.
  const std::string viewer = query.sight.everything        ? ""
                             : query.sight.parties.empty() ? "-"
                                                           : query.sight.party();
  DutyRows made(*in, *reading, viewer, session.now());
  const auto read = [&](const ListQuery& q) { return reading->lists().duties(q); };
  const auto take = [&](const DutyRow& d) -> Status {
    overdue |= made.late(d);
    rows.push_back(TRY(made.row(d)));
    return {};
  };
  const Gathered got = TRY(gather<DutyRow>(query, a, read, take));
  Answer answer;
  answer.next = got.next;
  answer.total = got.total;
  answer.negative = overdue && a.has("fail-on-overdue");
  answer.value = std::move(rows);
  answer.columns = {{"due", {"截止日", "Due"}},
                    {"remaining_working_days", {"剩余工作日", "Working days left"}},
                    {"status_label", {"状态", "Status"}},
                    {"label", {"待办", "Duty"}},
                    {"subject_name", {"对象", "Subject"}},
                    {"owner_name", {"承担单位", "Owner"}},
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

}  // namespace

void add_duty_words(Catalogue& all) {
  std::vector<Option> options = {
      option("of", "PARTY", {"承担单位", "owner"}),
      option("mine", "", {"我的单位（配合 --as）", "my party's"}),
      option("overdue", "", {"只列超期的", "only overdue ones"}),
      option("within", "N", {"剩余工作日不多于 N", "due within N working days"}),
      option("case", "CASE", {"某一事项的", "of one case"}),
      option("fail-on-overdue", "", {"有超期时退出码为 2", "exit 2 when something is overdue"})};
  add_listing_options(options, Listed::Duties);
  all.push_back({"duty list",
                 Needs::Reading,
                 "read",
                 {"待办清单", "what is owed"},
                 {"dengbao duty list --of 云杉市信息办 --within 3",
                  "dengbao duty list --overdue --fail-on-overdue"},
                 options,
                 duty_list});
  all.push_back({"tick",
                 Needs::Writing,
                 "administer",
                 {"让到期的提醒、督办与自动办理发生", "let what has fallen due happen"},
                 {"dengbao tick", "dengbao tick --as-of 2026-03-02"},
                 {},
                 tick_word});
}

}  // namespace dengbao
