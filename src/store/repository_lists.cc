#include "store/repository_lists.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "store/list_query.h"
#include "store/record_lines.h"
#include "store/repository.h"
#include "store/rows.h"

namespace dengbao::store {
namespace {

// Up to so many rows are gathered and sorted; beyond, walking along an index is quicker.
constexpr int kFew = 3000;
// A list that can be long beyond counting is counted so far.
constexpr int kCounted = 10'000;

using Ask = std::function<Status(std::string_view, Values, const RowTaker&)>;

// How a list is made: decided by a few bounded looks before it is asked for.
struct Way {
  Asking asking = Asking::Walk;
  std::string form;       // of the search
  std::string rare_pair;  // the pair of it that the fewest records have, where these are few
  bool one_pair = false;  // the search is that pair and nothing else
};

Result<std::int64_t> number(const Ask& ask, const std::string& sql, Values values) {
  std::int64_t out = 0;
  CHECK(ask(sql, values, [&](const Row& row) { out = row.integer(0); }));
  return out;
}

Result<bool> few_seats(const Ask& ask, const Sight& sight) {
  Filter filter;
  std::string parties;
  for (const std::string& party : sight.parties)
    parties += (parties.empty() ? "" : ", ") + filter.parameter(party);
  if (parties.empty()) return true;
  const std::string sql = fmt::format(
      "SELECT count(*) FROM (SELECT 1 FROM case_party WHERE party IN ({}) LIMIT {}) AS counted",
      parties, filter.parameter(kFew + 1));
  return TRY(number(ask, sql, filter.values())) <= kFew;
}

Result<Way> way_of(const Ask& ask, Listed of, const ListQuery& query) {
  Way out;
  const Sight& sight = query.sight;
  if (!sight.everything && sight.territories.empty() && TRY(few_seats(ask, sight)))
    out.asking = Asking::Gather;
  out.form = search_form(query.search);
  const std::vector<std::string> pairs = pairs_of(out.form);
  out.one_pair = pairs.size() == 1 && pairs.front() == out.form;
  std::int64_t fewest = kFew + 1;
  for (const std::string& pair : pairs) {
    const std::string kinds = of == Listed::Records ? "kind = $3" : "kind IN ('object', 'party')";
    std::vector<Value> values{pair, kFew + 1};
    if (of == Listed::Records) values.emplace_back(query.kind);
    const std::int64_t n = TRY(
        number(ask,
               fmt::format("SELECT count(*) FROM (SELECT 1 FROM record_pair WHERE {} AND pair = $1 "
                           "LIMIT $2) AS counted",
                           kinds),
               values));
    if (n >= fewest) continue;
    fewest = n;
    out.rare_pair = pair;
  }
  return out;
}

// Counts that an index answers by itself.
Result<std::optional<std::int64_t>> quick_total(const Ask& ask, Listed of, const ListQuery& query,
                                                const Way& way) {
  if (!query.sight.everything || !query.terms.empty()) return std::nullopt;
  if (of == Listed::Events && way.form.empty())
    return TRY(number(ask, "SELECT coalesce(max(log_index) + 1, 0) FROM event", {}));
  if (of != Listed::Records || !way.one_pair) return std::nullopt;
  return TRY(number(ask, "SELECT count(*) FROM record_pair WHERE kind = $1 AND pair = $2",
                    std::array<Value, 2>{query.kind, way.form}));
}

Status count_all(const Ask& ask, Listed of, const ListQuery& query, const Way& way,
                 std::int64_t& total, bool& at_least) {
  if (const auto quick = TRY(quick_total(ask, of, query, way))) {
    total = *quick;
    return {};
  }
  ListSql sql(of, query);
  sql.conditions(way.asking);
  sql.search(way.form, way.rare_pair);
  const bool bounded =
      of == Listed::Events || (of != Listed::Records && !way.form.empty() && way.rare_pair.empty());
  const std::string counting = sql.count(bounded ? kCounted : 0);
  total = TRY(number(ask, counting, sql.filter().values()));
  at_least = bounded && total > kCounted;
  if (at_least) total = kCounted;
  return {};
}

// The full rows of a page of keys, in its order.
std::string whole_rows(Listed of, std::string_view columns, const std::string& page, bool down,
                       std::string_view kind) {
  const ListTable& table = table_of(of);
  std::string on, order = fmt::format("page.k{}", down ? " DESC" : "");
  for (const std::string_view key : table.key) {
    on += fmt::format("{}t.{} = page.{}", on.empty() ? "" : " AND ", key, key);
    order += fmt::format(", page.{}{}", key, down ? " DESC" : "");
  }
  if (!kind.empty()) on += fmt::format(" AND t.kind = {}", kind);
  return fmt::format("SELECT {}, page.k FROM ({}) AS page JOIN {} AS t ON {} ORDER BY {}",
                     of == Listed::Cases ? case_columns("t") : columns_of("t", columns), page,
                     table.full, on, order);
}

std::vector<std::string> key_of(const RecordRow& r) {
  return {r.id};
}
std::vector<std::string> key_of(const StoredCase& r) {
  return {r.row.id};
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

template <class T>
Result<Page<T>> RepositoryLists::page(Listed of, const ListQuery& query, std::string_view columns,
                                      T (*read)(const Row&)) {
  const Ask ask = [this](std::string_view sql, Values values, const RowTaker& take) {
    return rows_.query(sql, values, take);
  };
  const auto [sort, down] = TRY(sort_of(of, query.sort));
  const std::string order = (down ? "-" : "") + std::string(sort.name);
  const Way way = TRY(way_of(ask, of, query));
  Page<T> out;
  ListSql sql(of, query);
  sql.conditions(way.asking);
  sql.search(way.form, way.rare_pair);
  if (query.after.empty()) {
    CHECK(count_all(ask, of, query, way, out.total, out.at_least));
  } else {
    const ListPlace place = TRY(place_from(query.after, order));
    out.total = place.total;
    out.at_least = place.at_least;
    sql.go_on_after(place, sort, down);
  }
  const bool gathered = way.asking == Asking::Gather || !way.rare_pair.empty();
  const std::string keys = sql.page(sort, down, gathered, query.limit + 1);
  const std::string kind = of == Listed::Records ? sql.filter().parameter(query.kind) : "";
  std::vector<std::string> values;
  constexpr int kOfSnapshot = 2;  // its columns
  const int k = static_cast<int>(std::count(columns.begin(), columns.end(), ',')) + 1 +
                (of == Listed::Cases ? kOfSnapshot : 0);
  CHECK(rows_.query(whole_rows(of, columns, keys, down, kind), sql.filter().values(),
                    [&](const Row& row) {
                      out.rows.push_back(read(row));
                      values.push_back(sort.number ? std::to_string(row.integer(k)) : row.text(k));
                    }));
  if (std::cmp_greater(out.rows.size(), query.limit)) {
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
Result<Page<CaseRow>> RepositoryLists::cases(const ListQuery& query) {
  auto found = TRY(page(Listed::Cases, query, CASE_COLUMNS, read_case));
  Page<CaseRow> out;
  out.rows = TRY(rows_.whole(std::move(found.rows)));
  out.next = std::move(found.next);
  out.total = found.total;
  out.at_least = found.at_least;
  return out;
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
  sql.conditions(Asking::Walk);
  bool found = false;
  const std::string counting = sql.count(1);  // adds a parameter: before the values are asked for
  CHECK(rows_.query(counting, sql.filter().values(),
                    [&](const Row& row) { found = row.integer(0) > 0; }));
  return found;
}

Result<std::vector<Tally>> RepositoryLists::tally(Listed of, const ListQuery& query,
                                                  const std::vector<std::string>& columns) {
  ListSql sql(of, query);
  const Ask ask = [this](std::string_view text, Values values, const RowTaker& take) {
    return rows_.query(text, values, take);
  };
  const Way way = TRY(way_of(ask, of, query));
  sql.conditions(way.asking);
  sql.search(way.form, way.rare_pair);
  std::string shown, groups;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    shown += fmt::format("CAST({} AS TEXT), ", columns[i]);
    groups += fmt::format("{}{}", i == 0 ? "" : ", ", columns[i]);
  }
  std::vector<Tally> out;
  CHECK(rows_.query(fmt::format("SELECT {}count(*) FROM {} AS t{} GROUP BY {}", shown,
                                table_of(of).narrow, sql.filter().where(), groups),
                    sql.filter().values(), [&](const Row& row) {
                      Tally t;
                      for (std::size_t i = 0; i < columns.size(); ++i)
                        t.values.push_back(row.text(static_cast<int>(i)));
                      t.count = row.integer(static_cast<int>(columns.size()));
                      out.push_back(std::move(t));
                    }));
  return out;
}

Result<std::vector<std::string>> RepositoryLists::files_for(std::string_view party) {
  std::vector<std::string> out;
  CHECK(rows_.query(
      "SELECT id FROM record_line WHERE head = $1 AND head <> '' ORDER BY id LIMIT 40",
      std::array<Value, 1>{party}, [&](const Row& row) { out.push_back(row.text(0)); }));
  return out;
}

}  // namespace dengbao::store
