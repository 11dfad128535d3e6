#pragma once
// The three forms of a text of an asset list: compared, shown, and as a heading.

#include <string>
#include <string_view>

namespace dengbao::intake {

// For comparison: as dengbao::comparable, with a short way for the plain text that most cells are.
std::string plain(std::string_view text);
// Something is left of the text when it is compared.
bool has_ink(std::string_view text);
// plain() with small letters, for words of the tables.
std::string word(std::string_view text);
// For display: NFKC, no invisible characters, white space only between words of letters, and
// brackets of the full width where the text is Chinese.
std::string shown(std::string_view text);
// A heading: word() without marks. What stands in brackets is kept or dropped as a whole.
enum class Brackets { Keep, Drop };
std::string heading(std::string_view text, Brackets brackets);

}  // namespace dengbao::intake
