#pragma once
// Opens the store at an address, and loads a copy into an empty one.

#include <memory>
#include <string>
#include <string_view>

#include "app/store.h"
#include "base/result.h"

namespace dengbao {

struct StoreAddress {
  std::string text;    // a path (SQLite file), ":memory:", or postgresql://user@host:port/base
  bool create = true;  // false: NotFound when there is nothing yet
};

// Opens or makes the database, brings its tables up to date, and checks that the server keeps the
// promise of stable storage. Works and Readings must not outlive the Store.
// NotFound, BadInput (not a database of ours), Refused (a newer program wrote it, or the server
// may lose what it acknowledged), External.
Result<std::unique_ptr<Store>> open_store(const StoreAddress& address);

// Loads a copy made by Store::copy_to into `target`, which must be empty and opened by
// open_store, in one transaction. Conflict when it is not empty, BadInput when `path` is no copy.
Status restore_into(Store& target, std::string_view path);

}  // namespace dengbao
