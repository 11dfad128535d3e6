#include "ledger/verify/receipt.h"

#include <boost/json.hpp>

#include "ledger/verify/json_fields.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

constexpr std::string_view kForm = "ledger.receipt_form";

Result<std::vector<PublicKey>> read_keys(const Fields& receipt) {
  const auto* list = TRY(receipt.any("keys"));
  if (!list->is_array()) return receipt.wrong("keys");
  std::vector<PublicKey> out;
  for (const auto& item : list->get_array()) {
    const Fields fields(item, kForm, "keys");
    CHECK(fields.only({"id", "name", "public_key"}));
    std::string name = TRY(fields.text("name"));
    const auto key = public_key(std::move(name), TRY(fields.bytes("public_key")));
    if (!key) return fields.wrong("public_key");
    CHECK(fields.literal("id", key_id_hex(*key)));
    out.push_back(*key);
  }
  return out;
}

Result<std::vector<Opening>> read_disclosed(const Fields& receipt) {
  std::vector<Opening> out;
  if (!receipt.has("disclosed")) return out;
  const auto* map = TRY(receipt.any("disclosed"));
  if (!map->is_object()) return receipt.wrong("disclosed");
  for (const auto& fact : map->get_object()) {
    const Fields fields(fact.value(), kForm, "disclosed");
    CHECK(fields.only({"salt", "value"}));
    out.push_back(
        {std::string(std::string_view(fact.key())),
         Opening::Shown{TRY(fields.bytes("salt")), canonical(*TRY(fields.any("value")))}});
  }
  return out;
}

// The commitment that the entry holds for a fact.
Result<Digest> committed(const Receipt& receipt, std::string_view fact) {
  const json::value entry = TRY(parse_json(receipt.entry, "entry"));
  const Fields fields(entry, kForm, "entry");
  const Fields commitments(*TRY(fields.any("commitments")), kForm, "entry.commitments");
  return commitments.digest(fact);
}

// Every line is signed by the key that stands at its place: no byte of the note is left unbound.
Status check_signatures(const Receipt& receipt, const SignedHead& head) {
  if (receipt.keys.size() != head.note.signatures.size() ||
      receipt.keys.front().name != head.head.origin)
    return fail(ErrorKind::Negative, "ledger.head_keys_differ");
  for (std::size_t i = 0; i < receipt.keys.size(); ++i) {
    const Note alone{head.note.text, {head.note.signatures[i]}};
    if (!signed_by(alone, receipt.keys[i]))
      return fail(ErrorKind::Negative, "ledger.signature_fails",
                  {{"key", fingerprint(receipt.keys[i])}, {"name", receipt.keys[i].name}});
  }
  return {};
}

// The parts belong together: entry → leaf → root → head → signatures.
Status check_receipt(const Receipt& receipt, const SignedHead& head) {
  const InclusionProof& proof = receipt.inclusion;
  if (leaf_hash(proof.hash, receipt.entry) != proof.leaf_hash)
    return fail(ErrorKind::Negative, "ledger.entry_differs",
                {{"index", std::to_string(proof.index)}});
  CHECK(check(proof));
  if (proof.hash != head.head.hash || proof.tree_size != head.head.size ||
      proof.root != head.head.root)
    return fail(ErrorKind::Negative, "ledger.head_differs",
                {{"size", std::to_string(proof.tree_size)}});
  CHECK(check_signatures(receipt, head));
  for (const Opening& opening : receipt.disclosed) {
    const auto digest = committed(receipt, opening.fact);
    if (!digest)
      return fail(ErrorKind::Negative, "ledger.opening_differs", {{"fact", opening.fact}});
    CHECK(check_opening(proof.hash, *digest, opening));
  }
  return {};
}

}  // namespace

std::string_view signer_name(Signer signer) {
  switch (signer) {
    case Signer::Unchecked:
      return "unchecked";
    case Signer::Trusted:
      return "trusted";
    case Signer::Wrong:
      return "wrong";
  }
  return "wrong";
}

Result<Receipt> read_receipt(std::string_view text) {
  const json::value value = TRY(parse_plain_json(text, "receipt", kMaxReceiptBytes));
  const Fields fields(value, kForm, "receipt");
  CHECK(fields.only({"type", "entry", "inclusion", "head", "keys", "disclosed"}));
  CHECK(fields.literal("type", kReceiptType));
  const auto* entry = TRY(fields.any("entry"));
  const Fields entry_fields(*entry, kForm, "entry");
  CHECK(entry_fields.only({"commitments", "core"}));
  TRY(entry_fields.any("core"));
  Receipt out;
  out.entry = canonical(*entry);
  const auto* inclusion = TRY(fields.any("inclusion"));
  out.inclusion = TRY(read_inclusion(*inclusion));
  out.head = TRY(fields.text("head"));
  out.keys = TRY(read_keys(fields));
  if (out.keys.empty()) return fields.wrong("keys");
  out.disclosed = TRY(read_disclosed(fields));
  return out;
}

Verdict verify_receipt(std::string_view text, std::span<const TrustAnchor> anchors) {
  Verdict verdict;
  if (!anchors.empty()) verdict.signer = Signer::Wrong;
  const auto refuse = [&](const Explanation& why) {
    verdict.reasons.push_back(why);
    return verdict;
  };
  const auto receipt = read_receipt(text);
  if (!receipt) return refuse(receipt.error());
  verdict.receipt = *receipt;
  verdict.fingerprint = fingerprint(receipt->keys.front());
  const auto head = parse_signed_head(receipt->head);
  if (!head) return refuse(head.error());
  verdict.head = head->head;
  if (const auto held = check_receipt(*receipt, *head); !held) return refuse(held.error());
  verdict.intact = true;
  const Signing signing = judge_signer(receipt->keys, anchors, head->head.time);
  verdict.signer = signing.signer;
  verdict.fingerprint = signing.fingerprint;
  verdict.reasons = signing.reasons;
  return verdict;
}

Signing judge_signer(std::span<const PublicKey> keys, std::span<const TrustAnchor> anchors,
                     Instant at) {
  Signing out;
  if (keys.empty()) return out;
  out.fingerprint = fingerprint(keys.front());
  if (anchors.empty()) return out;
  out.signer = Signer::Wrong;
  for (const PublicKey& key : keys) {
    for (const TrustAnchor& anchor : anchors) {
      if (anchor.fingerprint != fingerprint(key) || (anchor.name && *anchor.name != key.name))
        continue;
      const auto allowed = anchor.validity.at(at);
      if (allowed) return {Signer::Trusted, anchor.fingerprint, {}};
      out.reasons.push_back(allowed.error());
    }
  }
  if (out.reasons.empty())
    out.reasons.push_back(
        fail(ErrorKind::Negative, "ledger.signer_not_trusted", {{"key", out.fingerprint}}).error());
  return out;
}

}  // namespace dengbao::ledger
