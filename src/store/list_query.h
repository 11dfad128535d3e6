#pragma once
// One list as SQL, condition by condition. It keeps the texts that its parameters refer to.

#include <deque>
#include <functional>
#include <string>

#include "app/lists.h"
#include "store/filter.h"
#include "store/record_lines.h"
#include "store/visibility.h"

namespace dengbao::store {

// The table of a list, and what names one of its rows.
struct ListTable {
  std::string_view narrow;  // what is looked through
  std::string_view full;    // where the rows stand
  std::vector<std::string_view> key;
  std::string_view row_case;  // column with the row's case; empty: none
};
const ListTable& table_of(Listed of);
// Whether the rows with such a value are counted together.
bool of_cells(Listed of, const ListTerm& term);
// What is counted of a list as it is written: all of it; what stands in the territories of the
// sight; the cases in which its party has a seat. Of the latter two something is left beside.
enum class Counted : std::uint8_t { All, Territory, Seats };

// A pair of a search that few lines have: their number is what a query has to read.
struct RarePair {
  std::string text;    // empty: none is rare
  bool front = false;  // pairs that begin with it
};
// The condition on `pair.pair`.
std::string pair_is(const RarePair& rare, Filter& filter);

// By which index the rows come that the terms ask for.
enum class Terms : std::uint8_t {
  Indexed,  // any
  Free,     // none: some other condition or the order leads to them
  InCells,  // that of the cells: few lie in those which the terms know
};

class ListSql {
 public:
  ListSql(Listed of, const ListQuery& query) : of_(of), query_(query) {}

  // Each adds its condition.
  void conditions(Asking asking, Terms terms, std::string_view sort = {});
  void search(const std::string& form, const RarePair& rare);
  // `sorts_itself`, here and below: the rows are gathered and sorted, and the order is no way along
  // them.
  void go_on_after(const ListPlace& place, const SortKey& sort, bool down, bool sorts_itself);
  // Instead of conditions(): what the sight shows beside what the cells have counted.
  void beside(Counted counted);

  Filter& filter() { return filter_; }
  // Keys of the page's rows with the value they are sorted by, as `k`; `counted`: and how many rows
  // there are in all, as `seen`.
  std::string page(const SortKey& sort, bool down, bool sorts_itself, int limit, bool counted);
  // `bound` 0: all are counted.
  std::string count(int bound);
  // What the cells say of the terms, as far as these know it.
  std::string count_by_cells(Counted counted);
  // The same for groups of columns, each group followed by its number.
  std::string tally_by_cells(const std::string& columns, const std::string& groups,
                             Counted counted);

 private:
  const std::string& keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  std::string term(const ListTerm& term, std::string_view alias, bool free);
  std::string in_cells();
  std::string_view cells(Counted counted) const;
  std::string cells_where(std::string_view alias, Counted counted);
  void search_walking(const std::string& pattern);
  void search_gathering(const std::string& found);
  std::string subjects(const std::string& pattern, const RarePair& rare);

  Listed of_;
  const ListQuery& query_;
  Filter filter_;
  std::deque<std::string> texts_;
};

// As LIKE reads it where its escape is "\\".
std::string like_form(std::string_view text);

}  // namespace dengbao::store
