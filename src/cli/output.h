#pragma once
// What an answer looks like on stdout, and an error on stderr.

#include <string>

#include "app/messages.h"
#include "cli/command_line.h"

namespace dengbao::cli {

struct Screen {
  bool chinese = true;
  bool colour = false;
  std::size_t columns = 0;  // 0: as wide as it takes
};
// Of stdout, as it is now.
Screen screen_of(bool chinese);

// The whole result in the wanted form, with its last line feed.
std::string rendered(const Answer& answer, Format format, const Screen& screen);

// "错误：…" for people.
std::string error_line(const Explanation& e, const Messages& messages, bool chinese);
// {"error":{"kind","code","message","citations"}} with a line feed.
std::string error_json(const Explanation& e, const Messages& messages);

// The frozen exit code of a failure; the one place where it is decided.
int exit_code(ErrorKind kind);

}  // namespace dengbao::cli
