#pragma once
// What a spreadsheet program would run if it stood at the beginning of a cell.

#include <string>
#include <string_view>

namespace dengbao {

// In half or full width: Chinese input methods type the latter, and programs take both.
bool looks_like_formula(std::string_view text);
// A cell of a CSV file: a formula gets an apostrophe in front, what would end the cell is quoted.
std::string csv_cell(std::string text);

}  // namespace dengbao
