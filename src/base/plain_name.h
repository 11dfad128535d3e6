#pragma once
// Names that strangers chose, for showing: nothing in them that a terminal obeys, that nobody sees,
// or that turns the order of reading around.

#include <string>
#include <string_view>

namespace dengbao {

// Without control characters, line and paragraph separators, bidirectional marks and zero-width
// characters; empty where it is no UTF-8.
std::string plain_name(std::string_view text);
// What stands on a terminal: control characters but ends of lines and tabs are gone.
std::string for_terminal(std::string_view text);

}  // namespace dengbao
