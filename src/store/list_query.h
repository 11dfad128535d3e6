#pragma once
// One list as SQL, condition by condition. It keeps the texts that its parameters refer to.

#include <deque>
#include <functional>
#include <string>

#include "app/lists.h"
#include "store/filter.h"
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

class ListSql {
 public:
  ListSql(Listed of, const ListQuery& query) : of_(of), query_(query) {}

  // Each adds its condition.
  void conditions(Asking asking);
  void search(const std::string& form, const std::string& rare_pair);
  void go_on_after(const ListPlace& place, const SortKey& sort, bool down);

  Filter& filter() { return filter_; }
  // Keys of the page's rows with the value they are sorted by, as `k`.
  std::string page(const SortKey& sort, bool down, bool sorts_itself, int limit);
  // `bound` 0: all are counted.
  std::string count(int bound);

 private:
  const std::string& keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  void search_walking(const std::string& pattern);
  void search_gathering(const std::string& found);
  std::string subjects(const std::string& pattern, const std::string& rare_pair);

  Listed of_;
  const ListQuery& query_;
  Filter filter_;
  std::deque<std::string> texts_;
};

// As LIKE reads it where its escape is "\\".
std::string like_form(std::string_view text);

}  // namespace dengbao::store
