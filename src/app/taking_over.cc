#include "app/taking_over.h"

#include <algorithm>
#include <boost/json.hpp>

#include "app/interrupt.h"
#include "base/credit_code.h"
#include "base/text.h"
#include "intake/asset_list_json.h"

namespace dengbao {
namespace {

// The last digits of a series that the list has used count as given out.
Status hold_number(Desk& desk, const std::string& series, const std::string& scope,
                   const std::string& holder, std::int64_t number, const std::string& text) {
  if (TRY(desk.work().number_of(series, scope, holder))) return {};
  if (TRY(desk.work().number_text(text))) return {};
  return desk.work().put(NumberRow{series, scope, holder, number, text});
}

// What a row says, without the fields of its unit.
json::object object_fields(const intake::Record& r, const std::string& owner) {
  json::object out = intake::to_json(r);
  // What is hashed has no fractions: a score is kept in hundredths.
  for (const char* other : {"unit", "credit_code", "score"}) out.erase(other);
  if (r.score_hundredths) out["score_hundredths"] = *r.score_hundredths;
  out["owner"] = owner;
  if (r.online_date) out["go_live"] = r.online_date->iso();
  if (r.filing_date) out["graded_on"] = r.filing_date->iso();
  return out;
}

class Row {
 public:
  Row(Desk& desk, const intake::AssetList& list, const intake::AssetRow& row, const Actor& actor,
      TakenOver& into)
      : desk_(desk), list_(list), row_(row), actor_(actor), into_(into) {}

  Result<Deed> carry() {
    const std::string owner = TRY(party());
    RecordQuery same;
    same.kind = "object";
    same.owner_party = owner;
    same.name = comparable(row_.record.system);
    const auto found = TRY(desk_.work().records(same));
    json::object fields = object_fields(row_.record, owner);
    std::string id;
    bool fresh = found.empty();
    if (fresh) {
      id = desk_.fresh_id();
    } else {
      id = found.front().id;
      only_changes(fields, found.front());
      if (fields.empty()) {
        ++into_.unchanged;
        if (last_event_.empty()) return Deed{"", "", found.front().version, {{"id", id}}};
        return Deed{last_event_, "", found.front().version, {{"id", id}}};
      }
    }
    Desk::RecordChange change;
    change.kind = "object";
    change.id = id;
    change.event = fresh ? "object new" : "object set";
    change.fields = std::move(fields);
    change.personal = {"contact", "phone"};
    change.owner_party = owner;
    change.name = row_.record.system;
    change.code = row_.record.filing_no.value_or("");
    change.why = origin();
    change.on = desk_.now().date();
    Deed deed = TRY(desk_.change_record(change, actor_));
    ++(fresh ? into_.created : into_.changed);
    if (row_.record.filing_no && row_.record.filing_date) CHECK(filing(id, owner));
    return deed;
  }

 private:
  std::string origin() const {
    return list_.file + " " + std::string(list_.sheet_name(row_)) + "!" + std::to_string(row_.row);
  }

  Result<std::string> party() {
    const auto& r = row_.record;
    RecordQuery query;
    query.kind = "party";
    if (r.credit_code)
      query.code = *r.credit_code;
    else
      query.name = comparable(r.unit);
    auto found = TRY(desk_.work().records(query));
    if (found.empty() && r.credit_code) {  // known by name, its code not yet
      query.code.clear();
      query.name = comparable(r.unit);
      for (RecordRow& row : TRY(desk_.work().records(query)))
        if (row.code.empty()) found.push_back(std::move(row));
    }
    json::object fields;
    std::string id;
    if (!found.empty()) {
      id = found.front().id;
      if (!r.credit_code || !found.front().code.empty()) return id;
    } else {
      id = desk_.fresh_id();
      fields["name"] = r.unit;
      ++into_.parties;
    }
    Desk::RecordChange change;
    if (r.credit_code) {
      const CreditCodeCheck check = check_credit_code(*r.credit_code);
      fields["code"] = *r.credit_code;
      fields["code_valid"] = check.valid();
      if (found.empty()) {
        fields["place"] = r.credit_code->substr(2, 6);
        change.place = r.credit_code->substr(2, 6);
        fields["kind"] = kind_of(*r.credit_code);
      }
      if (row_.override_)
        fields["code_override"] =
            json::object{{"licence", row_.override_->licence}, {"reason", row_.override_->reason}};
      change.code = *r.credit_code;
    }
    change.kind = "party";
    change.id = id;
    change.event = found.empty() ? "party new" : "party set";
    change.fields = std::move(fields);
    change.owner_party = id;
    change.name = r.unit;
    change.why = origin();
    change.on = desk_.now().date();
    last_event_ = TRY(desk_.change_record(change, actor_)).event;
    return id;
  }

