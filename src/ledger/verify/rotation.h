#pragma once
// The change of the log's key, as a note that the old and the new key both sign. It stands in an
// event of the log: heads that hold this event are signed by the new key.

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "ledger/verify/note.h"

namespace dengbao::ledger {

struct Rotation {
  PublicKey from, to;  // both named after the log's origin
  Instant time;
  bool operator==(const Rotation&) const = default;
};

std::string rotation_text(const Rotation& rotation);
// Form and both signatures. BadInput ledger.rotation_form, Negative ledger.rotation_unsigned.
Result<Rotation> check_rotation(std::string_view note);

}  // namespace dengbao::ledger
