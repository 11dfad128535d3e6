#pragma once
// One journey to a provider and back: what was sent along, to be found unchanged on return
// [RFC 6749 §4.1, RFC 7636].

#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"

namespace dengbao::oidc {

struct Flow {
  std::string provider;
  std::string state, nonce, verifier;  // 256 random bits each
  Instant begun;
  // Who has come back and still has to show a one-time code; empty on the way out.
  std::string account;
  Instant authenticated;
};

inline constexpr std::int64_t kFlowMinutes = 10;

Flow begin_flow(const std::string& provider, Instant now, Randomness& random);
bool over(const Flow& flow, Instant now);
std::string challenge_of(const Flow& flow);  // S256

std::string to_text(const Flow& flow);
std::optional<Flow> flow_from(std::string_view text);

}  // namespace dengbao::oidc
