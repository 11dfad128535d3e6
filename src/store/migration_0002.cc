#include "store/schema.h"

namespace dengbao::store {

// Secrets of accounts, and who is signed in. Nothing here is made from events and nothing of it
// goes into them, so `rebuild` leaves both alone.
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
)sql";

}  // namespace dengbao::store
