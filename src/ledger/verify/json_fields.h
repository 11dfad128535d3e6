#pragma once
// Reading of the JSON forms of this library: exactly the members they have, each of one kind, and
// one spelling of numbers and escapes, so that no other text stands for the same receipt.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "base/result.h"

namespace dengbao::ledger {

// Parses JSON in which members occur once, numbers are plain integers and escapes of the form
// \uXXXX have lower-case digits. `limit` in bytes. BadInput json.malformed, ledger.json_spelling,
// ledger.json_too_long.
Result<json::value> parse_plain_json(std::string_view text, std::string_view where,
                                     std::size_t limit);

// The members of one object. Each reader fails with BadInput `code`, {member}, where = `place`.
// The value must outlive it.
class Fields {
 public:
  Fields(const json::value& value, std::string_view code, std::string_view place)
      : value_(value), code_(code), place_(place) {}
  // It is an object and has no other members than these (it may lack some).
  Status only(std::initializer_list<std::string_view> members) const;
  bool has(std::string_view member) const;
  Result<const json::value*> any(std::string_view member) const;
  Result<std::string> text(std::string_view member) const;
  Status literal(std::string_view member, std::string_view expected) const;
  Result<std::uint64_t> number(std::string_view member) const;
  Result<HashKind> hash(std::string_view member) const;
  Result<Digest> digest(std::string_view member) const;
  Result<std::vector<Digest>> digests(std::string_view member) const;
  Result<std::string> bytes(std::string_view member) const;  // lower-case hex
  std::unexpected<Explanation> wrong(std::string_view member) const;

 private:
  const json::value& value_;
  std::string_view code_, place_;
};

}  // namespace dengbao::ledger