  // From the registering department and category of the code [gb-32100-2015].
  static std::string kind_of(const std::string& code) {
    const std::string_view front = std::string_view(code).substr(0, 2);
    if (front == "11") return "government";
    if (front == "12") return "institution";
    if (front.starts_with("9")) return "enterprise";
    return "other";
  }

  void only_changes(json::object& fields, const RecordRow& stood) {
    json::error_code error;
    const json::value was = json::parse(stood.doc, error);
    json::object changed;
    for (const auto& m : fields) {
      const json::value* old = was.is_object() ? was.get_object().if_contains(m.key()) : nullptr;
      // An empty cell says nothing: it does not take away what is known.
      if (m.value().is_null() || (old && *old == m.value())) continue;
      changed[m.key()] = m.value();
      into_.changes.push_back(json::object{{"sheet", list_.sheet_name(row_)},
                                           {"row", row_.row},
                                           {"system", row_.record.system},
                                           {"field", m.key()},
                                           {"was", old ? *old : json::value(nullptr)},
                                           {"is", m.value()}});
    }
    fields = std::move(changed);
  }

  // A unit that has a form number keeps it in what it files next.
  Status keep_unit_number(const std::string& owner, const std::string& number) {
    const auto stood = TRY(desk_.work().record("party", owner));
    if (stood && TRY(parse_json(stood->doc, "party")).as_object().contains("unit_number"))
      return {};
    Desk::RecordChange change;
    change.kind = "party";
    change.id = owner;
    change.event = "party set";
    change.fields = {{"unit_number", number}};
    change.why = origin();
    change.on = desk_.now().date();
    TRY(desk_.change_record(change, actor_));
    return {};
  }

  // An existing filing becomes an entry of the register, whose next duties then run.
  Status filing(const std::string& object, const std::string& owner) {
    const auto& r = row_.record;
    const std::string unit_number = r.filing_no->substr(0, 11);
    CHECK(hold_number(desk_, "unit_number", unit_number.substr(0, 6), owner,
                      leading_number(std::string_view(unit_number).substr(6)), unit_number));
    CHECK(keep_unit_number(owner, unit_number));
    CHECK(hold_number(desk_, "certificate_number", unit_number, "object/" + object,
                      leading_number(std::string_view(*r.filing_no).substr(12)), *r.filing_no));
    OpenInput input;
    input.procedure = "cn-mlps/certificate";
    input.subject = "object/" + object;
    input.on = *r.filing_date;
    const auto set = [&](const char* fact, Value v) {
      input.given.values.push_back({Symbol(fact), std::move(v), false});
    };
    set("number", Value(*r.filing_no));
    set("unit_number", Value(unit_number));
    set("issued_on", Value(r.filing_date->iso()));
    if (r.level) set("level", Value(*r.level));
    if (r.online_date) set("go_live", Value(r.online_date->iso()));
    // Before the filing there is nothing yet that it could extend: it only starts the cycle.
    const bool assessed_before = r.last_assess_date && *r.last_assess_date < *r.filing_date;
    if (assessed_before) set("last_assessed", Value(r.last_assess_date->iso()));
    Actor system = actor_;
    system.is_system = true;
    const auto opened = open_case_deed(desk_, input, system);
    if (!opened) return note(opened.error());
    ++into_.certificates;
    if (!r.last_assess_date || assessed_before) return {};
    MoveInput move;
    move.case_id = opened->case_id;
    move.move = "take_over";
    move.on = *r.last_assess_date;
    move.given.values = {{Symbol("last_assessed"), Value(r.last_assess_date->iso()), false}};
    const auto done = move_deed(desk_, move, system);
    if (!done) return note(done.error());
    return {};
  }

  Status note(Explanation why) {
    if (why.kind == ErrorKind::External) return std::unexpected(std::move(why));
    why.where = origin();
    into_.notes.push_back(std::move(why));
    return {};
  }

  Desk& desk_;
  const intake::AssetList& list_;
  const intake::AssetRow& row_;
  const Actor& actor_;
  TakenOver& into_;
  std::string last_event_;
};

}  // namespace

std::vector<Request> taking_over(const intake::AssetList& list, const Actor& actor, TakenOver& into,
                                 const Progress& progress) {
  std::vector<Request> out;
  const auto total = std::count_if(list.rows.begin(), list.rows.end(), [](const auto& row) {
    return row.verdict == intake::Verdict::Accepted;
  });
  for (const intake::AssetRow& row : list.rows) {
    if (row.verdict != intake::Verdict::Accepted) continue;
    Request r;
    r.actor = actor;
    r.act = [&list, &row, &into, actor, &progress, total,
             at = static_cast<std::int64_t>(out.size())](Desk& desk) -> Result<Deed> {
      if (interrupted()) return fail(ErrorKind::Interrupted, "app.cancelled");
      if (progress) progress("import", at, total);
      return Row(desk, list, row, actor, into).carry();
    };
    out.push_back(std::move(r));
  }
  return out;
}

}  // namespace dengbao
