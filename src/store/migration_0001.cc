#include "store/schema.h"

namespace dengbao::store {

// The first tables. Written in the types of PostgreSQL; schema.cc says what SQLite calls them.
// Instants are milliseconds of UTC, dates days since 1970-01-01, yes/no 0 or 1. Every matter
// carries its owner party and a role from this first migration on. Small rows that are found by a
// key of several columns lie "by key": on SQLite there is then no second tree. One statement ends
// with ";" at the end of a line; there is no ";" anywhere else.
const std::string_view kMigration0001 = R"sql(
CREATE TABLE event (
  log_index BIGINT PRIMARY KEY,
  id TEXT NOT NULL,
  stream TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  on_date BIGINT NOT NULL,
  owner_party TEXT NOT NULL,
  role TEXT NOT NULL,
  account TEXT NOT NULL,
  core TEXT NOT NULL,
  commitments TEXT NOT NULL,
  leaf BYTEA NOT NULL
);
CREATE UNIQUE INDEX event_id ON event (id);
CREATE UNIQUE INDEX event_stream ON event (stream, version);

CREATE TABLE event_secret (
  event TEXT NOT NULL,
  fact TEXT NOT NULL,
  salt BYTEA NOT NULL,
  value TEXT NOT NULL,
  owner_party TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (event, fact)
) /* by key */;

CREATE TABLE case_state (
  id TEXT PRIMARY KEY,
  procedure TEXT NOT NULL,
  pack TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  open BIGINT NOT NULL,
  owner_party TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT '',
  opened_on BIGINT NOT NULL,
  wake BIGINT,
  key TEXT NOT NULL,
  doc TEXT NOT NULL
);
CREATE UNIQUE INDEX case_state_key ON case_state (key) WHERE key <> '';
CREATE INDEX case_state_wake ON case_state (wake) WHERE wake IS NOT NULL;
CREATE INDEX case_state_owner ON case_state (owner_party, id);
CREATE INDEX case_state_subject ON case_state (subject, id);

CREATE TABLE case_party (
  case_id TEXT NOT NULL,
  role TEXT NOT NULL,
  party TEXT NOT NULL,
  PRIMARY KEY (case_id, role, party)
) /* by key */;
CREATE INDEX case_party_party ON case_party (party, case_id);

CREATE TABLE duty (
  case_id TEXT NOT NULL,
  duty TEXT NOT NULL,
  instance TEXT NOT NULL,
  owner_party TEXT NOT NULL,
  role TEXT NOT NULL,
  recipient_party TEXT NOT NULL,
  status TEXT NOT NULL,
  starts BIGINT,
  due BIGINT NOT NULL,
  provisional BIGINT NOT NULL,
  citation TEXT NOT NULL,
  ended BIGINT,
  PRIMARY KEY (case_id, duty, instance)
) /* by key */;
CREATE INDEX duty_owner ON duty (owner_party, status, due);

CREATE TABLE record (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  owner_party TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  place TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX record_code ON record (kind, code);
CREATE INDEX record_name ON record (kind, name);
CREATE INDEX record_owner ON record (kind, owner_party);

CREATE TABLE number (
  series TEXT NOT NULL,
  scope TEXT NOT NULL,
  number BIGINT NOT NULL,
  holder TEXT NOT NULL,
  text TEXT NOT NULL,
  owner_party TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (series, scope, number)
) /* by key */;
CREATE UNIQUE INDEX number_text ON number (text) WHERE text <> '';
CREATE INDEX number_holder ON number (series, scope, holder);

CREATE TABLE answer (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  owner_party TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (account, key)
);

CREATE TABLE outbox (
  position BIGINT PRIMARY KEY,
  event TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  effect TEXT NOT NULL,
  owner_party TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX outbox_event ON outbox (event, ordinal);

CREATE TABLE tile (
  level BIGINT NOT NULL,
  tile_index BIGINT NOT NULL,
  width BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (level, tile_index)
) /* by key */;

CREATE TABLE head (
  one BIGINT PRIMARY KEY,
  size BIGINT NOT NULL,
  root BYTEA,
  at BIGINT NOT NULL,
  note TEXT NOT NULL
);
INSERT INTO head (one, size, root, at, note) VALUES (1, 0, NULL, 0, '');

CREATE TABLE head_note (
  size BIGINT PRIMARY KEY,
  root BYTEA NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL
);

CREATE TABLE document (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  owner_party TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT '',
  docx TEXT NOT NULL,
  pdf TEXT NOT NULL,
  doc TEXT NOT NULL
);
CREATE INDEX document_case ON document (case_id);
CREATE INDEX document_number ON document (number);
CREATE INDEX document_owner ON document (owner_party);

CREATE TABLE file (
  digest TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  owner_party TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT ''
);
CREATE TABLE file_chunk (
  digest TEXT NOT NULL,
  chunk BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (digest, chunk)
);

CREATE TABLE pack (
  digest TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  edition TEXT NOT NULL,
  at BIGINT NOT NULL,
  doc TEXT NOT NULL
);

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value BYTEA NOT NULL
);
)sql";

}  // namespace dengbao::store
