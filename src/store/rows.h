#pragma once
// The columns of the larger rows, and how they are read. A join puts an alias before each column
// (columns_of).

#include <limits>
#include <string>
#include <string_view>

#include "app/store.h"
#include "store/connection.h"

namespace dengbao::store {

#define CASE_COLUMNS \
  "id, procedure, pack, subject, state, version, open, owner_party, opened_on, wake, key"
#define DUTY_COLUMNS                                                                   \
  "case_id, duty, instance, owner_party, role, recipient_party, status, starts, due, " \
  "provisional, citation, ended"
#define RECORD_COLUMNS "kind, id, version, owner_party, name, code, place, doc"
#define DOCUMENT_COLUMNS "id, case_id, event, kind, number, owner_party, docx, pdf, doc"
#define EVENT_COLUMNS                                                                     \
  "log_index, id, stream, version, kind, at, on_date, owner_party, role, account, core, " \
  "commitments, leaf"

// A duty without a due instant comes last in every list: stored as the end of time.
inline constexpr std::int64_t kNeverDue = std::numeric_limits<std::int64_t>::max();

// A case with the version of its snapshot.
struct StoredCase {
  CaseRow row;
  std::int64_t snapshot_of = 0;
};
StoredCase read_case(const Row& row);
CaseRow read_case_state(const Row& row);  // CASE_COLUMNS alone
// CASE_COLUMNS with the snapshot: what read_case reads.
std::string case_columns(std::string_view alias);
CasePartyRow read_party(const Row& row);
DutyRow read_duty(const Row& row);
RecordRow read_record(const Row& row);
DocumentRow read_document(const Row& row);
EventRow read_event(const Row& row);

// "id, name" → "t.id, t.name".
std::string columns_of(std::string_view alias, std::string_view columns);

}  // namespace dengbao::store
