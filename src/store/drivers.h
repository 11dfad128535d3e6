#pragma once
// The two places where connections come from.

#include <memory>
#include <string>

#include "store/sql_store.h"

namespace dengbao::store {

// A file, or with ":memory:" a private place in memory that goes with the driver.
Result<std::unique_ptr<Driver>> sqlite_driver(const std::string& path, bool create);
// A server; `url` as libpq reads it.
Result<std::unique_ptr<Driver>> postgres_driver(const std::string& url);

}  // namespace dengbao::store
