#include "store/schema.h"

namespace dengbao::store {

// What a case is, apart from where lists find it: the state is small and changes with every move,
// the document is large and may stay behind for a few moves of a busy installation. What has
// happened since is in its events.
const std::string_view kMigration0004 = R"sql(
CREATE TABLE case_snapshot (
  case_id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  doc TEXT NOT NULL
);
INSERT INTO case_snapshot (case_id, version, doc) SELECT id, version, doc FROM case_state;
ALTER TABLE case_state DROP COLUMN doc;
)sql";

}  // namespace dengbao::store
