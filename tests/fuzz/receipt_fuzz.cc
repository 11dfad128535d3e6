// Receipts and everything they are made of, from any bytes. Nothing that is not a sound receipt may
// be called intact, and what is intact must survive being written again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/entry.h"
#include "ledger/verify/rotation.h"
#include "ledger/verify/tile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace ledger = dengbao::ledger;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const ledger::Verdict verdict = ledger::verify_receipt(text, {});
  if (verdict.intact != verdict.reasons.empty()) std::abort();
  if (verdict.intact) {
    const std::string again = ledger::receipt_text(*verdict.receipt);
    if (!ledger::verify_receipt(again, {}).intact) std::abort();
  }
  if (const auto head = ledger::parse_signed_head(text))
    if (ledger::note_text(head->note) != text) std::abort();
  if (const auto path = ledger::parse_tile_path(text); path && path->width == 0) std::abort();
  (void)ledger::check_rotation(text);
  (void)ledger::read_trust_anchor(text, "fuzz");
  (void)ledger::entries_of(text);
  return 0;
}
