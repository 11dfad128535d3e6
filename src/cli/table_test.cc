#include "cli/table.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace dengbao::cli {
namespace {

TEST(Table, AlignsByEastAsianWidth) {
  const Table table{{"系统", "n"}, {{"门户", "3"}, {"HIS", "12"}}, {false, true}};
  EXPECT_EQ(drawn(table, 0, false),
            "系统   n\n"
            "────  ──\n"
            "门户   3\n"
            "HIS   12\n");
}

TEST(Table, NoLineIsWiderThanTheTerminal) {
  const Table table{{"名称", "说明"},
                    {{"云杉市第一人民医院门诊预约挂号系统", "from the hospital, since 2023-05-06"}},
                    {false, false}};
  for (std::size_t columns = 20; columns < 90; ++columns) {
    std::string all;
    for (const std::string& line : split(drawn(table, columns, false), '\n')) {
      EXPECT_LE(width(line), columns) << line;
      all += line;
    }
    // Wrapping loses nothing.
    EXPECT_NE(all.find("统"), std::string::npos);
    EXPECT_NE(all.find("2023"), std::string::npos);
  }
}

TEST(Table, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrapped("网络安全", 5), (std::vector<std::string>{"网络", "安全"}));
  EXPECT_EQ(wrapped("", 5), (std::vector<std::string>{""}));
}

}  // namespace
}  // namespace dengbao::cli
