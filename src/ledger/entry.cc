#include "ledger/entry.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {

Result<Entry> seal_entry(HashKind kind, std::string_view core,
                         std::span<const PersonalFact> personal, Randomness& random) {
  json::object commitments;
  Entry out;
  for (const PersonalFact& p : personal) {
    std::string salt(kSaltBytes, '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(salt.data()), salt.size()});
    if (commitments.contains(p.fact))
      return fail(ErrorKind::Internal, "ledger.fact_twice", {{"fact", p.fact}});
    commitments[p.fact] = hex_of(TRY(commitment(kind, salt, p.fact, p.value)));
    out.openings.push_back({p.fact, Opening::Shown{std::move(salt), p.value}});
  }
  out.text = "{\"commitments\":" + canonical(commitments) + ",\"core\":";
  out.text.append(core).append("}");
  CHECK(check_entry_size(out.text));
  out.leaf = leaf_hash(kind, out.text);
  return out;
}

std::string receipt_text(const Receipt& receipt) {
  const auto quoted = [](std::string_view text) { return canonical(json::value(text)); };
  std::string out = "{";
  std::string separator;
  if (!receipt.disclosed.empty()) out += "\"disclosed\":{";
  for (const Opening& o : receipt.disclosed) {
    if (!o.shown) continue;
    out += separator + quoted(o.fact) + ":{\"salt\":\"" + hex(bytes_of(o.shown->salt)) +
           "\",\"value\":" + o.shown->value + "}";
    separator = ",";
  }
  if (!receipt.disclosed.empty()) out += "},";
  out += "\"entry\":" + receipt.entry + ",\"head\":" + quoted(receipt.head) +
         ",\"inclusion\":" + json_text(receipt.inclusion) + ",\"keys\":[";
  separator.clear();
  for (const PublicKey& key : receipt.keys) {
    out += separator + "{\"id\":\"" + key_id_hex(key) + "\",\"name\":" + quoted(key.name) +
           ",\"public_key\":\"" + hex(key.point) + "\"}";
    separator = ",";
  }
  return out + "],\"type\":\"" + std::string(kReceiptType) + "\"}";
}

}  // namespace dengbao::ledger
