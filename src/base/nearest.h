#pragma once
// What was most likely meant by a word that nobody knows.

#include <string>
#include <string_view>
#include <vector>

namespace dengbao {

// The known word with the fewest characters to change, add or take away; empty where none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace dengbao
