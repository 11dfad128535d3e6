#pragma once
// What the writer signs: heads, a witness's line below a head, the change of a key.

#include <string>
#include <string_view>

#include "ledger/key_provider.h"
#include "ledger/verify/head.h"
#include "ledger/verify/rotation.h"

namespace dengbao::ledger {

// The note of a head. Refused ledger.key_of_other_origin when the key is not named after the head's
// origin, ledger.key_not_yet/_expired/_revoked at the head's time; External ledger.key_failed.
Result<std::string> sign_head(const Head& head, const KeyProvider& key);

// The same note with one more signature line (a second authority that witnesses the head).
// Conflict ledger.signed_already when a line of this key is there.
Result<std::string> add_signature(std::string_view note, const KeyProvider& key);

// The note of a rotation, to be put into an event.
Result<std::string> sign_rotation(const KeyProvider& from, const KeyProvider& to, Instant time);

}  // namespace dengbao::ledger
