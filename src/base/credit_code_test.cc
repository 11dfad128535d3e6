#include "base/credit_code.h"

#include <gtest/gtest.h>

namespace dengbao {
namespace {

struct Row {
  const char* text;
  CreditCodeFault fault;
  std::size_t position;
};

TEST(CreditCode, JudgesByTheStandard) {
  const Row rows[] = {
      {"91500000MA5U000036", CreditCodeFault::None, 0},
      {"91500103MA5XYW1210", CreditCodeFault::None, 0},  // the weighted sum is a multiple of 31
      {"12500103456789011W", CreditCodeFault::None, 0},
      {"1199010100G7LCMK78", CreditCodeFault::None, 0},
      {" 91500000ma5u000036", CreditCodeFault::None, 0},
      {"９１５０００００ＭＡ５Ｕ００００３６", CreditCodeFault::None, 0},
      {"'91500000MA5U000036\u00a0", CreditCodeFault::None, 0},
      {"915000 00MA5U0000\u200b36", CreditCodeFault::None, 0},
      {"91500000MA5U000037", CreditCodeFault::CheckSymbol, 18},
      {"91500000MA5U00003", CreditCodeFault::Length, 0},
      {"91500000MA5U0000360", CreditCodeFault::Length, 0},
      {"", CreditCodeFault::Length, 0},
      {"正在办理", CreditCodeFault::Length, 0},
      {"91500000MI5U000036", CreditCodeFault::Symbol, 10},
      {"91500000MA5S000036", CreditCodeFault::Symbol, 12},
      {"91500000MA5V000036", CreditCodeFault::Symbol, 12},
      {"91500000MA5Z000036", CreditCodeFault::Symbol, 12},
      {"9150000-MA5U000036", CreditCodeFault::Symbol, 8},
      {"统一社会信用代码统一社会信用代码代码", CreditCodeFault::Symbol, 1},
      {"01500000MA5U000036", CreditCodeFault::Registrar, 1},
      {"90500000MA5U000036", CreditCodeFault::Registrar, 2},
      {"91MA5U00003691500A", CreditCodeFault::Division, 3},
      {"91000000MA5U000036", CreditCodeFault::Division, 0},
  };
  for (const Row& row : rows) {
    const CreditCodeCheck check = check_credit_code(row.text);
    EXPECT_EQ(check.fault, row.fault) << row.text;
    EXPECT_EQ(check.position, row.position) << row.text;
  }
}

TEST(CreditCode, SuggestsButNeverFixes) {
  const CreditCodeCheck check = check_credit_code("915OO000MA5U000036");
  EXPECT_FALSE(check.valid());
  EXPECT_EQ(check.code, "915OO000MA5U000036");
  EXPECT_EQ(check.suggestions, std::vector<std::string>{"91500000MA5U000036"});
  EXPECT_EQ(explain(check).code, "credit_code.symbol_with_suggestion");
  EXPECT_TRUE(check_credit_code("915OO000MA5U000037").suggestions.empty());
}

TEST(CreditCode, TheInnerDigitIsANote) {
  EXPECT_TRUE(check_credit_code("91500000MA5U000036").inner_digit_fits);
  // The ninth symbol of the subject id changed, the last symbol made to fit.
  const CreditCodeCheck check = check_credit_code("91500000MA5U00004X");
  EXPECT_FALSE(check.inner_digit_fits);
  for (char last : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
    std::string code = "91500000MA5U00004";
    code += last;
    const CreditCodeCheck one = check_credit_code(code);
    if (one.valid()) {
      EXPECT_FALSE(one.inner_digit_fits) << code;
    }
  }
}

// Each symbol of a valid code matters: no other symbol in its place passes.
TEST(CreditCode, EverySingleMistakeIsFound) {
  const std::string good = "12500103456789011W";
  for (std::size_t i = 0; i < good.size(); ++i)
    for (char c = '0'; c <= 'Z'; ++c) {
      std::string bad = good;
      bad[i] = c;
      if (bad != good) {
        EXPECT_FALSE(check_credit_code(bad).valid()) << bad;
      }
    }
}

}  // namespace
}  // namespace dengbao
