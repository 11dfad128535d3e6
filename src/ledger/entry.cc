#include "ledger/entry.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {

std::string entry_text(std::string_view commitments, std::string_view core) {
  std::string out;
  out.reserve(commitments.size() + core.size() + 32);
  out.append("{\"commitments\":").append(commitments).append(",\"core\":").append(core).append("}");
  return out;
}

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
  out.commitments = canonical(commitments);
  out.text = entry_text(out.commitments, core);
  CHECK(check_entry_size(out.text));
  out.leaf = leaf_hash(kind, out.text);
  return out;
}

std::string keys_text(std::span<const PublicKey> keys) {
  std::string out = "[";
  for (const PublicKey& key : keys) {
    out.append(out.size() == 1 ? "" : ",").append("{\"id\":\"").append(key_id_hex(key));
    dengbao::append_json(out.append("\",\"name\":"), key.name);
    out.append(",\"public_key\":\"").append(hex(key.point)).append("\"}");
  }
  return out += ']';
}

std::string receipt_text(const Receipt& receipt) {
  return receipt_text(receipt, keys_text(receipt.keys));
}

std::string receipt_text(const Receipt& receipt, std::string_view keys) {
  using dengbao::append_json;
  std::string out;
  out.reserve(receipt.entry.size() + receipt.inclusion.path.size() * 67 + 1024);
  const auto add = [&](auto&&... parts) { (out.append(parts), ...); };
  const char* separator = "{\"disclosed\":{";
  for (const Opening& o : receipt.disclosed) {
    if (!o.shown) continue;
    add(separator);
    append_json(out, o.fact);
    add(":{\"salt\":\"", hex(bytes_of(o.shown->salt)), "\",\"value\":", o.shown->value, "}");
    separator = ",";
  }
  if (receipt.disclosed.empty())
    add("{");
  else
    add(*separator == ',' ? "" : separator, "},");
  add("\"entry\":", receipt.entry, ",\"head\":");
  append_json(out, receipt.head);
  add(",\"inclusion\":");
  append_json(out, receipt.inclusion);
  add(",\"keys\":", keys, ",\"type\":\"", kReceiptType, "\"}");
  return out;
}

}  // namespace dengbao::ledger
