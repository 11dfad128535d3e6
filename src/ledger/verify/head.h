#pragma once
// Heads: what the log was at an instant, as a C2SP checkpoint (https://c2sp.org/tlog-checkpoint)
// with two extension lines of ours. Five lines, always these:
//   origin
//   size
//   root in base64
//   hash sm3
//   time 2026-02-10T01:30:00.000Z

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "base/time.h"
#include "ledger/verify/note.h"

namespace dengbao::ledger {

struct Head {
  std::string origin;  // also the name of the key that signs it
  HashKind hash = HashKind::Sm3;
  std::uint64_t size = 0;
  Digest root{};
  Instant time;  // when it was signed
  bool operator==(const Head&) const = default;
};

std::string head_text(const Head& head);
// Reads only what head_text would write. BadInput ledger.head_form.
Result<Head> parse_head(std::string_view text);

struct SignedHead {
  Head head;
  Note note;
  bool operator==(const SignedHead&) const = default;
};
// Form only; whose signatures hold is signed_by's question.
Result<SignedHead> parse_signed_head(std::string_view note);

}  // namespace dengbao::ledger
