#pragma once
// The tables and how they come to be: numbered steps, forward only, the same text on both
// databases, each recorded in the table `migration`.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/connection.h"

namespace dengbao::store {

extern const std::string_view kMigration0001;
extern const std::string_view kMigration0002;
extern const std::string_view kMigration0003;
extern const std::string_view kMigration0004;
extern const std::string_view kMigration0005;

// The newest schema this program knows.
int newest_schema();

// Brings an empty or older database up to newest_schema(). BadInput when the file holds something
// else, Refused when a newer program wrote it, NotFound when it is empty and `create` is false.
Status migrate(Connection& connection, bool create);
// The schema of an open database; 0 when there is none.
Result<int> schema_of(Connection& connection);

// A table as copying sees it. A kind per column: i integer, t text, b bytes.
struct Table {
  std::string_view name;
  std::string_view columns;  // separated by ", "
  std::string_view kinds;
  std::string_view order;
  int since = 1;                 // the migration that made it
  std::string_view before = {};  // what gives its rows in an older copy; empty: it has none
};
std::span<const Table> tables();

}  // namespace dengbao::store
