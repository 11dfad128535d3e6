#pragma once
// What a request brings along from who passed it on.

#include <string>
#include <vector>

#include "http/message.h"

namespace dengbao::http {

// Where `request` came from one of `proxies` (plain addresses), takes the address of the client
// from its X-Forwarded-For, the last one that is no proxy of ours, and `secure` from its
// X-Forwarded-Proto. From anybody else these headers are claims, and nothing is changed.
void believe_proxy(Request& request, const std::vector<std::string>& proxies);

// The X-Request-Id that the caller gave, at most 64 letters, digits and "-_."; empty otherwise.
std::string given_id(const Request& request);

}  // namespace dengbao::http
