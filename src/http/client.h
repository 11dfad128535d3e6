#pragma once
// One request to a server, one answer: what the command line needs. Waits; one connection each.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace dengbao::http {

// "http://host:port" or "https://host:port", without a path. BadInput http.address.
struct Address {
  bool tls = false;
  std::string host;
  std::uint16_t port = 0;
  std::string shown() const;  // as it is kept and compared
};
Result<Address> read_address(std::string_view url);

// `body` is sent with its length where the method has one. TLS checks name and chain against the
// certificates of the system, or those that $SSL_CERT_FILE names. External http.unreachable,
// http.tls_refused, http.broken_answer.
Result<Response> ask(const Address& address, const std::string& method, const std::string& target,
                     const Headers& headers, std::string_view body);

}  // namespace dengbao::http
