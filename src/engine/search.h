#pragma once
// Whether a case is one that is looked for: the one meaning of a search, for the store's view and
// for the city in memory.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/case.h"
#include "engine/view.h"

namespace dengbao {

// A search with its names looked up, asked of one case after the other; the search itself must
// outlive it. All but the procedure and `unique_by`, which need more than the case.
class Sought {
 public:
  explicit Sought(const CaseSearch& search);
  bool is(const Case& c) const;

 private:
  bool equals(const Case& c) const;

  const CaseSearch& search_;
  std::vector<Symbol> states_;
  std::vector<std::pair<Symbol, std::string_view>> role_parties_;
  Symbol fact_, equals_fact_;
  std::vector<std::string> members_;  // below `equals_fact_`
  Date first_, last_;                 // of the month
};

}  // namespace dengbao
