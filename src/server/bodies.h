#pragma once
// Bodies of the paths that are no use cases: one JSON object in, one out.

#include "base/json.h"
#include "http/message.h"

namespace dengbao::server {

// Usage server.content_type, server.wrong_type. That the type is JSON keeps forms of other sites
// out.
Result<json::object> body_of(const http::Request& request);
// A text. Usage server.missing, server.wrong_type.
Result<std::string> member(const json::object& o, std::string_view name, bool required = true);

http::Response json_response(const json::value& v);
http::Response nothing_left();

}  // namespace dengbao::server
