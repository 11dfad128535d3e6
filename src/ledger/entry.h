#pragma once
// Making entries and receipts.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "ledger/verify/commitment.h"
#include "ledger/verify/receipt.h"

namespace dengbao::ledger {

struct PersonalFact {
  std::string fact;
  std::string value;  // canonical JSON
};

struct Entry {
  std::string text;         // canonical JSON of {commitments, core}
  std::string commitments;  // the first of the two
  Digest leaf{};
  std::vector<Opening> openings;  // to be stored beside the entry, to be erased with the facts
};

// The text of an entry from its two parts, both canonical JSON.
std::string entry_text(std::string_view commitments, std::string_view core);

// `core`: canonical JSON without any personal value. One salt is drawn for each personal fact.
// BadInput ledger.entry_too_long; Internal ledger.fact_twice.
Result<Entry> seal_entry(HashKind kind, std::string_view core,
                         std::span<const PersonalFact> personal, Randomness& random);

// The receipt's JSON, members sorted, without white space. `keys`: one for each signature line of
// the head, in their order.
std::string receipt_text(const Receipt& receipt);
// The same where the text of its keys is known: it is the same for all receipts of a head.
std::string receipt_text(const Receipt& receipt, std::string_view keys);
std::string keys_text(std::span<const PublicKey> keys);

}  // namespace dengbao::ledger
