#include "store/repository_lists.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "store/list_plan.h"
#include "store/repository.h"
#include "store/rows.h"

namespace dengbao::store {
namespace {

// The full rows of a page of keys, in its order.
std::string whole_rows(Listed of, std::string_view columns, const std::string& page, bool down,
                       std::string_view kind, bool counted) {
  const ListTable& table = table_of(of);
  std::string on, order = fmt::format("page.k{}", down ? " DESC" : "");
  for (const std::string_view key : table.key) {
    on += fmt::format("{}t.{} = page.{}", on.empty() ? "" : " AND ", key, key);
    order += fmt::format(", page.{}{}", key, down ? " DESC" : "");
  }
  if (!kind.empty()) on += fmt::format(" AND t.kind = {}", kind);
  return fmt::format("SELECT {}, page.k{} FROM ({}) AS page JOIN {} AS t ON {} ORDER BY {}",
                     columns, counted ? ", page.seen" : "", page, table.full, on, order);
}

std::vector<std::string> key_of(const RecordRow& r) {
  return {r.id};
}
std::vector<std::string> key_of(const CaseRow& r) {
  return {r.id};
}
std::vector<std::string> key_of(const DutyRow& r) {
  return {r.case_id, r.duty, r.instance};
}
std::vector<std::string> key_of(const DocumentRow& r) {
  return {r.id};
}
std::vector<std::string> key_of(const EventRow& r) {
  return {std::to_string(r.index)};
}

}  // namespace

Counting RepositoryLists::counting() {
  return {[this](std::string_view sql, Values values, const RowTaker& take) {
            return rows_.query(sql, values, take);
          },
          rows_.lease_->remembered(), rows_.lease_->moment()};
}

template <class T>
Result<Page<T>> RepositoryLists::page(Listed of, const ListQuery& query, std::string_view columns,
                                      T (*read)(const Row&)) {
  const Counting ask = counting();
  const auto [sort, down] = TRY(sort_of(of, query.sort));
  const std::string order = (down ? "-" : "") + std::string(sort.name);
  const ListPlan plan = TRY(plan_of(ask, of, query, sort));
  Page<T> out;
  ListSql sql(of, query);
  sql.conditions(plan.page, plan.terms, sort.column);
  sql.search(plan.form, plan.rare);
  if (!query.after.empty()) {
    const ListPlace place = TRY(place_from(query.after, order));
    out.total = place.total;
    out.at_least = place.at_least;
    sql.go_on_after(place, sort, down, plan.sorts_itself);
  }
  // A search whose finds are all gathered and sorted has passed by each of them, and counts them.
  const bool counted =
      query.after.empty() && plan.sorts_itself && plan.bound == 0 && !plan.form.empty();
  const std::string keys = sql.page(sort, down, plan.sorts_itself, query.limit + 1, counted);
  const std::string kind = of == Listed::Records ? sql.filter().parameter(query.kind) : "";
  std::vector<std::string> values;
  const int k = static_cast<int>(std::count(columns.begin(), columns.end(), ',')) + 1;
  CHECK(rows_.query(whole_rows(of, columns_of("t", columns), keys, down, kind, counted),
                    sql.filter().values(), [&](const Row& row) {
                      out.rows.push_back(read(row));
                      values.push_back(sort.number ? std::to_string(row.integer(k)) : row.text(k));
                      if (counted) out.total = row.integer(k + 1);
                    }));
  const bool more = std::cmp_greater(out.rows.size(), query.limit);
  if (query.after.empty()) {
    // What fits on the first page is counted by it.
    const Total total = !more     ? Total{static_cast<std::int64_t>(out.rows.size()), false}
                        : counted ? Total{out.total, false}
                                  : TRY(count_all(ask, of, query, plan));
    out.total = total.number;
    out.at_least = total.at_least;
  }
  if (more) {
    out.rows.pop_back();
    const auto last = static_cast<std::size_t>(query.limit) - 1;
    out.next =
        spelled(ListPlace{order, values[last], key_of(out.rows.back()), out.total, out.at_least});
  }
  return out;
}

Result<Page<RecordRow>> RepositoryLists::records(const ListQuery& query) {
  return page(Listed::Records, query, RECORD_COLUMNS, read_record);
}
// Where a case stands, and not what it is: whoever wants that reads the case.
Result<Page<CaseRow>> RepositoryLists::cases(const ListQuery& query) {
  return page(Listed::Cases, query, CASE_COLUMNS, read_case_state);
}
Result<Page<DutyRow>> RepositoryLists::duties(const ListQuery& query) {
  return page(Listed::Duties, query, DUTY_COLUMNS, read_duty);
}
Result<Page<DocumentRow>> RepositoryLists::documents(const ListQuery& query) {
  return page(Listed::Documents, query, DOCUMENT_COLUMNS, read_document);
}
Result<Page<EventRow>> RepositoryLists::events(const ListQuery& query) {
  return page(Listed::Events, query, EVENT_COLUMNS, read_event);
}

Result<bool> RepositoryLists::sees(Listed of, std::string_view key, const Sight& sight) {
  ListQuery query;
  query.sight = sight;
  std::string_view id = key;
  if (of == Listed::Records) {
    const auto slash = key.find('/');
    query.kind = key.substr(0, slash);
    id = slash == std::string_view::npos ? std::string_view() : key.substr(slash + 1);
  }
  ListTerm is{table_of(of).key.front(), ListTerm::How::Equal, std::string(id), {}};
  if (of == Listed::Events) is.number = leading_number(id);
  query.terms.push_back(std::move(is));
  ListSql sql(of, query);
  sql.conditions(Asking::Walk, Terms::Indexed);
  bool found = false;
  const std::string counting = sql.count(1);  // adds a parameter: before the values are asked for
  CHECK(rows_.query(counting, sql.filter().values(),
                    [&](const Row& row) { found = row.integer(0) > 0; }));
  return found;
}

namespace {

// Columns as they are told and as they are grouped by.
struct Grouped {
  std::string shown, groups;
};
Grouped grouped(const std::vector<std::string>& columns) {
  Grouped out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out.shown += fmt::format("CAST({} AS TEXT), ", columns[i]);
    out.groups += fmt::format("{}{}", i == 0 ? "" : ", ", columns[i]);
  }
  return out;
}

}  // namespace

