#include "ledger/verify/json_fields.h"

#include <algorithm>
#include <boost/json.hpp>

#include "ledger/verify/tree_hash.h"

namespace dengbao::ledger {
namespace {

struct Spelling {
  std::uint64_t members = 0;  // colons outside strings
  bool plain = true;
};

// Looks at text that is known to be JSON.
Spelling spelling_of(std::string_view text) {
  Spelling out;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      inside = !inside;
    } else if (inside && c == '\\') {
      if (text[++i] != 'u') continue;
      for (int digit = 0; digit < 4; ++digit)
        if (const char d = text[++i]; d >= 'A' && d <= 'F') out.plain = false;
    } else if (!inside && c == ':') {
      ++out.members;
    } else if (!inside && c == '-' && text[i + 1] == '0') {
      out.plain = false;
    }
  }
  return out;
}

// Members in the whole tree; `plain` becomes false at a number that is no integer.
std::uint64_t count_members(const json::value& value, bool& plain) {
  std::uint64_t count = 0;
  if (value.is_double()) plain = false;
  if (const auto* object = value.if_object())
    for (const auto& member : *object) count += 1 + count_members(member.value(), plain);
  if (const auto* array = value.if_array())
    for (const auto& item : *array) count += count_members(item, plain);
  return count;
}

}  // namespace

Result<json::value> parse_plain_json(std::string_view text, std::string_view where,
                                     std::size_t limit) {
  if (text.size() > limit)
    return fail(ErrorKind::BadInput, "ledger.json_too_long",
                {{"bytes", std::to_string(text.size())}, {"limit", std::to_string(limit)}},
                std::string(where));
  json::value value = TRY(parse_json(text, where));
  Spelling spelling = spelling_of(text);
  // A member that occurs twice counts once in the tree.
  if (count_members(value, spelling.plain) != spelling.members || !spelling.plain)
    return fail(ErrorKind::BadInput, "ledger.json_spelling", {}, std::string(where));
  return value;
}

std::unexpected<Explanation> Fields::wrong(std::string_view member) const {
  return fail(ErrorKind::BadInput, std::string(code_), {{"member", std::string(member)}},
              std::string(place_));
}

Status Fields::only(std::initializer_list<std::string_view> members) const {
  const auto* object = value_.if_object();
  if (!object) return wrong("{}");
  for (const auto& member : *object)
    if (std::ranges::find(members, std::string_view(member.key())) == members.end())
      return wrong(member.key());
  return {};
}

bool Fields::has(std::string_view member) const {
  const auto* object = value_.if_object();
  return object && object->contains(member);
}

Result<const json::value*> Fields::any(std::string_view member) const {
  const auto* object = value_.if_object();
  const auto* found = object ? object->if_contains(member) : nullptr;
  if (!found) return wrong(member);
  return found;
}

Result<std::string> Fields::text(std::string_view member) const {
  const auto* found = TRY(any(member));
  if (!found->is_string()) return wrong(member);
  return std::string(std::string_view(found->get_string()));
}

Status Fields::literal(std::string_view member, std::string_view expected) const {
  if (TRY(text(member)) != expected) return wrong(member);
  return {};
}

Result<std::uint64_t> Fields::number(std::string_view member) const {
  const auto* found = TRY(any(member));
  if (found->is_int64() && found->get_int64() >= 0)
    return static_cast<std::uint64_t>(found->get_int64());
  if (found->is_uint64()) return found->get_uint64();
  return wrong(member);
}

Result<HashKind> Fields::hash(std::string_view member) const {
  const auto kind = hash_kind(TRY(text(member)));
  if (!kind) return wrong(member);
  return *kind;
}

Result<Digest> Fields::digest(std::string_view member) const {
  const auto value = strict_digest(TRY(text(member)), place_);
  if (!value) return wrong(member);
  return *value;
}

Result<std::vector<Digest>> Fields::digests(std::string_view member) const {
  const auto* found = TRY(any(member));
  if (!found->is_array()) return wrong(member);
  std::vector<Digest> out;
  for (const auto& item : found->get_array()) {
    const auto* text = item.if_string();
    const auto value = text ? strict_digest(*text, place_) : wrong(member);
    if (!value) return wrong(member);
    out.push_back(*value);
  }
  return out;
}

Result<std::string> Fields::bytes(std::string_view member) const {
  const std::string spelled = TRY(text(member));
  const auto value = from_hex(spelled);
  if (!value || hex(bytes_of(*value)) != spelled) return wrong(member);
  return *value;
}

}  // namespace dengbao::ledger
