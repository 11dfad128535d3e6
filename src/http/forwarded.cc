#include "http/forwarded.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <cctype>

#include "base/text.h"
#include "http/address.h"

namespace dengbao::http {
namespace {

// The last header of that name: earlier ones may have been sent by the client itself.
std::string_view last_of(const Headers& headers, std::string_view name) {
  std::string_view out;
  for (const auto& [key, value] : headers.all())
    if (boost::beast::iequals(key, name)) out = value;
  return out;
}

}  // namespace

void believe_proxy(Request& request, const std::vector<std::string>& proxies) {
  const auto is_proxy = [&](const std::string& address) {
    return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
  };
  if (!is_proxy(request.peer)) return;
  request.secure |= last_of(request.headers, "X-Forwarded-Proto") == "https";
  std::string_view left = last_of(request.headers, "X-Forwarded-For");
  while (!left.empty()) {
    const auto comma = left.rfind(',');
    const std::string_view part = comma == std::string_view::npos ? left : left.substr(comma + 1);
    left = left.substr(0, comma == std::string_view::npos ? 0 : comma);
    const auto address = plain_address(trim(part));
    if (!address) return;  // what stands before it cannot be believed either
    if (is_proxy(*address)) continue;
    request.peer = *address;
    return;
  }
}

std::string given_id(const Request& request) {
  const std::string_view given = request.headers.get("X-Request-Id");
  const bool sound =
      given.size() <= 64 && std::all_of(given.begin(), given.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_' || c == '.';
      });
  return sound ? std::string(given) : "";
}

}  // namespace dengbao::http
