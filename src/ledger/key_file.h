#pragma once
// The encrypted key file and the passphrase file beside it. Forms and reasons:
// docs/decisions/log-format.md. Both must have mode 0600 or stricter.

#include <string>
#include <string_view>

#include "ledger/key_provider.h"

namespace dengbao::ledger {

// Makes a passphrase file that holds 256 random bits. Conflict ledger.file_exists; External
// ledger.file_failed. Nothing half-written is left behind, here and below.
Status make_passphrase_file(const std::string& path, Randomness& random);

// Encrypts the key under the passphrase in `passphrase_file`. Errors as above, and those of reading
// the passphrase.
Status write_key_file(const std::string& path, const Sm2Key& key,
                      const std::string& passphrase_file, Randomness& random);

// External ledger.file_missing, ledger.file_mode, ledger.key_file_form, ledger.passphrase_short,
// ledger.passphrase_wrong (also when the file was changed: the cipher cannot tell).
Result<Sm2Key> read_key_file(const std::string& path, const std::string& passphrase_file);

}  // namespace dengbao::ledger
