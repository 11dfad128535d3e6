#include "store/list_query.h"

#include <fmt/core.h>

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

void ListSql::conditions(Asking asking) {
  if (of_ == Listed::Records) filter_.also("t.kind = " + filter_.parameter(query_.kind));
  // As it stands in the partial index; the bound tells SQLite to take that one.
  if (query_.live) filter_.also("t.status IN ('running', 'paused')").also("t.due >= 0");
  for (const ListTerm& term : query_.terms) {
    if (term.number) {
      filter_.also(
          fmt::format("t.{} {} {}", term.column, sign(term.how), filter_.parameter(*term.number)));
    } else if (term.how == ListTerm::How::EndOf) {
      const std::string exact = filter_.parameter(term.text);
      const std::string end = filter_.parameter(keep("%/" + like_form(term.text)));
      filter_.also(
          fmt::format("(t.{0} = {1} OR t.{0} LIKE {2} ESCAPE '\\')", term.column, exact, end));
    } else {
      filter_.also(
          fmt::format("t.{} {} {}", term.column, sign(term.how), filter_.parameter(term.text)));
    }
  }
  if (const std::string seen = seen_by(of_, query_.kind, query_.sight, asking, filter_);
      !seen.empty())
    filter_.also(seen);
}

// "object/ID" and "party/ID" of the records that the search finds: of few.
std::string ListSql::subjects(const std::string& pattern, const std::string& rare_pair) {
  return fmt::format(
      "SELECT line.kind || '/' || line.id FROM record_line AS line JOIN record_pair AS pair ON "
      "pair.kind = line.kind AND pair.line = line.line WHERE pair.kind IN ('object', 'party') AND "
      "pair.pair = {} AND line.text LIKE {} ESCAPE '\\'",
      filter_.parameter(keep(rare_pair)), pattern);
}

namespace {

// The same asked of one subject: where many are found, the rows are walked along instead.
std::string about_found(std::string_view subject, const std::string& pattern) {
  std::string out;
  for (const std::string_view kind : {"object", "party"})
    out += fmt::format(
        "{0}EXISTS (SELECT 1 FROM record_line AS line WHERE line.kind = '{1}' AND line.id = "
        "substr({2}, {3}) AND {2} LIKE '{1}/%' AND line.text LIKE {4} ESCAPE '\\')",
        out.empty() ? "" : " OR ", kind, subject, kind.size() + 2, pattern);
  return "(" + out + ")";
}

std::string case_found(std::string_view case_id, const std::string& pattern) {
  return fmt::format("EXISTS (SELECT 1 FROM case_state AS about WHERE about.id = {} AND {})",
                     case_id, about_found("about.subject", pattern));
}

}  // namespace

void ListSql::search(const std::string& form, const std::string& rare_pair) {
  if (form.empty()) return;
  const std::string pattern = filter_.parameter(keep("%" + like_form(form) + "%"));
  if (of_ == Listed::Records) {
    if (!rare_pair.empty())
      filter_.also(
          fmt::format("t.line IN (SELECT pair.line FROM record_pair AS pair WHERE "
                      "pair.kind = {} AND pair.pair = {})",
                      filter_.parameter(query_.kind), filter_.parameter(keep(rare_pair))));
    filter_.also(fmt::format("t.text LIKE {} ESCAPE '\\'", pattern));
  } else if (rare_pair.empty()) {
    search_walking(pattern);
  } else {
    search_gathering(subjects(pattern, rare_pair));
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

void ListSql::go_on_after(const ListPlace& place, const SortKey& sort, bool down) {
  const ListTable& table = table_of(of_);
  const char* beyond = down ? "<" : ">";
  if (is_key(table, sort.column)) {
    std::string value = sort.number ? filter_.parameter(leading_number(place.value))
                                    : filter_.parameter(keep(place.value));
    filter_.also(fmt::format("t.{} {} {}", sort.column, beyond, value));
    return;
  }
  std::string columns = fmt::format("t.{}", sort.column);
  std::string values = sort.number ? filter_.parameter(leading_number(place.value))
                                   : filter_.parameter(keep(place.value));
  for (std::size_t i = 0; i < table.key.size(); ++i) {
    columns += fmt::format(", t.{}", table.key[i]);
    values += ", " + filter_.parameter(keep(i < place.key.size() ? place.key[i] : ""));
  }
  filter_.also(fmt::format("({}) {} ({})", columns, beyond, values));
}

std::string ListSql::page(const SortKey& sort, bool down, bool sorts_itself, int limit) {
  const ListTable& table = table_of(of_);
  const char* order = down ? " DESC" : "";
  std::string keys, orders;
  // An expression in place of the column: its index then is no way along the rows.
  const std::string by = sorts_itself && !sort.number  ? fmt::format("t.{} || ''", sort.column)
                         : sorts_itself && sort.number ? fmt::format("t.{} + 0", sort.column)
                                                       : fmt::format("t.{}", sort.column);
  orders = by + order;
  for (const std::string_view key : table.key) {
    keys += fmt::format("t.{}, ", key);
    if (!is_key(table, sort.column)) orders += fmt::format(", t.{}{}", key, order);
  }
  return fmt::format("SELECT {}t.{} AS k FROM {} AS t{} ORDER BY {} LIMIT {}", keys, sort.column,
                     table.narrow, filter_.where(), orders, filter_.parameter(limit));
}

std::string ListSql::count(int bound) {
  const ListTable& table = table_of(of_);
  if (bound == 0)
    return fmt::format("SELECT count(*) FROM {} AS t{}", table.narrow, filter_.where());
  return fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} AS t{} LIMIT {}) AS counted",
                     table.narrow, filter_.where(), filter_.parameter(bound + 1));
}

}  // namespace dengbao::store
