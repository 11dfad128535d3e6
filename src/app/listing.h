#pragma once
// What all words that list have in common: the options, the pages, and the answer.

#include <functional>

#include "app/lists.h"
#include "app/options.h"
#include "app/sight.h"

namespace dengbao {

// --search (where the list can be searched), --sort, --limit, --after.
void add_listing_options(std::vector<Option>& options, Listed of, bool searched = true);

// The part of a query that is asked for in the same way everywhere. Usage app.no_sort, BadInput
// app.limit.
Result<ListQuery> asked_list(const Arguments& a, Listed of);

// Rows of the pages one after another: of one page where a limit was given, otherwise of all.
template <class Row>
using PageReader = std::function<Result<Page<Row>>(const ListQuery&)>;

struct Gathered {
  std::string next, total;
};

template <class Row>
Result<Gathered> gather(ListQuery query, const Arguments& a, const PageReader<Row>& read,
                        const std::function<Status(const Row&)>& take) {
  constexpr int kAtOnce = 1000;
  const bool whole = !a.has("limit");
  auto left = static_cast<std::int64_t>(query.limit);
  Gathered out;
  while (true) {
    query.limit = whole ? kAtOnce : static_cast<int>(std::min<std::int64_t>(left, kAtOnce));
    const Page<Row> page = TRY(read(query));
    for (const Row& row : page.rows) CHECK(take(row));
    out.total = std::to_string(page.total) + (page.at_least ? "+" : "");
    left -= static_cast<std::int64_t>(page.rows.size());
    if (page.next.empty()) return out;
    if (!whole && left <= 0) {
      out.next = page.next;
      return out;
    }
    query.after = page.next;
  }
}

}  // namespace dengbao
