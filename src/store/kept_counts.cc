#include "store/kept_counts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace dengbao::store {
namespace {

struct Stored {
  CaseCell cell;
  std::string subject;
};

Result<std::optional<Stored>> stored_case(Connection& c, std::string_view id) {
  std::optional<Stored> out;
  CHECK(c.query("SELECT procedure, state, open, subject FROM case_state WHERE id = $1",
                std::array<Value, 1>{id}, [&](const Row& row) {
                  out = Stored{{row.text(0), row.text(1), row.flag(2)}, row.text(3)};
                }));
  return out;
}

Result<std::set<std::string>> seated(Connection& c, std::string_view case_id) {
  std::set<std::string> out;
  CHECK(c.query("SELECT party FROM case_party WHERE case_id = $1", std::array<Value, 1>{case_id},
                [&](const Row& row) { out.insert(row.text(0)); }));
  return out;
}

// `more`: a condition that says whose seats.
std::string seats_by_cell(std::string_view whose) {
  return fmt::format(
      "INSERT INTO seat_cell (party, procedure, state, open, number) "
      "SELECT seat.party, about.procedure, about.state, about.open, count(DISTINCT seat.case_id) "
      "FROM case_party AS seat CROSS JOIN case_state AS about WHERE about.id = seat.case_id AND "
      "seat.party {} GROUP BY seat.party, about.procedure, about.state, about.open",
      whose);
}

}  // namespace

Status KeptCounts::load_busy(Connection& c) {
  if (busy_) return {};
  std::set<std::string> busy;
  CHECK(c.query("SELECT DISTINCT party FROM seat_cell", {},
                [&](const Row& row) { busy.insert(row.text(0)); }));
  busy_ = std::move(busy);
  return {};
}

Result<bool> KeptCounts::put(Connection& c, const CaseRow& row) {
  const CaseCell now{row.procedure, row.state, row.open};
  const auto before = TRY(stored_case(c, row.id));
  const bool moved = before && before->subject != row.subject;
  if (before && before->cell == now) return moved;
  if (before) --cases_[before->cell];
  ++cases_[now];
  CHECK(load_busy(c));
  if (busy_->empty()) return moved;
  for (const std::string& party : TRY(seated(c, row.id))) {
    if (!busy_->contains(party)) continue;
    if (before) --by_party_[{party, before->cell}];
    ++by_party_[{party, now}];
  }
  return moved;
}

Status KeptCounts::seat(Connection& c, std::string_view case_id,
                        const std::vector<CasePartyRow>& rows) {
  CHECK(load_busy(c));
  std::map<std::string, std::int64_t> changes;
  for (const std::string& party : TRY(seated(c, case_id))) changes[party] = -1;
  std::set<std::string> now;
  for (const CasePartyRow& row : rows)
    if (now.insert(row.party).second) ++changes[row.party];
  std::erase_if(changes, [](const auto& change) { return change.second == 0; });
  std::optional<Stored> stored;
  const bool counted = std::ranges::any_of(
      changes, [&](const auto& change) { return busy_->contains(change.first); });
  if (counted) stored = TRY(stored_case(c, case_id));
  for (const auto& [party, more] : changes) {
    seats_[party] += more;
    if (stored && busy_->contains(party)) by_party_[{party, stored->cell}] += more;
  }
  return {};
}

Status KeptCounts::write(Connection& c) {
  for (const auto& [cell, more] : std::exchange(cases_, {})) {
    if (more == 0) continue;
    const auto& [procedure, state, open] = cell;
    CHECK(
        c.write("INSERT INTO case_cell (procedure, state, open, number) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (procedure, state, open) DO UPDATE SET "
                "number = case_cell.number + excluded.number",
                std::array<Value, 4>{procedure, state, open, more}));
  }
  for (const auto& [of, more] : std::exchange(by_party_, {})) {
    if (more == 0) continue;
    const auto& [procedure, state, open] = of.second;
    CHECK(
        c.write("INSERT INTO seat_cell (party, procedure, state, open, number) "
                "VALUES ($1, $2, $3, $4, $5) "
                "ON CONFLICT (party, procedure, state, open) DO UPDATE SET "
                "number = seat_cell.number + excluded.number",
                std::array<Value, 5>{of.first, procedure, state, open, more}));
  }
  if (seats_.empty()) return {};
  for (const auto& [party, more] : std::exchange(seats_, {}))
    if (more != 0)
      CHECK(
          c.write("INSERT INTO seat_number (party, number) VALUES ($1, $2) "
                  "ON CONFLICT (party) DO UPDATE SET "
                  "number = seat_number.number + excluded.number",
                  std::array<Value, 2>{party, more}));
  // Who has come to have many is counted from now on.
  std::vector<std::string> fresh;
  CHECK(
      c.query("SELECT party FROM seat_number WHERE number > 3000 AND party NOT IN "
              "(SELECT party FROM seat_cell)",
              {}, [&](const Row& row) { fresh.push_back(row.text(0)); }));
  for (const std::string& party : fresh)
    CHECK(c.write(seats_by_cell("= $1"), std::array<Value, 1>{party}));
  return {};
}

void KeptCounts::clear() {
  cases_.clear();
  seats_.clear();
  by_party_.clear();
  busy_.reset();
}

Status clear_case_counts(Connection& c) {
  for (const std::string_view table :
       {"DELETE FROM case_cell", "DELETE FROM seat_number", "DELETE FROM seat_cell"})
    CHECK(c.write(table, {}));
  return {};
}

Status count_cases_anew(Connection& c) {
  CHECK(clear_case_counts(c));
  CHECK(
      c.write("INSERT INTO case_cell (procedure, state, open, number) "
              "SELECT procedure, state, open, count(*) FROM case_state "
              "GROUP BY procedure, state, open",
              {}));
  CHECK(
      c.write("INSERT INTO seat_number (party, number) "
              "SELECT party, count(DISTINCT case_id) FROM case_party GROUP BY party",
              {}));
  return c.write(seats_by_cell("IN (SELECT party FROM seat_number WHERE number > 3000)"), {});
}

}  // namespace dengbao::store
