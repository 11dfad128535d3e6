#pragma once
// JSON as the house uses it: Boost.JSON values, and the one canonical spelling that is hashed.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dengbao {

namespace json = boost::json;

// RFC 8785: members sorted by UTF-16 units, no white space, shortest escapes. Only integers occur
// as numbers in what we hash; a fraction is a mistake of ours and aborts.
std::string canonical(const json::value& value);
// The same spelling for what is written without building a tree first.
void append_json(std::string& out, std::string_view text);
void append_json(std::string& out, std::int64_t number);
// The order of members: by UTF-16 units.
bool json_member_less(std::string_view a, std::string_view b);
// Of duplicate members the last stays; what must be strict checks that itself. `where`: for errors.
Result<json::value> parse_json(std::string_view text, std::string_view where);

}  // namespace dengbao
