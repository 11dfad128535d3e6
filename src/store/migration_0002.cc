#include "store/schema.h"

namespace dengbao::store {

// Secrets of accounts, and who is signed in. Nothing here is made from events and nothing of it
// goes into them, so `rebuild` leaves both alone. Beside them: records are listed by id, and
// without it at the end of an index SQLite would rather go through every record of a kind than sort
// three.
const std::string_view kMigration0002 = R"sql(
CREATE TABLE credential (
  account TEXT PRIMARY KEY,
  doc TEXT NOT NULL
);
CREATE TABLE sign_in (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  until BIGINT NOT NULL,
  doc TEXT NOT NULL
);
CREATE INDEX sign_in_account ON sign_in (account, id);

DROP INDEX record_code;
CREATE INDEX record_code ON record (kind, code, id);
DROP INDEX record_name;
CREATE INDEX record_name ON record (kind, name, id);
DROP INDEX record_owner;
CREATE INDEX record_owner ON record (kind, owner_party, id);
)sql";

}  // namespace dengbao::store
