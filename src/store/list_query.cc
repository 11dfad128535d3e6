#include "store/list_query.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace dengbao::store {
namespace {

const ListTable kRecords{"record_line", "record", {"id"}, ""};
const ListTable kCases{"case_state", "case_state", {"id"}, "id"};
const ListTable kDuties{"duty", "duty", {"case_id", "duty", "instance"}, "case_id"};
const ListTable kDocuments{"document", "document", {"id"}, "case_id"};
const ListTable kEvents{"event", "event", {"log_index"}, ""};

std::string_view sign(ListTerm::How how) {
  switch (how) {
    case ListTerm::How::Equal:
    case ListTerm::How::EndOf:
      return "=";
    case ListTerm::How::Not:
      return "<>";
    case ListTerm::How::AtLeast:
      return ">=";
    case ListTerm::How::Below:
      break;
  }
  return "<";
}

bool is_key(const ListTable& table, std::string_view column) {
  return table.key.size() == 1 && table.key.front() == column;
}

}  // namespace

const ListTable& table_of(Listed of) {
  switch (of) {
    case Listed::Records:
      return kRecords;
    case Listed::Cases:
      return kCases;
    case Listed::Duties:
      return kDuties;
    case Listed::Documents:
      return kDocuments;
    case Listed::Events:
      break;
  }
  return kEvents;
}

