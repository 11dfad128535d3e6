#include "base/plain_name.h"

#include "base/text.h"

namespace dengbao {

std::string plain_name(std::string_view text) {
  if (!is_utf8(text)) return {};
  std::u32string points = code_points(text);
  std::erase_if(points, [](char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
  });
  return utf8(points);
}

std::string for_terminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool ends_line = c == '\n' || (c == '\r' && text.substr(i + 1).starts_with('\n'));
    if ((c < 0x20 && c != '\t' && !ends_line) || c == 0x7f) continue;
    // U+0080 to U+009F: some terminals obey these too.
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      ++i;
      continue;
    }
    out += text[i];
  }
  return out;
}

}  // namespace dengbao
