#pragma once
// A mail as it goes over the wire: headers in words of RFC 2047, a body in base64. Nothing that
// came from outside can begin a line of its own.

#include <string>
#include <string_view>

#include "base/time.h"

namespace dengbao::link {

struct Letter {
  std::string from, from_name, to, to_name;  // addresses are checked before (is_mail_address)
  std::string id;                            // without brackets
  Instant at;
  std::string subject, text;
};

// The text in encoded words of at most 75 characters each, folded; as it is where it is short plain
// ASCII. Control characters become spaces.
std::string header_text(std::string_view text, std::size_t column);
// "=?UTF-8?B?…?= <a@b>", or the address alone.
std::string mailbox(std::string_view name, std::string_view address, std::size_t column);
// "Mon, 02 Mar 2026 09:30:00 +0800".
std::string mail_date(Instant at);
// All of it with CRLF.
std::string mail_text(const Letter& letter);

}  // namespace dengbao::link
