#pragma once
// Files that nobody else may read.

#include <string>
#include <string_view>

#include "base/result.h"
#include "ledger/secret.h"

namespace dengbao::ledger {

inline constexpr std::size_t kMaxPrivateFileBytes = 64 * 1024;

// External ledger.file_missing, ledger.file_mode, ledger.file_failed; where = path.
Result<Secret> read_private_file(const std::string& path);
// Written whole and synced with mode 0600, or not at all. Conflict ledger.file_exists.
Status write_private_file(const std::string& path, std::string_view bytes);

}  // namespace dengbao::ledger
