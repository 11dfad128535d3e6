#pragma once
// One-time codes by time [RFC 6238]: six digits, thirty seconds, HMAC-SHA-1 as every authenticator
// program has it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace dengbao::identity {

std::string code_at(std::string_view secret, std::int64_t step);
// The step whose code this is: now, one before or one after, and later than `last`, so that a code
// that was seen serves nobody a second time.
std::optional<std::int64_t> step_of(std::string_view secret, std::string_view code, Instant now,
                                    std::int64_t last);
std::string base32(std::string_view bytes);  // RFC 4648, without padding
// What an authenticator scans.
std::string key_uri(std::string_view issuer, std::string_view account, std::string_view secret);

}  // namespace dengbao::identity
