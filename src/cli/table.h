#pragma once
// Tables for terminals: East Asian width, columns that wrap, nothing but text.

#include <string>
#include <vector>

namespace dengbao::cli {

struct Table {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> right;  // by column: numbers stand at the right
};

// `columns`: of the terminal, 0 where there is none. Wide columns give way first and wrap.
std::string drawn(const Table& table, std::size_t columns, bool colour);
// Text in pieces that fit; breaks at blanks where it can, between Chinese characters anywhere.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns);

}  // namespace dengbao::cli
