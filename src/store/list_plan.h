#pragma once
// How a list is made: decided by a few bounded looks before it is asked for. Where few rows fit,
// these are named and sorted; where many do, the rows are walked along in the order asked for until
// the page is full. How many fit is known of what is counted as it is written, and looked for, up
// to a bound, of the rest.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "app/lists.h"
#include "store/list_query.h"
#include "store/remembered.h"

namespace dengbao::store {

struct Total {
  std::int64_t number = 0;
  bool at_least = false;
};

struct ListPlan {
  Asking page = Asking::Walk, count = Asking::Walk;
  Terms terms = Terms::Indexed;
  bool sorts_itself = false;   // the rows do not come in the order asked for
  std::string form;            // of the search
  RarePair rare;               // the pair of it that the fewest lines have, where these are few
  bool one_pair = false;       // the search is that pair and nothing else
  std::optional<Total> total;  // where it is known already
  int bound = 0;               // how far it is counted otherwise; 0: to the end; kUncounted
};
// That there are more than a page holds is all that is said.
inline constexpr int kUncounted = -1;

Result<ListPlan> plan_of(const Counting& ask, Listed of, const ListQuery& query,
                         const SortKey& sort);
// What of a list with these terms and this sight is counted as it is written, if any is.
Result<std::optional<Counted>> counted_of(const Counting& ask, Listed of, const ListQuery& query);
// How many there are in all.
Result<Total> count_all(const Counting& ask, Listed of, const ListQuery& query,
                        const ListPlan& plan);

}  // namespace dengbao::store
