#pragma once
// GET /calendar/TOKEN.ics: the calendar of an account, for programs that cannot sign in.

#include <string_view>

namespace dengbao::server {

inline constexpr std::string_view kCalendars = "/calendar/";

}  // namespace dengbao::server
