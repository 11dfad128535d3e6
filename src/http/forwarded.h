#pragma once
// Who asks, where a proxy stands between.

#include <string>
#include <vector>

#include "http/message.h"

namespace dengbao::http {

// Where `request` came from one of `proxies` (addresses), takes the address of the client from its
// X-Forwarded-For, the last one that is no proxy of ours, and `secure` from its X-Forwarded-Proto.
// From anybody else these headers are claims, and nothing is changed.
void believe_proxy(Request& request, const std::vector<std::string>& proxies);

}  // namespace dengbao::http
