#pragma once
// The words by which an asset list is understood, read from law/intake/headers.yaml.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "intake/fields.h"

namespace dengbao {
class Yaml;
}

namespace dengbao::intake {

using WordSet = std::unordered_set<std::string>;
using WordMap = std::unordered_map<std::string, std::string>;  // spelling → the one spelling

struct FieldWords {
  // One word of each group must stand in the heading.
  struct Pattern {
    std::vector<std::vector<std::string>> groups;
  };
  WordSet names;
  std::vector<Pattern> like;
  std::vector<std::string> unlike;
};

struct HeaderWords {
  std::array<FieldWords, kFields> fields;
  std::array<bool, kFields> telling{};
  int telling_at_least = 2;
  WordSet own_columns;
  std::vector<std::string> skip_sheets;
  WordSet skip_sheet_names;
  WordSet caption_unit, caption_code;
  std::vector<std::string> title_ends, unit_ends;
  WordSet subtotal, total;
  std::vector<std::string> footer;
  WordSet blanks;
  std::array<WordSet, kFields> blanks_of;
  WordSet ungraded;
  std::vector<std::string> level_filler;  // longest first
  std::unordered_map<std::string, int> level_values;
  WordMap object_types, statuses;
  std::string default_status;
  std::vector<std::string> retired_remarks;
  WordSet yes, no;
};

// `file` names the text in errors. BadInput headers.….
Result<HeaderWords> parse_header_words(std::string_view yaml, std::string_view file);

}  // namespace dengbao::intake
