#pragma once
// The command line as a mouth of the application: parse, run, print. Owns no rules.

#include <string>
#include <vector>

#include "app/catalogue.h"

namespace dengbao::cli {

// Runs one command line (without the program's name) and answers the exit code.
int run(const Catalogue& catalogue, std::vector<std::string> args);

// version, completion and man: words about the command line itself, over all words known by then.
void add_own_words(Catalogue& all);

}  // namespace dengbao::cli
