#pragma once
// Receipts (回执): one JSON file that shows a stranger, without any network, that an event is in
// the log. Its form stands in docs/decisions/receipt-format.md. Two questions are answered apart:
// whether the file is intact, and whether somebody whom the reader trusts signed it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "ledger/verify/commitment.h"
#include "ledger/verify/head.h"
#include "ledger/verify/key.h"
#include "ledger/verify/proof.h"

namespace dengbao::ledger {

inline constexpr std::string_view kReceiptType = "dengbao-receipt-v1";
inline constexpr std::size_t kMaxReceiptBytes = 1024 * 1024;

struct Receipt {
  std::string entry;  // canonical JSON of {commitments, core}; the leaf
  InclusionProof inclusion;
  std::string head;                // the signed note
  std::vector<PublicKey> keys;     // one for each signature line, in their order
  std::vector<Opening> disclosed;  // personal facts that this reader may see
  bool operator==(const Receipt&) const = default;
};

// Form only. BadInput json.malformed, ledger.json_spelling, ledger.receipt_form, ledger.proof_form.
Result<Receipt> read_receipt(std::string_view text);

enum class Signer : std::uint8_t {
  Unchecked,  // no trust anchor was given
  Trusted,    // one of the anchors signed the head
  Wrong,      // none of them did, or not while it was allowed to
};
std::string_view signer_name(Signer signer);  // "unchecked", "trusted", "wrong"

struct Verdict {
  bool intact = false;
  Signer signer = Signer::Unchecked;
  std::string fingerprint;  // of the trusted key, otherwise of the log's own
  std::optional<Head> head;
  std::optional<Receipt> receipt;    // as read; not to be relied on unless intact
  std::vector<Explanation> reasons;  // why not intact, why the signer is wrong
};

// Never fails: what cannot be read is not intact. `anchors` may be empty.
Verdict verify_receipt(std::string_view text, std::span<const TrustAnchor> anchors);

// Whom a head was signed by; every signature line must have its key in `keys`. Used for receipts
// and for whole logs.
struct Signing {
  Signer signer = Signer::Unchecked;
  std::string fingerprint;
  std::vector<Explanation> reasons;
};
Signing judge_signer(std::span<const PublicKey> keys, std::span<const TrustAnchor> anchors,
                     Instant at);

}  // namespace dengbao::ledger
