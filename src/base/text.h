#pragma once
// Text as the field writes it: UTF-8, Chinese counted in characters, East Asian width.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dengbao {

bool is_utf8(std::string_view text);
// Characters (code points), not bytes: limits in forms count Chinese characters.
std::size_t characters(std::string_view text);
// Columns on a terminal: East Asian wide characters take two.
std::size_t width(std::string_view text);
std::string pad(std::string_view text, std::size_t columns);
std::u32string code_points(std::string_view text);
std::string utf8(std::u32string_view points);
std::string nfkc(std::string_view text);
// For comparison only: NFKC, white space and zero-width characters gone, brackets and quotes of one
// kind.
std::string comparable(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
// The whole number that the text begins with; 0 where it begins with none.
std::int64_t leading_number(std::string_view text);
std::string replace_all(std::string text, std::string_view what, std::string_view with);

}  // namespace dengbao
