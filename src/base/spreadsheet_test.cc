#include "base/spreadsheet.h"

#include <gtest/gtest.h>

namespace dengbao {
namespace {

TEST(Spreadsheet, EveryStartOfAFormulaIsKnown) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1",
                           "－1", "＠SUM(A1)"}) {
    EXPECT_TRUE(looks_like_formula(text)) << text;
    EXPECT_NE(csv_cell(text).find(std::string("'") + text), std::string::npos) << text;
  }
  for (const char* text : {"", "1=1", "云杉大学", "'=1", " =1", "a\n=1"}) {
    EXPECT_FALSE(looks_like_formula(text)) << text;
  }
}

TEST(Spreadsheet, ACellEndsWhereItShould) {
  const std::pair<const char*, const char*> rows[] = {{"a", "a"},
                                                      {"a,b", "\"a,b\""},
                                                      {"a\"b", "\"a\"\"b\""},
                                                      {"a\nb", "\"a\nb\""},
                                                      {"=\"a\",b", "\"'=\"\"a\"\",b\""}};
  for (const auto& [text, cell] : rows) EXPECT_EQ(csv_cell(text), cell);
}

}  // namespace
}  // namespace dengbao