std::string like_form(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

bool of_cells(Listed of, const ListTerm& term) {
  const std::string_view c = term.column;
  if (of == Listed::Cases) return c == "procedure" || c == "state" || c == "open";
  if (of != Listed::Records) return false;
  // Of a number cells know only whether there is one.
  return c == "place" || c == "type" || c == "level" || c == "status" ||
         (c == "code" && term.text.empty() && !term.number);
}

std::string pair_is(const RarePair& rare, Filter& filter) {
  if (!rare.front) return "pair.pair = " + filter.parameter(rare.text);
  return fmt::format("pair.pair >= {} AND pair.pair < {}", filter.parameter(rare.text),
                     filter.parameter(filter.keep(rare.text + "\U0010FFFF")));
}

// `free`: an expression in place of the column, which no index leads to.
std::string ListSql::term(const ListTerm& term, std::string_view alias, bool free) {
  const std::string_view by = !free ? "" : term.number ? kFreedNumber : kFreedText;
  const std::string column = fmt::format("{}.{}{}", alias, term.column, by);
  if (term.number)
    return fmt::format("{} {} {}", column, sign(term.how), filter_.parameter(*term.number));
  if (term.how != ListTerm::How::EndOf)
    return fmt::format("{} {} {}", column, sign(term.how), filter_.parameter(term.text));
  const std::string exact = filter_.parameter(term.text);
  const std::string end = filter_.parameter(keep("%/" + like_form(term.text)));
  const auto ends = [&](const std::string& what) {
    return fmt::format("({0} = {1} OR {0} LIKE {2} ESCAPE '\\')", what, exact, end);
  };
  // Which procedures there are the cells know.
  if (of_ == Listed::Cases && term.column == "procedure")
    return fmt::format("{} IN (SELECT kept.procedure FROM case_cell AS kept WHERE {})", column,
                       ends("kept.procedure"));
  return ends(column);
}

void ListSql::conditions(Asking asking, Terms terms, std::string_view sort) {
  if (of_ == Listed::Records) filter_.also("t.kind = " + filter_.parameter(query_.kind));
  // As it stands in the partial index; the bound tells SQLite to take that one.
  if (query_.live) filter_.also("t.status IN ('running', 'paused')").also("t.due >= 0");
  if (terms == Terms::InCells) filter_.also(in_cells());
  for (const ListTerm& one : query_.terms) {
    if (terms == Terms::InCells && of_cells(of_, one)) continue;
    filter_.also(term(one, "t", terms == Terms::Free && one.column != sort));
  }
  if (const std::string seen = seen_by(of_, query_.kind, query_.sight, asking, filter_);
      !seen.empty())
    filter_.also(seen);
}

void ListSql::beside(Counted counted) {
  if (of_ == Listed::Records) filter_.also("t.kind = " + filter_.parameter(query_.kind));
  for (const ListTerm& one : query_.terms) filter_.also(term(one, "t", true));
  if (counted == Counted::Territory) {
    filter_.also(seen_elsewhere(query_.kind, query_.sight, filter_));
  } else {
    // Its own cases in which it has no seat.
    const std::string party = filter_.parameter(query_.sight.parties.front());
    filter_.also("t.owner_party = " + party);
    filter_.also(
        fmt::format("NOT EXISTS (SELECT 1 FROM case_party AS seat WHERE seat.party = {} AND "
                    "seat.case_id = t.id)",
                    party));
  }
}

std::string_view ListSql::cells(Counted counted) const {
  return of_ == Listed::Records      ? "record_cell"
         : counted == Counted::Seats ? "seat_cell"
                                     : "case_cell";
}

std::string ListSql::cells_where(std::string_view alias, Counted counted) {
  std::string out;
  const auto also = [&](const std::string& condition) {
    out += (out.empty() ? " WHERE " : " AND ") + condition;
  };
  if (of_ == Listed::Records)
    also(fmt::format("{}.kind = {}", alias, filter_.parameter(query_.kind)));
  for (const ListTerm& one : query_.terms)
    if (of_cells(of_, one)) also(term(one, alias, false));
  if (counted == Counted::Territory)
    also(stands_in(query_.sight, fmt::format("{}.place", alias), filter_));
  if (counted == Counted::Seats)
    also(fmt::format("{}.party = {}", alias, filter_.parameter(query_.sight.parties.front())));
  return out;
}

// Of who supervises a territory: what the cells that lie in it hold, and what he sees elsewhere.
std::string ListSql::in_cells() {
  const bool territory = !query_.sight.everything;
  // CROSS JOIN keeps SQLite to this order: from the cells to their lines.
  std::string out = fmt::format(
      "t.line IN (SELECT near.line FROM record_cell AS cell CROSS JOIN record_line AS near{} AND "
      "near.kind = cell.kind AND near.cell = cell.cell",
      cells_where("cell", territory ? Counted::Territory : Counted::All));
  if (!territory) return out + ")";
  const std::string kind = filter_.parameter(query_.kind);
  out += fmt::format(" UNION SELECT t.line FROM record_line AS t WHERE t.kind = {} AND {}", kind,
                     seen_elsewhere(query_.kind, query_.sight, filter_));
  for (const ListTerm& one : query_.terms)
    if (of_cells(of_, one)) out += " AND " + term(one, "t", true);
  return out + ")";
}

std::string ListSql::count_by_cells(Counted counted) {
  return fmt::format("SELECT CAST(coalesce(sum(t.number), 0) AS BIGINT) FROM {} AS t{}",
                     cells(counted), cells_where("t", counted));
}

std::string ListSql::tally_by_cells(const std::string& columns, const std::string& groups,
                                    Counted counted) {
  return fmt::format("SELECT {}CAST(sum(t.number) AS BIGINT) FROM {} AS t{} GROUP BY {}", columns,
                     cells(counted), cells_where("t", counted), groups);
}

// "object/ID" and "party/ID" of the records that the search finds: of few.
std::string ListSql::subjects(const std::string& pattern, const RarePair& rare) {
  return fmt::format(
      "SELECT line.kind || '/' || line.id FROM record_line AS line JOIN record_pair AS pair ON "
      "pair.kind = line.kind AND pair.line = line.line WHERE pair.kind IN ('object', 'party') AND "
      "{} AND line.text LIKE {} ESCAPE '\\'",
      pair_is(rare, filter_), pattern);
}

namespace {

// The same asked of one subject: where many are found, the rows are walked along instead.
std::string about_found(std::string_view subject, const std::string& pattern) {
  std::string out;
  for (const std::string_view kind : {"object", "party"})
    out += fmt::format(
        "{0}EXISTS (SELECT 1 FROM record_line AS line WHERE line.kind = '{1}' AND line.id = "
        "substr({2}, {3}) AND {2} LIKE '{1}/%' AND line.text LIKE {4} ESCAPE '\\'{5})",
        out.empty() ? "" : " OR ", kind, subject, kind.size() + 2, pattern, kAskedOfEach);
  return "(" + out + ")";
}

std::string case_found(std::string_view case_id, const std::string& pattern) {
  return fmt::format("EXISTS (SELECT 1 FROM case_state AS about WHERE about.id = {} AND {}{})",
                     case_id, about_found("about.subject", pattern), kAskedOfEach);
}

}  // namespace

void ListSql::search(const std::string& form, const RarePair& rare) {
  if (form.empty()) return;
  const std::string pattern = filter_.parameter(keep("%" + like_form(form) + "%"));
  if (of_ == Listed::Records) {
    if (!rare.text.empty())
      filter_.also(
          fmt::format("t.line IN (SELECT pair.line FROM record_pair AS pair WHERE "
                      "pair.kind = {} AND {})",
                      filter_.parameter(query_.kind), pair_is(rare, filter_)));
    filter_.also(fmt::format("t.text LIKE {} ESCAPE '\\'", pattern));
  } else if (rare.text.empty()) {
    search_walking(pattern);
  } else {
    search_gathering(subjects(pattern, rare));
  }
}

void ListSql::search_walking(const std::string& pattern) {
  if (of_ == Listed::Cases)
    filter_.also(about_found("t.subject", pattern));
  else if (of_ == Listed::Events)
    filter_.also(fmt::format("(({} AND t.stream LIKE 'case/%') OR {})",
                             case_found("substr(t.stream, 6)", pattern),
                             about_found("t.stream", pattern)));
  else if (of_ == Listed::Documents)  // digits are those of a number
    filter_.also(fmt::format("(lower(t.number) LIKE {} ESCAPE '\\' OR {})", pattern,
                             case_found("t.case_id", pattern)));
  else
    filter_.also(case_found("t.case_id", pattern));
}

void ListSql::search_gathering(const std::string& found) {
  const std::string cases =
      fmt::format("SELECT about.id FROM case_state AS about WHERE about.subject IN ({})", found);
  if (of_ == Listed::Cases)
    filter_.also(fmt::format("t.subject IN ({})", found));
  else if (of_ == Listed::Events)
    filter_.also(fmt::format(
        "t.stream IN (SELECT 'case/' || about.id FROM case_state AS about WHERE about.subject IN "
        "({0}) UNION {0})",
        found));
  else
    filter_.also(fmt::format("t.case_id IN ({})", cases));
}

namespace {

// `free`: an expression in place of the column, which no index leads to.
std::string sorted_by(const SortKey& sort, bool free) {
  return fmt::format("t.{}{}", sort.column, !free ? "" : sort.number ? " + 0" : " || ''");
}

}  // namespace

void ListSql::go_on_after(const ListPlace& place, const SortKey& sort, bool down,
                          bool sorts_itself) {
  const ListTable& table = table_of(of_);
  const char* beyond = down ? "<" : ">";
  // Where all rows have the same in the column, they lie in the order of their keys: with the
  // column in the comparison SQLite would go on through the rows that have more in it. Not where
  // they are gathered: there the key alone would lead it along the index of keys.
  const bool same = !sorts_itself && std::ranges::any_of(query_.terms, [&](const ListTerm& t) {
    return t.column == sort.column && t.how == ListTerm::How::Equal;
  });
  std::vector<std::string> columns, values;
  if (!same || is_key(table, sort.column)) {
    columns.push_back(sorted_by(sort, sorts_itself));
    values.push_back(sort.number ? filter_.parameter(leading_number(place.value))
                                 : filter_.parameter(keep(place.value)));
  }
  for (std::size_t i = 0; i < table.key.size() && !is_key(table, sort.column); ++i) {
    columns.push_back(fmt::format("t.{}", table.key[i]));
    values.push_back(filter_.parameter(keep(i < place.key.size() ? place.key[i] : "")));
  }
  const char* form = columns.size() == 1 ? "{} {} {}" : "({}) {} ({})";
  filter_.also(
      fmt::format(fmt::runtime(form), fmt::join(columns, ", "), beyond, fmt::join(values, ", ")));
}

std::string ListSql::page(const SortKey& sort, bool down, bool sorts_itself, int limit,
                          bool counted) {
  const ListTable& table = table_of(of_);
  const char* order = down ? " DESC" : "";
  std::string keys, orders;
  orders = sorted_by(sort, sorts_itself) + order;
  for (const std::string_view key : table.key) {
    keys += fmt::format("t.{}, ", key);
    if (!is_key(table, sort.column)) orders += fmt::format(", t.{}{}", key, order);
  }
  return fmt::format("SELECT {}t.{} AS k{} FROM {} AS t{} ORDER BY {} LIMIT {}", keys, sort.column,
                     counted ? ", count(*) OVER () AS seen" : "", table.narrow, filter_.where(),
                     orders, filter_.parameter(limit));
}

std::string ListSql::count(int bound) {
  const ListTable& table = table_of(of_);
  if (bound == 0)
    return fmt::format("SELECT count(*) FROM {} AS t{}", table.narrow, filter_.where());
  return fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} AS t{} LIMIT {}) AS counted",
                     table.narrow, filter_.where(), filter_.parameter(bound + 1));
}

}  // namespace dengbao::store
