#pragma once
// How many there are of what: asked of the database once, and known to every reading until
// something is committed. A page further on, another order of the same list and the next who looks
// at the same statistics count nothing.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/lists.h"
#include "store/connection.h"

namespace dengbao::store {

class RememberedNumbers {
 public:
  using Numbers = std::shared_ptr<const std::vector<Tally>>;
  // `moment`: the committed state in which it is asked. Null where it was not asked in that one.
  Numbers find(std::string_view moment, const std::string& question);
  // Begins another moment where this is one. What no longer has room is not kept.
  void keep(std::string_view moment, std::string question, Numbers numbers);

 private:
  std::mutex mutex_;
  std::string moment_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, Numbers> known_;
};

using Ask = std::function<Status(std::string_view, Values, const RowTaker&)>;

// What a list asks to know its plan, its total and its figures.
class Counting {
 public:
  // Without `remembered` the database is asked each time: whoever writes sees what he has written.
  Counting(Ask ask, RememberedNumbers* remembered, std::string_view moment)
      : ask_(std::move(ask)), remembered_(remembered), moment_(moment) {}
  // The first number of the answer; 0 where there is none.
  Result<std::int64_t> number(const std::string& sql, Values values) const;
  // Each row: so many values, and how many there are of them.
  Result<std::vector<Tally>> tally(const std::string& sql, Values values,
                                   std::size_t columns) const;

 private:
  Ask ask_;
  RememberedNumbers* remembered_;
  std::string_view moment_;
};

}  // namespace dengbao::store
