#pragma once
// Standard Webhooks: what a receiver needs to know that a message is ours and has not been changed.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace dengbao::link {

// The bytes behind "whsec_"; nothing where it is none, or not of 24 to 64 bytes.
std::optional<std::string> webhook_key(std::string_view secret);

// webhook-id, webhook-timestamp, webhook-signature: HMAC-SHA256 over "id.seconds.body".
std::vector<std::string> signed_headers(std::string_view id, Instant at, std::string_view body,
                                        std::string_view key);

}  // namespace dengbao::link
