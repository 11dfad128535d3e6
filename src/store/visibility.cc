#include "store/visibility.h"

#include <fmt/core.h>

#include <vector>

#include "store/list_query.h"

namespace dengbao::store {
namespace {

// Why a row is seen: one line for each kind of row, one column for each reason.
struct Reasons {
  bool owned;      // it belongs to one of the parties
  bool seat;       // one of them holds a role in the row's case
  bool subject;    // it is what a case is about in which one of them holds a role
  bool company;    // it holds a role itself in a case in which one of them does
  bool territory;  // it stands where one supervises
};

Reasons reasons_for(Listed of, std::string_view kind) {
  switch (of) {
    case Listed::Records:
      if (kind == "object") return {true, false, true, false, true};
      if (kind == "party") return {true, false, true, true, true};
      return {true, false, false, false, false};
    case Listed::Cases:
    case Listed::Duties:
    case Listed::Documents:
      return {true, true, false, false, false};
    case Listed::Events:
      break;
  }
  return {true, true, false, false, true};
}

// The predicate as it is being written: reasons with OR between them.
class Seeing {
 public:
  Seeing(const Sight& sight, Filter& filter) : sight_(sight), filter_(filter) {}

  std::string parties() {
    if (parties_.empty())
      for (const std::string& party : sight_.parties)
        parties_ += (parties_.empty() ? "" : ", ") + filter_.parameter(party);
    return parties_.empty() ? "NULL" : parties_;
  }
  std::string stands_in(std::string_view column) {
    return store::stands_in(sight_, column, filter_);
  }
  void any(const std::string& reason) {
    if (!reason.empty()) all_ += (all_.empty() ? "" : " OR ") + reason;
  }
  std::string done() const { return all_.empty() ? "1 = 0" : "(" + all_ + ")"; }

