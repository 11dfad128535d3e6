#include "app/rebuilding.h"
#include "app/case_rows.h"

#include <boost/json.hpp>
#include <map>

#include "base/text.h"

namespace dengbao {
namespace {

std::string text(const json::object& o, std::string_view key) {
  const json::value* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

class Replay {
 public:
  Replay(Installation& in, Work& work, Desk& desk) : in_(in), work_(work), desk_(desk) {}

  Status event(const EventRow& row) {
    const json::object core = TRY(parse_json(row.core, row.id)).as_object();
    ++out.events;
    if (row.stream.starts_with("case/")) return case_event(row, core);
    if (core.contains("record")) return record_event(row, core);
    return {};
  }

  // Cases are written once, when all their events are known.
  Status finish() {
    for (auto& [id, c] : cases_) {
      OpenedCase opened;
      opened.law = TRY(in_.shelf().pinned(c.pack, work_));
      opened.procedure = opened.law->procedure(c.procedure);
      if (!opened.procedure)
        return fail(ErrorKind::Internal, "law.no_procedure", {{"procedure", c.procedure}});
      opened.c = std::move(c);
      CHECK(numbers(opened));
      std::vector<CasePartyRow> parties;
      for (const RoleBinding& b : opened.c.roles)
        for (const std::string& party : b.parties) parties.push_back({b.role.text(), party});
      CHECK(desk_.refresh(opened));
      out.duties += static_cast<std::int64_t>(
          duties(*opened.procedure, opened.c, *opened.law, in_.calendar(), in_.now()).size());
      CHECK(work_.put_parties(id, parties));
      ++out.cases;
    }
    return {};
  }

  Rebuilt out;

 private:
  Status case_event(const EventRow& row, const json::object& core) {
    CaseEvent e = event_from(core);
    // Personal values come back from beside the log; erased ones stay away.
    for (const SecretRow& s : TRY(work_.secrets(row.id)))
      for (FactChange& change : e.sets)
        if (change.fact.text() == s.fact && !s.value.empty())
          change.value = from_json(TRY(parse_json(s.value, s.fact)));
    std::erase_if(e.sets,
                  [](const FactChange& change) { return change.personal && change.value.none(); });
    apply(cases_[e.case_id], e);
    return {};
  }

  Status record_event(const EventRow& row, const json::object& core) {
    RecordRow record;
    const std::string kind = text(core, "record"), id = text(core, "record_id");
    json::object doc;
    if (const auto old = TRY(work_.record(kind, id))) {
      record = *old;
      doc = TRY(parse_json(old->doc, kind)).as_object();
    } else {
      ++out.records;
    }
    record.kind = kind;
    record.id = id;
    record.version = core.at("version").to_number<std::int64_t>();
    for (const auto& m : core.at("set").as_object()) doc[m.key()] = m.value();
    for (const SecretRow& s : TRY(work_.secrets(row.id)))
      if (!s.value.empty()) doc[s.fact] = TRY(parse_json(s.value, s.fact));
    const json::object& columns = core.at("columns").as_object();
    record.owner_party = text(columns, "owner");
    record.name = text(columns, "name");
    record.code = text(columns, "code");
    record.place = text(columns, "place");
    record.doc = json::serialize(doc);
    CHECK(work_.put(record));
    // Numbers that a list brought along.
    if (kind == "object") CHECK(taken_over(doc, id));
    return {};
  }

  Status put_number(const std::string& series, const std::string& scope, const std::string& holder,
                    std::int64_t n, const std::string& spelled) {
    if (TRY(work_.number_text(spelled))) return {};
    return work_.put(NumberRow{series, scope, holder, n, spelled});
  }

  Status taken_over(const json::object& doc, const std::string& id) {
    const std::string number = text(doc, "filing_no");
    if (number.size() != 17 || text(doc, "filing_date").empty()) return {};
    const std::string unit = number.substr(0, 11);
    CHECK(put_number("unit_number", unit.substr(0, 6), text(doc, "owner"),
                     leading_number(std::string_view(unit).substr(6)), unit));
    return put_number("certificate_number", unit, "object/" + id,
                      leading_number(std::string_view(number).substr(12)), number);
  }

  // A number fact tells its own place in its series: the format is walked backwards.
  Status numbers(const OpenedCase& c) {
    for (const EventRow& row : TRY(work_.events_of("case/" + c.c.id))) {
      const json::object core = TRY(parse_json(row.core, row.id)).as_object();
      const json::value* given = core.if_contains("allotted");
      if (!given) continue;
      for (const auto& a : given->as_array()) {
        const json::object& o = a.as_object();
        CHECK(put_number(text(o, "series"), text(o, "scope"), text(o, "holder"),
                         o.at("number").to_number<std::int64_t>(), text(o, "text")));
      }
    }
    return {};
  }

  Installation& in_;
  Work& work_;
  Desk& desk_;
  std::map<std::string, Case> cases_;
};

}  // namespace

Result<Rebuilt> rebuild_projections(Installation& in, const Progress& progress) {
  auto work = TRY(in.store().begin());
  CHECK(work->clear_projections());
  CaseCache no_cases;
  RecordCache no_records;
  Desk desk(*work, in.shelf(), in.calendar(), in.functions(), in.hash(), in.random(), in.now(),
            no_cases, no_records);
  Replay replay(in, *work, desk);
  const std::int64_t size = TRY(work->head()).size;
  for (std::int64_t at = 0;;) {
    const auto rows = TRY(work->events(at, 1000));
    if (rows.empty()) break;
    for (const EventRow& row : rows) CHECK(replay.event(row));
    at = rows.back().index + 1;
    if (progress) progress("rebuild", at, size);
  }
  CHECK(replay.finish());
  CHECK(work->commit());
  return replay.out;
}

Status erase_from_projection(Work& work, const EventRow& event, const std::string& fact) {
  if (event.stream.starts_with("case/")) {
    auto row = TRY(work.case_row(event.stream.substr(5)));
    if (!row) return {};
    Case c = TRY(case_in(*row));
    std::erase_if(c.facts, [&](const FactEntry& f) { return f.name.text() == fact; });
    row->snapshot = case_text(c);
    return work.put(*row);
  }
  const auto slash = event.stream.find('/');
  auto row = TRY(work.record(event.stream.substr(0, slash), event.stream.substr(slash + 1)));
  if (!row) return {};
  json::object doc = TRY(parse_json(row->doc, row->kind)).as_object();
  doc.erase(fact);
  row->doc = json::serialize(doc);
  return work.put(*row);
}

}  // namespace dengbao
