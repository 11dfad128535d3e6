#pragma once
// All rows of one database into another, table by table. Backups are SQLite files whatever the
// source, so that a copy from a server can be looked at, carried away and restored anywhere.

#include "base/result.h"
#include "store/connection.h"

namespace dengbao::store {

// Both stand in a transaction; `target` has the tables and holds no rows but the first head.
Status copy_rows(Connection& source, Connection& target);

}  // namespace dengbao::store