 private:
  const Sight& sight_;
  Filter& filter_;
  std::string parties_, all_;
};

// What a mandate opens is what its client could see of that: its objects, and the cases of those
// procedures about them in which the client holds a role.
std::string any_of(const std::vector<std::string>& values, const std::string& column,
                   std::string_view front, Filter& filter) {
  std::string out;
  for (const std::string& value : values)
    out += (out.empty() ? "" : ", ") + filter.parameter(filter.keep(std::string(front) + value));
  return values.empty() ? std::string() : fmt::format(" AND {} IN ({})", column, out);
}

std::string mandated_objects(const Mandate& m, const std::string& columns, Filter& filter) {
  return fmt::format("{0}.owner_party = {1}{2}", columns, filter.parameter(m.client),
                     any_of(m.objects, columns + ".id", "", filter));
}

// SELECT of the ids of cases. An underscore in a name stands for itself.
std::string mandated_cases(const Mandate& m, std::string_view what, Filter& filter) {
  std::string procedures;
  for (const std::string& name : m.procedures) {
    const std::string& end = filter.keep("%/" + like_form(name));
    procedures += fmt::format("{0}under.procedure = {1} OR under.procedure LIKE {2} ESCAPE '\\'",
                              procedures.empty() ? " AND (" : " OR ", filter.parameter(name),
                              filter.parameter(end));
  }
  if (!procedures.empty()) procedures += ")";
  return fmt::format(
      "SELECT {} FROM case_party AS theirs JOIN case_state AS under ON under.id = theirs.case_id "
      "WHERE theirs.party = {}{}{}",
      what, filter.parameter(m.client), procedures,
      any_of(m.objects, "under.subject", "object/", filter));
}

void by_mandates(Seeing& s, const Sight& sight, Listed of, std::string_view kind, Filter& filter) {
  for (const Mandate& m : sight.mandates) {
    if (of == Listed::Records && kind == "object")
      s.any("(" + mandated_objects(m, "t", filter) + ")");
    else if (of == Listed::Records && kind == "party")
      s.any("t.id = " + filter.parameter(m.client));
    else if (of == Listed::Cases)
      s.any("t.id IN (" + mandated_cases(m, "under.id", filter) + ")");
    else if (of == Listed::Duties || of == Listed::Documents)
      s.any("t.case_id IN (" + mandated_cases(m, "under.id", filter) + ")");
    else if (of == Listed::Events)
      s.any(fmt::format(
          "t.stream IN ({} UNION SELECT 'object/' || own.id FROM record AS own WHERE "
          "own.kind = 'object' AND {})",
          mandated_cases(m, "'case/' || under.id", filter), mandated_objects(m, "own", filter)));
  }
}

std::string seats(const std::string& parties) {
  return fmt::format("SELECT seat.case_id FROM case_party AS seat WHERE seat.party IN ({})",
                     parties);
}

// CROSS JOIN keeps SQLite to this order: from the row to its cases, not from all cases of a party.
void walk_records(Seeing& s, const Reasons& r, std::string_view kind) {
  const std::string parties = s.parties();
  if (r.territory) s.any(s.stands_in("t.place"));
  if (r.owned) s.any(fmt::format("t.owner_party IN ({})", parties));
  if (r.subject)
    s.any(
        fmt::format("EXISTS (SELECT 1 FROM case_state AS about CROSS JOIN case_party AS seat "
                    "WHERE about.subject = '{}/' || t.id AND seat.case_id = about.id AND "
                    "seat.party IN ({}){})",
                    kind, parties, kAskedOfEach));
  if (r.company)
    s.any(
        fmt::format("EXISTS (SELECT 1 FROM case_party AS theirs CROSS JOIN case_party AS seat "
                    "WHERE theirs.party = t.id AND seat.case_id = theirs.case_id AND "
                    "seat.party IN ({}){})",
                    parties, kAskedOfEach));
}

// Ids of the records seen for other reasons than where they stand. `beyond`: a condition on the
// seats, where it leaves any out.
std::string ids_gathered(Seeing& s, const Reasons& r, std::string_view kind,
                         const std::string& beyond) {
  const std::string parties = s.parties();
  std::string ids = fmt::format(
      "SELECT own.id AS id FROM record_line AS own WHERE own.kind = '{}' AND own.owner_party IN "
      "({})",
      kind, parties);
  if (r.subject)
    ids += fmt::format(
        " UNION SELECT substr(about.subject, {}) FROM case_party AS seat JOIN case_state AS about "
        "ON about.id = seat.case_id WHERE seat.party IN ({}){} AND about.subject LIKE '{}/%'",
        kind.size() + 2, parties, beyond, kind);
  if (r.company)
    ids += fmt::format(
        " UNION SELECT theirs.party FROM case_party AS seat JOIN case_party AS theirs ON "
        "theirs.case_id = seat.case_id WHERE seat.party IN ({})",
        parties);
  return ids;
}

// By the numbers of their lines: these are the rows' own key.
std::string lines_of(const std::string& ids, std::string_view kind) {
  return fmt::format(
      "t.line IN (SELECT named.line FROM ({}) AS ids CROSS JOIN record_line AS named WHERE "
      "named.kind = '{}' AND named.id = ids.id)",
      ids, kind);
}

void gather_records(Seeing& s, const Reasons& r, std::string_view kind) {
  s.any(lines_of(ids_gathered(s, r, kind, ""), kind));
  if (r.territory) s.any(s.stands_in("t.place"));
}

void of_a_case(Seeing& s, const Reasons& r, std::string_view case_column) {
  const std::string parties = s.parties();
  if (r.owned) s.any(fmt::format("t.owner_party IN ({})", parties));
  if (r.seat)
    s.any(
        fmt::format("EXISTS (SELECT 1 FROM case_party AS seat WHERE seat.party IN ({}) AND "
                    "seat.case_id = t.{}{})",
                    parties, case_column, kAskedOfEach));
}

// All cases that have to do with what is seen, as one list: asked with OR, a planner looks at each
// row of the table instead. Of rows that are not the case itself each is asked besides.
std::string cases_gathered(Seeing& s, Listed of, const Sight& sight, Filter& filter) {
  const ListTable& table = table_of(of);
  std::string ids =
      fmt::format("SELECT own.{} FROM {} AS own WHERE own.owner_party IN ({}) UNION {}",
                  table.row_case, table.narrow, s.parties(), seats(s.parties()));
  for (const Mandate& m : sight.mandates) ids += " UNION " + mandated_cases(m, "under.id", filter);
  return fmt::format("t.{} IN ({})", table.row_case, ids);
}

void events(Seeing& s, const Reasons& r, Asking asking) {
  const std::string parties = s.parties();
  if (asking == Asking::Gather) {
    s.any(fmt::format(
        "t.stream IN (SELECT 'case/' || seat.case_id FROM case_party AS seat WHERE seat.party IN "
        "({0}) UNION SELECT own.kind || '/' || own.id FROM record AS own WHERE own.kind IN "
        "('object', 'party', 'account', 'capacity') AND own.owner_party IN ({0}))",
        parties));
    return;
  }
  if (r.owned) s.any(fmt::format("t.owner_party IN ({})", parties));
  if (r.seat)
    s.any(
        fmt::format("EXISTS (SELECT 1 FROM case_party AS seat WHERE seat.party IN ({}) AND "
                    "seat.case_id = substr(t.stream, 6) AND t.stream LIKE 'case/%'{})",
                    parties, kAskedOfEach));
  const std::string there = s.stands_in("line.place");
  if (!r.territory || there.empty()) return;
  for (const std::string_view kind : {"object", "party"})
    s.any(
        fmt::format("EXISTS (SELECT 1 FROM record_line AS line WHERE line.kind = '{0}' AND "
                    "line.id = substr(t.stream, {1}) AND t.stream LIKE '{0}/%' AND {2}{3})",
                    kind, kind.size() + 2, there, kAskedOfEach));
}

}  // namespace

std::string visible_to(std::string_view table, std::string_view case_column,
                       std::string_view viewer) {
  if (case_column.empty()) return fmt::format("{}.owner_party = {}", table, viewer);
  return fmt::format(
      "({0}.owner_party = {2} OR EXISTS (SELECT 1 FROM case_party AS seat "
      "WHERE seat.party = {2} AND seat.case_id = {0}.{1}))",
      table, case_column, viewer);
}

std::string stands_in(const Sight& sight, std::string_view column, Filter& filter) {
  std::string out;
  for (const std::string& territory : sight.territories) {
    std::size_t n = territory.size();
    while (n >= 2 && territory.compare(n - 2, 2, "00") == 0) n -= 2;
    const std::string_view front = std::string_view(territory).substr(0, n);
    out += fmt::format("{}substr({}, 1, {}) = {}", out.empty() ? "" : " OR ", column, n,
                       filter.parameter(front));
  }
  return out.empty() ? std::string() : "(" + out + ")";
}

bool territory_counts(std::string_view kind) {
  return reasons_for(Listed::Records, kind).territory;
}

std::string seen_elsewhere(std::string_view kind, const Sight& sight, Filter& filter) {
  Seeing s(sight, filter);
  const std::string there = stands_in(sight, "seat.place", filter);
  s.any(lines_of(ids_gathered(s, reasons_for(Listed::Records, kind), kind, " AND NOT " + there),
                 kind) +
        std::string(kAskedOnce));
  by_mandates(s, sight, Listed::Records, kind, filter);
  return fmt::format("({} AND NOT {})", s.done(), stands_in(sight, "t.place", filter));
}

std::string seen_by(Listed of, std::string_view kind, const Sight& sight, Asking asking,
                    Filter& filter) {
  if (sight.everything) return {};
  if (sight.nothing()) return "1 = 0";
  Seeing s(sight, filter);
  const Reasons r = reasons_for(of, kind);
  if (of == Listed::Events)
    events(s, r, asking);
  else if (of == Listed::Records && asking == Asking::Gather)
    gather_records(s, r, kind);
  else if (of == Listed::Records)
    walk_records(s, r, kind);
  else if (asking == Asking::Gather && of == Listed::Cases)
    return cases_gathered(s, of, sight, filter);
  else
    of_a_case(s, r, table_of(of).row_case);
  by_mandates(s, sight, of, kind, filter);
  if (of == Listed::Events || of == Listed::Records || asking == Asking::Walk) return s.done();
  return cases_gathered(s, of, sight, filter) + " AND " + s.done();
}

}  // namespace dengbao::store
