#pragma once
// A calendar [RFC 5545] of what an account's party owes: one event for each duty, on its last day.

#include <string>
#include <vector>

#include "app/installation.h"

namespace dengbao {

// A line with its CRLF, folded so that no piece has more than 75 bytes and no character is cut.
std::string folded(std::string_view line);
// A TEXT: backslashes, semicolons, commas and ends of lines escaped, other controls dropped.
std::string ics_text(std::string_view text);

// An address that needs no signing in: whoever knows the token reads the calendar of one account.
// Record kind "feed", id the account, `code` the digest of the token.
inline constexpr std::string_view kFeed = "feed";
std::string feed_code(std::string_view token);
// NotFound feed.none: no such token, not any more, or its account is closed.
Result<std::string> calendar_of_token(Installation& installation, std::string_view token,
                                      bool chinese);
// What it says for one account.
Result<std::string> calendar_feed(Installation& installation, Reading& reading,
                                  const std::string& account, bool chinese);

}  // namespace dengbao
