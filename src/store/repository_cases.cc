// Cases, who holds a role in them, and what is owed in them.

#include <fmt/core.h>

#include <array>
#include <utility>

#include "store/filter.h"
#include "store/record_lines.h"
#include "store/repository.h"
#include "store/rows.h"
#include "store/visibility.h"

namespace dengbao::store {

namespace {

// Where the subject of case $1 stands, as its line says.
constexpr std::string_view kPlaceOfSubject =
    "coalesce((SELECT line.place FROM case_state AS about JOIN record_line AS line ON "
    "line.kind = 'object' AND line.id = substr(about.subject, 8) "
    "WHERE about.id = $1 AND about.subject LIKE 'object/%'), "
    "(SELECT line.place FROM case_state AS about JOIN record_line AS line ON "
    "line.kind = 'party' AND line.id = substr(about.subject, 7) "
    "WHERE about.id = $1 AND about.subject LIKE 'party/%'), '')";

std::string select_cases(std::string_view rest) {
  return fmt::format("SELECT {} FROM case_state {}", case_columns("case_state"), rest);
}

}  // namespace

// A snapshot that has stayed behind comes with what has happened since.
Result<std::vector<CaseRow>> Repository::whole(std::vector<StoredCase> stored) {
  std::vector<CaseRow> out;
  out.reserve(stored.size());
  for (auto& [row, snapshot_of] : stored) {
    if (snapshot_of < row.version)
      CHECK(
          query("SELECT core FROM event WHERE stream = $1 AND version > $2 AND version <= $3 "
                "ORDER BY version",
                std::array<Value, 3>{"case/" + row.id, snapshot_of, row.version},
                [&](const Row& event) { row.since.push_back(event.text(0)); }));
    out.push_back(std::move(row));
  }
  return out;
}

Result<std::vector<CaseRow>> Repository::whole_cases(std::string_view rest, Values values) {
  return whole(TRY(many(select_cases(rest), values, read_case)));
}

Result<std::optional<CaseRow>> Repository::case_row(std::string_view id) {
  auto found = TRY(whole_cases("WHERE id = $1", std::array<Value, 1>{id}));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::optional<CaseRow>> Repository::case_by_key(std::string_view key) {
  auto found = TRY(whole_cases("WHERE key = $1 AND key <> ''", std::array<Value, 1>{key}));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<CaseRow>> Repository::cases(const CaseQuery& query) {
  Filter filter;
  filter.equal("procedure", query.procedure)
      .equal("subject", query.subject)
      .equal("state", query.state)
      .equal("owner_party", query.owner_party);
  if (query.open) filter.also("open = " + filter.parameter(*query.open));
  if (!query.party.empty()) {
    filter.also(fmt::format("id IN (SELECT case_id FROM case_party WHERE party = {})",
                            filter.parameter(query.party)));
  }
  if (!query.viewer.empty()) {
    filter.also(visible_to("case_state", "id", filter.parameter(query.viewer)));
  }
  if (!query.after.empty()) filter.also("id > " + filter.parameter(query.after));
  const std::string limit = filter.parameter(query.limit);
  return whole_cases(fmt::format("{} ORDER BY id LIMIT {}", filter.where(), limit),
                     filter.values());
}

Result<std::vector<CasePartyRow>> Repository::case_parties(std::string_view id) {
  return many("SELECT role, party FROM case_party WHERE case_id = $1 ORDER BY role, party",
              std::array<Value, 1>{id}, read_party);
}

Result<std::vector<CaseRow>> Repository::waking(Instant until, int limit) {
  return whole_cases(
      "WHERE wake IS NOT NULL AND wake <= $1 AND open = 1 ORDER BY wake, id LIMIT $2",
      std::array<Value, 2>{until, limit});
}

Result<std::vector<DutyRow>> Repository::duties(const DutyQuery& query) {
  Filter filter;
  filter.equal("case_id", query.case_id).equal("owner_party", query.owner_party);
  if (!query.status.empty()) {
    std::string any;
    for (const std::string& status : query.status) {
      any += (any.empty() ? "" : ", ") + filter.parameter(status);
    }
    filter.also(fmt::format("status IN ({})", any));
  }
  if (query.due_before) filter.also("due < " + filter.parameter(*query.due_before));
  if (query.provisional) filter.also("provisional = " + filter.parameter(*query.provisional));
  if (!query.viewer.empty()) {
    filter.also(visible_to("duty", "case_id", filter.parameter(query.viewer)));
  }
  if (!query.after_case.empty()) {
    const std::string case_id = filter.parameter(query.after_case);
    const std::string duty = filter.parameter(query.after_duty);
    const std::string instance = filter.parameter(query.after_instance);
    filter.also(fmt::format(
        "(due, case_id, duty, instance) > ((SELECT last.due FROM duty AS last WHERE "
        "last.case_id = {0} AND last.duty = {1} AND last.instance = {2}), {0}, {1}, {2})",
        case_id, duty, instance));
  }
  const std::string limit = filter.parameter(query.limit);
  return many(fmt::format("SELECT " DUTY_COLUMNS
                          " FROM duty{} ORDER BY due, case_id, duty, instance LIMIT {}",
                          filter.where(), limit),
              filter.values(), read_duty);
}

// What stands in an index is written only where it differs: SQLite would otherwise write the pages
// of every index anew with each move.
Status Repository::put(const CaseRow& row) {
  CHECK(ready(std::array<Value, 4>{row.id, row.procedure, row.state, row.subject}));
  auto counted = counts_.put(lease_->connection(), row);
  if (!counted) return heard(std::unexpected(std::move(counted).error()));
  CHECK(write(
      "INSERT INTO case_state (" CASE_COLUMNS
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (id) DO UPDATE SET procedure = excluded.procedure, "
      "pack = excluded.pack, state = excluded.state, version = excluded.version, "
      "open = excluded.open, opened_on = excluded.opened_on, wake = excluded.wake",
      std::array<Value, 11>{row.id, row.procedure, row.pack, row.subject, row.state, row.version,
                            row.open, row.owner_party, row.opened_on, row.wake, row.key}));
  if (!row.snapshot.empty()) CHECK(put_snapshot(row.id, row.version, row.snapshot));
  CHECK(
      write("UPDATE case_state SET subject = $2, owner_party = $3, key = $4 WHERE id = $1 "
            "AND (subject <> $2 OR owner_party <> $3 OR key <> $4)",
            std::array<Value, 4>{row.id, row.subject, row.owner_party, row.key}));
  if (!*counted) return {};
  return write(fmt::format("UPDATE case_party SET place = {} WHERE case_id = $1", kPlaceOfSubject),
               std::array<Value, 1>{row.id});
}

Status Repository::move_on(const CaseRow& row, Wake wake) {
  const Expectation stands{1, "store.no_case"};
  if (wake == Wake::AsBefore)
    CHECK(write("UPDATE case_state SET version = $2 WHERE id = $1",
                std::array<Value, 2>{row.id, row.version}, stands));
  else
    CHECK(write("UPDATE case_state SET version = $2, wake = $3 WHERE id = $1",
                std::array<Value, 3>{row.id, row.version, row.wake}, stands));
  return row.snapshot.empty() ? Status() : put_snapshot(row.id, row.version, row.snapshot);
}

Status Repository::put_snapshot(std::string_view case_id, std::int64_t version,
                                std::string_view snapshot) {
  return write(
      "INSERT INTO case_snapshot (case_id, version, doc) VALUES ($1, $2, $3) "
      "ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, doc = excluded.doc",
      std::array<Value, 3>{case_id, version, snapshot});
}

Status Repository::put_parties(std::string_view case_id, const std::vector<CasePartyRow>& rows) {
  CHECK(ready(std::array<Value, 1>{case_id}));
  CHECK(heard(counts_.seat(lease_->connection(), case_id, rows)));
  CHECK(write("DELETE FROM case_party WHERE case_id = $1", std::array<Value, 1>{case_id}));
  for (const CasePartyRow& row : rows) {
    CHECK(write(fmt::format("INSERT INTO case_party (case_id, role, party, place) VALUES ($1, $2, "
                            "$3, {}) ON CONFLICT (case_id, role, party) DO NOTHING",
                            kPlaceOfSubject),
                std::array<Value, 3>{case_id, row.role, row.party}));
  }
  return {};
}

Status Repository::put(const DutyRow& row) {
  return write("INSERT INTO duty (" DUTY_COLUMNS
               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
               "ON CONFLICT (case_id, duty, instance) DO UPDATE SET "
               "owner_party = excluded.owner_party, role = excluded.role, "
               "recipient_party = excluded.recipient_party, status = excluded.status, "
               "starts = excluded.starts, due = excluded.due, "
               "provisional = excluded.provisional, citation = excluded.citation, "
               "ended = excluded.ended",
               std::array<Value, 12>{row.case_id, row.duty, row.instance, row.owner_party,
                                     row.owner_role, row.recipient_party, row.status, row.starts,
                                     row.due ? Value(*row.due) : Value(kNeverDue), row.provisional,
                                     row.citation, row.ended});
}

Status Repository::clear_projections() {
  counts_.clear();
  for (const std::string_view table :
       {"DELETE FROM case_state", "DELETE FROM case_snapshot", "DELETE FROM case_party",
        "DELETE FROM duty", "DELETE FROM record", "DELETE FROM number"}) {
    CHECK(write(table, {}));
  }
  CHECK(heard(clear_case_counts(lease_->connection())));
  return heard(clear_lines(lease_->connection()));
}

}  // namespace dengbao::store
