#include "ledger/verify/proof.h"

#include <fmt/format.h>

#include <bit>
#include <boost/json.hpp>

#include "ledger/verify/json_fields.h"
#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

void append_hex(std::string& out, const Digest& d) {
  static constexpr char kDigits[] = "0123456789abcdef";
  char text[2 * sizeof(Digest)];
  for (std::size_t i = 0; i < d.size(); ++i) {
    text[2 * i] = kDigits[d[i] >> 4];
    text[2 * i + 1] = kDigits[d[i] & 15];
  }
  out.append(text, sizeof text);
}

std::string hex_list(const std::vector<Digest>& path) {
  std::string out = "[";
  for (const Digest& d : path) {
    if (out.size() > 1) out += ',';
    out += '"' + hex(d) + '"';
  }
  return out + "]";
}

// What rises out of a path when it is folded: the later tree's root, and the earlier one's.
struct Folded {
  Digest first{}, second{};
};

// RFC 9162 §2.1.4.2 steps 3-6; nothing when the path has a wrong length.
std::optional<Folded> fold(const ConsistencyProof& p) {
  std::size_t next = 0;
  std::uint64_t first = p.first_size - 1, second = p.second_size - 1;
  while (first & 1) first >>= 1, second >>= 1;
  // An earlier tree of 2^k leaves is a node of the later one, so the path leaves it out.
  Digest seed = p.first_root;
  if (!std::has_single_bit(p.first_size)) {
    if (p.path.empty()) return std::nullopt;
    seed = p.path[next++];
  }
  Folded out{seed, seed};
  for (; next < p.path.size(); ++next) {
    const Digest& c = p.path[next];
    if (second == 0) return std::nullopt;
    if ((first & 1) || first == second) {
      out.first = node_hash(p.hash, c, out.first);
      out.second = node_hash(p.hash, c, out.second);
      while (first && !(first & 1)) first >>= 1, second >>= 1;
    } else {
      out.second = node_hash(p.hash, out.second, c);
    }
    first >>= 1, second >>= 1;
  }
  if (second != 0) return std::nullopt;
  return out;
}

}  // namespace

Status check(const InclusionProof& p) {
  const auto wrong = [&] {
    return fail(ErrorKind::Negative, "ledger.inclusion_fails",
                {{"index", std::to_string(p.index)}, {"size", std::to_string(p.tree_size)}});
  };
  if (p.index >= p.tree_size) return wrong();
  // RFC 9162 §2.1.3.2.
  std::uint64_t place = p.index, last = p.tree_size - 1;
  Digest node = p.leaf_hash;
  for (const Digest& sibling : p.path) {
    if (last == 0) return wrong();
    if ((place & 1) || place == last) {
      node = node_hash(p.hash, sibling, node);
      while (place && !(place & 1)) place >>= 1, last >>= 1;
    } else {
      node = node_hash(p.hash, node, sibling);
    }
    place >>= 1, last >>= 1;
  }
  if (last != 0 || node != p.root) return wrong();
  return {};
}

Status check(const ConsistencyProof& p) {
  const auto wrong = [&] {
    return fail(
        ErrorKind::Negative, "ledger.consistency_fails",
        {{"first", std::to_string(p.first_size)}, {"second", std::to_string(p.second_size)}});
  };
  if (p.first_size == 0 || p.first_size > p.second_size) return wrong();
  if (p.first_size == p.second_size) {
    if (!p.path.empty() || p.first_root != p.second_root) return wrong();
    return {};
  }
  const auto folded = fold(p);
  if (!folded || folded->first != p.first_root || folded->second != p.second_root) return wrong();
  return {};
}

void append_json(std::string& out, const InclusionProof& p) {
  out.append("{\"hash\":\"").append(hash_name(p.hash)).append("\",\"index\":");
  dengbao::append_json(out, static_cast<std::int64_t>(p.index));
  out.append(",\"leaf_hash\":\"");
  append_hex(out, p.leaf_hash);
  const char* separator = "\",\"proof\":[\"";
  for (const Digest& d : p.path) {
    out.append(separator);
    append_hex(out, d);
    separator = "\",\"";
  }
  out.append(p.path.empty() ? "\",\"proof\":[]" : "\"]").append(",\"root\":\"");
  append_hex(out, p.root);
  out.append("\",\"tree_size\":");
  dengbao::append_json(out, static_cast<std::int64_t>(p.tree_size));
  out.append(",\"type\":\"inclusion\"}");
}

std::string json_text(const InclusionProof& p) {
  std::string out;
  append_json(out, p);
  return out;
}

std::string json_text(const ConsistencyProof& p) {
  return fmt::format(R"({{"first_root":"{}","first_size":{},"hash":"{}","proof":{},)"
                     R"("second_root":"{}","second_size":{},"type":"consistency"}})",
                     hex(p.first_root), p.first_size, hash_name(p.hash), hex_list(p.path),
                     hex(p.second_root), p.second_size);
}

Result<InclusionProof> read_inclusion(const json::value& value) {
  const Fields fields(value, "ledger.proof_form", "inclusion");
  CHECK(fields.only({"type", "hash", "tree_size", "index", "root", "leaf_hash", "proof"}));
  CHECK(fields.literal("type", "inclusion"));
  InclusionProof out;
  out.hash = TRY(fields.hash("hash"));
  out.tree_size = TRY(fields.number("tree_size"));
  out.index = TRY(fields.number("index"));
  out.root = TRY(fields.digest("root"));
  out.leaf_hash = TRY(fields.digest("leaf_hash"));
  out.path = TRY(fields.digests("proof"));
  return out;
}

Result<ConsistencyProof> read_consistency(const json::value& value) {
  const Fields fields(value, "ledger.proof_form", "consistency");
  CHECK(fields.only(
      {"type", "hash", "first_size", "first_root", "second_size", "second_root", "proof"}));
  CHECK(fields.literal("type", "consistency"));
  ConsistencyProof out;
  out.hash = TRY(fields.hash("hash"));
  out.first_size = TRY(fields.number("first_size"));
  out.first_root = TRY(fields.digest("first_root"));
  out.second_size = TRY(fields.number("second_size"));
  out.second_root = TRY(fields.digest("second_root"));
  out.path = TRY(fields.digests("proof"));
  return out;
}

}  // namespace dengbao::ledger
