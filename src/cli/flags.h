#pragma once
// Splitting arguments into flags and values (CLI11 does the work, in this one place).

#include <string>
#include <vector>

#include "app/catalogue.h"

namespace dengbao::cli {

struct Flags {
  Arguments given;
  std::vector<std::string> surplus;  // unknown flags and values too many, in their order
  bool ended = false;                // a "--" stood before them: they are values
};

// Usage cli.value_missing where a flag lacks its value.
Result<Flags> read_flags(const std::vector<Option>& options, std::vector<std::string> args);

}  // namespace dengbao::cli
