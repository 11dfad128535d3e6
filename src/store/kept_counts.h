#pragma once
// What is counted of cases as they are written: by procedure and state, and the same for each party
// that has a seat in thousands of them. Deltas gather in a work and are written once, at its end.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "app/store.h"
#include "store/connection.h"

namespace dengbao::store {

// Of whoever has more seats than this they are counted by procedure and state; the same number
// stands in the migration.
inline constexpr std::int64_t kManySeats = 3000;

using CaseCell = std::tuple<std::string, std::string, bool>;  // procedure, state, open

class KeptCounts {
 public:
  // Before the case is written; answers whether it was about something else before.
  Result<bool> put(Connection& connection, const CaseRow& row);
  // Before the seats of the case are written.
  Status seat(Connection& connection, std::string_view case_id,
              const std::vector<CasePartyRow>& rows);
  // At the end of the work.
  Status write(Connection& connection);
  void clear();

 private:
  Status load_busy(Connection& connection);

  std::map<CaseCell, std::int64_t> cases_;
  std::map<std::string, std::int64_t> seats_;
  std::map<std::pair<std::string, CaseCell>, std::int64_t> by_party_;
  std::optional<std::set<std::string>> busy_;  // who has many seats; none: not looked for yet
};

// All of it anew, from the cases and seats as they stand.
Status count_cases_anew(Connection& connection);
Status clear_case_counts(Connection& connection);

}  // namespace dengbao::store
