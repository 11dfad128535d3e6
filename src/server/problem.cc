#include "server/problem.h"

#include <boost/json.hpp>

#include "app/kinds.h"
#include "base/text.h"
#include "server/envelope.h"

namespace dengbao::server {

int status_of(const Explanation& e, bool conditional) {
  if (e.code == "identity.not_signed_in" || e.code == "identity.sign_in_failed" ||
      e.code == "identity.code_needed")
    return 401;
  if (e.code == "identity.busy" || e.code.starts_with("server.too_many")) return 429;
  if (e.code == "server.no_route") return 404;
  if (e.code == "server.method") return 405;
  switch (e.kind) {
    case ErrorKind::Usage:
      return 400;
    case ErrorKind::BadInput:
      return 422;
    case ErrorKind::Negative:
      return 422;
    case ErrorKind::NotFound:
      return 404;
    case ErrorKind::Refused:
      return 403;
    case ErrorKind::Conflict:
      return conditional ? 412 : 409;
    case ErrorKind::External:
      return 503;
    case ErrorKind::Interrupted:
      return 503;
    case ErrorKind::Internal:
      break;
  }
  return 500;
}

http::Response problem(const Explanation& e, const Messages& messages, bool conditional,
                       std::string_view hidden, bool whole) {
  const int status = status_of(e, conditional);
  std::string what = messages.what(e), cure = messages.cure(e);
  if (!hidden.empty()) {
    what = replace_all(std::move(what), std::string(hidden) + "/", "");
    cure = replace_all(std::move(cure), std::string(hidden) + "/", "");
  }
  json::array citations;
  for (const std::string& c : e.citations) citations.push_back(json::string(c));
  json::object o{{"type", "urn:dengbao:" + e.code},
                 {"title", what},
                 {"status", status},
                 {"detail", cure.empty() ? what : what + cure},
                 {"kind", kind_name(e.kind)},
                 {"code", e.code},
                 {"cure", cure},
                 {"citations", std::move(citations)}};
  // Fields and rows help; a place on the disk does not.
  if (!e.where.empty() && e.where.find('/') == std::string::npos) o["where"] = e.where;
  if (whole) o["explanation"] = explanation_json(e, hidden);
  return http::Response::typed(status, "application/problem+json", json::serialize(o));
}

}  // namespace dengbao::server
