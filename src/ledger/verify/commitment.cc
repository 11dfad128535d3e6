#include "ledger/verify/commitment.h"

namespace dengbao::ledger {

Result<Digest> commitment(HashKind kind, std::string_view salt, std::string_view fact,
                          std::string_view canonical_value) {
  if (salt.size() != kSaltBytes)
    return fail(ErrorKind::BadInput, "ledger.salt_length",
                {{"bytes", std::to_string(salt.size())}, {"expected", std::to_string(kSaltBytes)}});
  std::string bytes("\x02");
  bytes += salt;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>(fact.size() >> shift & 0xff);
  bytes += fact;
  bytes += canonical_value;
  return digest(kind, bytes);
}

Status check_opening(HashKind kind, const Digest& committed, const Opening& opening) {
  if (!opening.shown) return {};
  const auto again = commitment(kind, opening.shown->salt, opening.fact, opening.shown->value);
  if (!again || *again != committed)
    return fail(ErrorKind::Negative, "ledger.opening_differs", {{"fact", opening.fact}});
  return {};
}

}  // namespace dengbao::ledger
