#include "store/rows.h"

#include <fmt/core.h>

#include "base/text.h"

namespace dengbao::store {
namespace {

std::optional<Instant> maybe_instant(const Row& row, int column) {
  if (row.null(column)) return {};
  return row.instant(column);
}

}  // namespace

CaseRow read_case_state(const Row& row) {
  return {row.text(0),    row.text(1), row.text(2), row.text(3), row.text(4),
          row.integer(5), row.flag(6), row.text(7), row.date(8), maybe_instant(row, 9),
          row.text(10),   {},          {}};
}

StoredCase read_case(const Row& row) {
  StoredCase out{read_case_state(row), row.integer(12)};
  out.row.snapshot = row.text(11);
  return out;
}

CasePartyRow read_party(const Row& row) {
  return {row.text(0), row.text(1)};
}

DutyRow read_duty(const Row& row) {
  DutyRow out{row.text(0), row.text(1), row.text(2),  row.text(3),
              row.text(4), row.text(5), row.text(6),  {},
              {},          row.flag(9), row.text(10), maybe_instant(row, 11)};
  if (!row.null(7)) out.starts = row.date(7);
  if (row.integer(8) != kNeverDue) out.due = row.instant(8);
  return out;
}

RecordRow read_record(const Row& row) {
  return {row.text(0), row.text(1), row.integer(2), row.text(3),
          row.text(4), row.text(5), row.text(6),    row.text(7)};
}

DocumentRow read_document(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
          row.text(5), row.text(6), row.text(7), row.text(8)};
}

EventRow read_event(const Row& row) {
  return {row.integer(0), row.text(1),  row.text(2),   row.integer(3), row.text(4),
          row.instant(5), row.date(6),  row.text(7),   row.text(8),    row.text(9),
          row.text(10),   row.text(11), row.digest(12)};
}

std::string columns_of(std::string_view alias, std::string_view columns) {
  std::string out;
  for (const std::string& column : split(replace_all(std::string(columns), " ", ""), ','))
    out += (out.empty() ? "" : ", ") + std::string(alias) + "." + column;
  return out;
}

std::string case_columns(std::string_view alias) {
  std::string out = columns_of(alias, CASE_COLUMNS);
  for (const std::string_view column : {"doc", "version"})
    out += fmt::format(", (SELECT {} FROM case_snapshot WHERE case_id = {}.id)", column, alias);
  return out;
}

}  // namespace dengbao::store
