#pragma once
// Members of the JSON objects that providers send.

#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace dengbao::oidc {

inline std::string text_of(const json::object& o, std::string_view name) {
  const json::value* v = o.if_contains(name);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// Seconds since 1970 as a whole number; fractions are allowed and cut off [RFC 7519 §2].
inline std::optional<std::int64_t> seconds_of(const json::object& o, std::string_view name) {
  constexpr double kYear9999 = 253402300800.0;
  const json::value* v = o.if_contains(name);
  if (!v || !v->is_number()) return std::nullopt;
  const double n = v->is_double() ? v->get_double() : v->to_number<double>();
  if (!(n >= 0 && n < kYear9999)) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(n));
}

}  // namespace dengbao::oidc
