#include "base/spreadsheet.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace dengbao {

bool looks_like_formula(std::string_view text) {
  static constexpr std::array<std::string_view, 11> kBegins = {
      "=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  return std::any_of(kBegins.begin(), kBegins.end(),
                     [&](std::string_view one) { return text.starts_with(one); });
}

std::string csv_cell(std::string text) {
  if (looks_like_formula(text)) text.insert(0, 1, '\'');
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return "\"" + replace_all(text, "\"", "\"\"") + "\"";
}

}  // namespace dengbao
