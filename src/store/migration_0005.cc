#include "store/schema.h"

namespace dengbao::store {

// How many there are of what, kept by whoever writes. Lines with the same values in what lists
// filter by lie in one cell: its number is known without looking at them, and its lines are found
// together. `code` of a cell is '' for what has none and '+' for what has one. Cases are counted by
// procedure and state; of whoever has a seat in more than 3,000 of them, those too. Beside it an
// index for each order that a list can have; where the subject of a case stands goes with the seats
// in it, so that whoever supervises a territory finds what he sees elsewhere; and the trail by what
// was done.
const std::string_view kMigration0005 = R"sql(
CREATE TABLE record_cell (
  kind TEXT NOT NULL,
  cell BIGINT NOT NULL,
  place TEXT NOT NULL,
  type TEXT NOT NULL,
  level BIGINT NOT NULL,
  status TEXT NOT NULL,
  code TEXT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (kind, cell)
) /* by key */;
CREATE UNIQUE INDEX record_cell_values ON record_cell (kind, place, type, level, status, code);

ALTER TABLE record_line ADD COLUMN cell BIGINT NOT NULL DEFAULT 0;
DROP INDEX record_line_figures;
CREATE INDEX record_line_cell ON record_line (kind, cell, id);
CREATE INDEX record_line_unit ON record_line (kind, unit, id);
CREATE INDEX record_line_code ON record_line (kind, code, id);
CREATE INDEX record_line_type ON record_line (kind, type, id);
CREATE INDEX record_line_level ON record_line (kind, level, id);
CREATE INDEX record_line_status ON record_line (kind, status, id);
CREATE INDEX record_line_place ON record_line (kind, place, id);

CREATE TABLE case_cell (
  procedure TEXT NOT NULL,
  state TEXT NOT NULL,
  open BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (procedure, state, open)
) /* by key */;
CREATE TABLE seat_number (
  party TEXT PRIMARY KEY,
  number BIGINT NOT NULL
) /* by key */;
CREATE INDEX seat_number_many ON seat_number (party) WHERE number > 3000;
CREATE TABLE seat_cell (
  party TEXT NOT NULL,
  procedure TEXT NOT NULL,
  state TEXT NOT NULL,
  open BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (party, procedure, state, open)
) /* by key */;
CREATE INDEX case_state_state ON case_state (state, id);
CREATE INDEX case_state_opened ON case_state (opened_on, id);
CREATE INDEX case_state_procedure ON case_state (procedure, id);

ALTER TABLE case_party ADD COLUMN place TEXT NOT NULL DEFAULT '';
DROP INDEX case_party_party;
CREATE INDEX case_party_party ON case_party (party, case_id, place);

CREATE INDEX event_kind ON event (kind, log_index);
)sql";

}  // namespace dengbao::store
