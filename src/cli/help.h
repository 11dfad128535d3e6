#pragma once
// Help, the manual page and shell completion, all written from the catalogue.

#include <string>

#include "app/catalogue.h"

namespace dengbao::cli {

// Of one command: two examples first, then what it does and its options.
std::string help_of(const UseCase& use_case, bool chinese);
// Of a group of words ("law"), or of the whole program where it is empty.
std::string help_of_group(const Catalogue& catalogue, const std::string& group, bool chinese);
// roff of the whole tree with the exit codes.
std::string manual(const Catalogue& catalogue, bool chinese, std::string_view version);
// "bash", "zsh" or "fish".
std::string completion(const Catalogue& catalogue, std::string_view shell);

}  // namespace dengbao::cli
