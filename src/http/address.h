#pragma once
// Addresses of the network, each in one spelling.

#include <optional>
#include <string>
#include <string_view>

namespace dengbao::http {

// The one spelling of an address; of version 4 also where it came as one of version 6
// (::ffff:10.0.0.9, which is how a socket that hears both sees it). Nothing where it is none.
std::optional<std::string> plain_address(std::string_view given);
// For counting: the address, and of version 6 its /64, since a customer is given that whole.
std::string counted_as(const std::string& address);
bool is_loopback(const std::string& address);

}  // namespace dengbao::http
