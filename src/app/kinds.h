#pragma once
// How the kinds of failure are called by programs, in every mouth.

#include <string_view>

#include "base/result.h"

namespace dengbao {

// "internal", "negative", "usage", "bad_input", "not_found", "refused", "conflict", "external",
// "interrupted".
std::string_view kind_name(ErrorKind kind);

}  // namespace dengbao