Result<std::vector<Tally>> RepositoryLists::tally(Listed of, const ListQuery& query,
                                                  const std::vector<std::string>& columns) {
  const Counting ask = counting();
  const Grouped by = grouped(columns);
  std::map<std::vector<std::string>, std::int64_t> found;
  const auto add = [&](const std::string& text, Values values) -> Status {
    for (Tally& t : TRY(ask.tally(text, values, columns.size())))
      found[std::move(t.values)] += t.count;
    return {};
  };
  ListSql sql(of, query);
  const bool of_each = std::ranges::any_of(columns, [](const std::string& column) {
    return column == "t.owner_party" || column == "t.id";  // what no cell knows
  });
  std::optional<Counted> counted;
  if (!of_each) counted = TRY(counted_of(ask, of, query));
  if (counted) {
    ListSql cells(of, query);
    const std::string text = cells.tally_by_cells(by.shown, by.groups, *counted);
    CHECK(add(text, cells.filter().values()));
    if (*counted != Counted::All) sql.beside(*counted);
  } else {
    const ListPlan plan = TRY(plan_of(ask, of, query, sort_keys(of).front()));
    sql.conditions(plan.count, plan.terms);
    sql.search(plan.form, plan.rare);
  }
  if (counted != Counted::All)
    CHECK(add(fmt::format("SELECT {}count(*) FROM {} AS t{} GROUP BY {}", by.shown,
                          table_of(of).narrow, sql.filter().where(), by.groups),
              sql.filter().values()));
  std::vector<Tally> out;
  for (const auto& [values, count] : found)
    if (count != 0) out.push_back({values, count});
  return out;
}

Result<Instant> RepositoryLists::last_due(Instant now) {
  Instant out;
  CHECK(
      rows_.query("SELECT coalesce(max(due), 0) FROM duty WHERE status IN ('running', 'paused') "
                  "AND due >= 0 AND due <= $1",
                  std::array<Value, 1>{now}, [&](const Row& row) { out = row.instant(0); }));
  return out;
}

Result<std::vector<std::string>> RepositoryLists::files_for(std::string_view party) {
  std::vector<std::string> out;
  CHECK(rows_.query("SELECT id FROM record_line WHERE head = $1 AND head <> '' ORDER BY id",
                    std::array<Value, 1>{party},
                    [&](const Row& row) { out.push_back(row.text(0)); }));
  return out;
}

}  // namespace dengbao::store
