#include "base/plain_name.h"

#include <gtest/gtest.h>

namespace dengbao {
namespace {

TEST(PlainName, HoldsNothingThatIsNotSeen) {
  const std::pair<std::string, std::string> rows[] = {
      {"备案表.pdf", "备案表.pdf"},
      {"a b\u00a0c", "a b\u00a0c"},
      {std::string("a\0b", 3), "ab"},
      {"a\x1b[31m\r\n\t", "a[31m"},
      {"\u0085\u009b31m", "31m"},
      {"\u202efdp.exe\u202c", "fdp.exe"},
      {"\u2066\u2067\u2068\u2069\u200e\u200f\u061c", ""},
      {"a\u2028\u2029\u200b\u2060\ufeff", "a"},
      {"\xff\xfe", ""},
      {"", ""}};
  for (const auto& [given, plain] : rows) EXPECT_EQ(plain_name(given), plain) << given;
}

TEST(ForTerminal, NothingIsObeyed) {
  EXPECT_EQ(for_terminal("a\x1b]0;x\x07\r\n\tb\rc\x7f\u009b31m\u00a0备案"),
            "a]0;x\r\n\tbc31m\u00a0备案");
}

}  // namespace
}  // namespace dengbao
