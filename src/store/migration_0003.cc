#include "store/schema.h"

namespace dengbao::store {

// What lists read. Of each record a narrow line, because looking through documents of a kilobyte
// for a word costs ten times as much, and the pairs of neighbouring characters of its text, because
// Chinese is searched for by parts of two characters. Both are made from `record` (record_lines.cc)
// and are copied by nobody. The index of cases holds all that a list of them asks for; it begins
// with the id, so that cases worked on at the same time lie on the same page.
const std::string_view kMigration0003 = R"sql(
CREATE TABLE record_line (
  kind TEXT NOT NULL,
  line BIGINT NOT NULL,
  id TEXT NOT NULL,
  owner_party TEXT NOT NULL,
  place TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  code TEXT NOT NULL,
  type TEXT NOT NULL,
  level BIGINT NOT NULL,
  status TEXT NOT NULL,
  head TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (kind, line)
) /* by key */;
CREATE UNIQUE INDEX record_line_id ON record_line (kind, id);
CREATE INDEX record_line_name ON record_line (kind, name, id);
CREATE INDEX record_line_owner ON record_line (owner_party, kind, id);
CREATE INDEX record_line_head ON record_line (head) WHERE head <> '';
CREATE INDEX record_line_figures ON record_line (kind, level, status, code);

CREATE TABLE record_pair (
  kind TEXT NOT NULL,
  pair TEXT NOT NULL,
  line BIGINT NOT NULL,
  PRIMARY KEY (kind, pair, line)
) /* by key */;

CREATE INDEX case_state_list
  ON case_state (id, open, state, procedure, subject, owner_party, opened_on);
CREATE INDEX duty_live ON duty (due, case_id, duty, instance, owner_party, status)
  WHERE status IN ('running', 'paused');
CREATE INDEX event_account ON event (account, log_index);
CREATE INDEX document_list ON document (id, owner_party, case_id, kind, number);
)sql";

}  // namespace dengbao::store
