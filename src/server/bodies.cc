#include "server/bodies.h"

#include <boost/json.hpp>

namespace dengbao::server {

Result<json::object> body_of(const http::Request& request) {
  if (!request.headers.get("Content-Type").starts_with("application/json"))
    return fail(ErrorKind::Usage, "server.content_type",
                {{"type", std::string(request.headers.get("Content-Type"))}});
  json::value v = TRY(parse_json(request.body, "body"));
  if (!v.is_object())
    return fail(ErrorKind::Usage, "server.wrong_type", {{"name", "body"}, {"form", "{…}"}});
  return std::move(v.get_object());
}

Result<std::string> member(const json::object& o, std::string_view name, bool required) {
  const json::value* v = o.if_contains(name);
  if ((!v || v->is_null()) && !required) return std::string();
  if (!v)
    return fail(ErrorKind::Usage, "server.missing", {{"name", std::string(name)}},
                std::string(name));
  if (!v->is_string())
    return fail(ErrorKind::Usage, "server.wrong_type",
                {{"name", std::string(name)}, {"form", "\"…\""}}, std::string(name));
  if (v->get_string().find('\0') != json::string::npos)
    return fail(ErrorKind::BadInput, "server.nul", {{"name", std::string(name)}},
                std::string(name));
  return std::string(v->get_string());
}

http::Response json_response(const json::value& v) {
  http::Response out = http::Response::typed(200, "application/json", json::serialize(v));
  out.headers.set("Cache-Control", "no-store");
  return out;
}

http::Response nothing_left() {
  http::Response out;
  out.status = 204;
  return out;
}

}  // namespace dengbao::server
