#include "intake/cell_values.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "base/text.h"
#include "intake/text_forms.h"
#include "intake/xlsx_parts.h"

namespace dengbao::intake {
namespace {

const HeaderWords& words() {
  static const HeaderWords out = [] {
    std::ifstream in(std::string(DENGBAO_SOURCE_DIR) + "/law/intake/headers.yaml");
    std::stringstream text;
    text << in.rdbuf();
    return *parse_header_words(text.str(), "headers.yaml");
  }();
  return out;
}

Cell cell(std::string_view text, CellKind kind = CellKind::Text) {
  return {0, kind, text};
}

TEST(Dates, ComeInManyForms) {
  const std::pair<const char*, const char*> rows[] = {
      {"2023-05-06", "2023-05-06"},
      {"2023/5/6", "2023-05-06"},
      {" 2021. 5. 13 ", "2021-05-13"},
      {"２０２３．０５．０６", "2023-05-06"},
      {"20230506", "2023-05-06"},
      {"2023年5月6日", "2023-05-06"},
      {"二〇二三年五月六日", "2023-05-06"},
      {"二零二三年十二月三十一日", "2023-12-31"},
      {"二○二三年十月廿一日", "2023-10-21"},
      {"23.5.6", "2023-05-06"},
      {"23-05-06", "2023-05-06"},
      {"2023-05-06 10:30:00", "2023-05-06"},
      {"2023-05-06T10:30:00+08:00", "2023-05-06"},
      {"2023年5月6日 上午10:30", "2023-05-06"},
      {"45052", "2023-05-06"},
      {"May 6, 2023", "2023-05-06"},
      {"6 May 2023", "2023-05-06"},
      {"6-may-23", "2023-05-06"},
      {"25/12/2023", "2023-12-25"},
      {"12/25/2023", "2023-12-25"},
      {"2024-02-29", "2024-02-29"},
      {"2023年5月6号", "2023-05-06"},
  };
  for (const auto& [text, iso] : rows) {
    const auto read = read_date(cell(text), false);
    ASSERT_TRUE(read.value) << text;
    EXPECT_EQ(read.value->iso(), iso) << text;
  }
  for (const char* text : {"2023", "2023年", "2023年5月", "2023-05", "去年5月", "0000-00-00",
                           "2019.13.05", "2023-02-29", "05/06/2023", "230506", "1823-05-06",
                           "2023-05-06-07", "五月六日", "2023-05-0610:30", "abc", "一二三"})
    EXPECT_TRUE(read_date(cell(text), false).unreadable) << text;
}

TEST(Dates, NumbersCountFromTheWorkbooksDay) {
  EXPECT_EQ(read_date(cell("45052", CellKind::Date), false).value->iso(), "2023-05-06");
  EXPECT_EQ(read_date(cell("45052.75", CellKind::Number), false).value->iso(), "2023-05-06");
  EXPECT_EQ(read_date(cell("43590", CellKind::Date), true).value->iso(), "2023-05-06");
  EXPECT_EQ(read_date(cell("20230506", CellKind::Number), false).value->iso(), "2023-05-06");
  EXPECT_TRUE(read_date(cell("2023", CellKind::Number), false).unreadable);
  EXPECT_TRUE(read_date(cell("1e300", CellKind::Date), false).unreadable);
  EXPECT_TRUE(read_date(cell("nan", CellKind::Number), false).unreadable);
}

TEST(Levels, ComeInManyForms) {
  for (const char* text :
       {"三级", "第三级", "等保三级", "3", "３", "3级", "第3级", "Ⅲ级", "III", "叁级", "Level 3",
        "三级等保", "等级保护三级", "3.0", " 三 级 ", "第三级（监督保护级）"}) {
    const auto read = read_grade(text, words());
    ASSERT_TRUE(read.value) << text;
    EXPECT_EQ(read.value->level, 3) << text;
  }
  const auto both = read_grade("等保三级（S3A2）", words());
  EXPECT_EQ(both.value->s, 3);
  EXPECT_EQ(both.value->a, 2);
  EXPECT_FALSE(both.value->contradictory);
  EXPECT_EQ(read_grade("S2A1G2", words()).value->level, 2);
  EXPECT_TRUE(read_grade("S3A2G2", words()).value->contradictory);
  EXPECT_TRUE(read_grade("二级(S3A2)", words()).value->contradictory);
  for (const char* text : {"高", "0", "6", "三/四级", "S6A1", "级", "三四级", "-1"})
    EXPECT_TRUE(read_grade(text, words()).unreadable) << text;
  for (const char* text : {"未定级", "待定", "TBD"}) {
    EXPECT_FALSE(read_grade(text, words()).unreadable) << text;
    EXPECT_FALSE(read_grade(text, words()).value) << text;
  }
  EXPECT_EQ(read_partial_grade("S3", 's', words()).value, 3);
  EXPECT_TRUE(read_partial_grade("A3", 's', words()).unreadable);
}

TEST(FilingNumbers, AreElevenAndFive) {
  for (const char* text :
       {"99010100013-15001", "９９０１０１０００１３－１５００１", "99010100013 - 15001",
        "99010100013—15001", "99010100013–15001", "99010100013−15001",
        "证书编号：99010100013-15001", "备案号 No.99010100013-15001"})
    EXPECT_EQ(read_filing_number(text).value, "99010100013-15001") << text;
  for (const char* text :
       {"9901010000-24001", "9901010001315001", "99010100013-1500", "99010100013-150011",
        "99010100013-15001-24", "99010100013-15001、99010100013-15002", "有", "99010100013-"})
    EXPECT_TRUE(read_filing_number(text).unreadable) << text;
}

TEST(Contacts, AreSplit) {
  const std::tuple<const char*, const char*, const char*> rows[] = {
      {"联系人01 0900-5550101", "联系人01", "0900-5550101"},
      {"联系人01：０９００－５５５０１０１", "联系人01", "0900-5550101"},
      {"联系人01/0900-5550101", "联系人01", "0900-5550101"},
      {"联系人01（0900-5550101）", "联系人01", "0900-5550101"},
      {"联系人010900-5550101", "联系人01", "0900-5550101"},
      {"张工13800005555", "张工", "13800005555"},
      {"138 0000 5555 张工", "张工", "13800005555"},
      {"联系人：张工，电话：0900 5550101", "张工", "0900-5550101"},
      {"张工、李工", "张工、李工", ""},
      {"张 三 0900-5550101", "张三", "0900-5550101"},
      {"0900-5550101/13800005555", "", "0900-5550101、13800005555"},
      {"Li Wei, +86-900-5550101", "Li Wei", "+86-900-5550101"},
  };
  for (const auto& [text, person, phone] : rows) {
    const ContactText read = split_contact(text);
    EXPECT_EQ(read.person, person) << text;
    EXPECT_EQ(read.phone, phone) << text;
  }
}

TEST(Scores, AreHundredths) {
  EXPECT_EQ(read_score("85.1分").value, 8510);
  EXPECT_EQ(read_score("９６．３４").value, 9634);
  EXPECT_EQ(read_score("90.68000000000001").value, 9068);
  for (const char* text : {"优", "101", "-1", "85/100"})
    EXPECT_TRUE(read_score(text).unreadable) << text;
}

TEST(Blanks, SayNothing) {
  BlankTexts blanks(words());
  const auto blank = [&](const char* text, Field field) {
    return (blanks.of(text) >> at(field) & 1U) != 0;
  };
  for (const char* text :
       {"", "/", "-", "—", "——", "－", "无", " 无 ", "N/A", "n/a", "　", "\u200b"})
    EXPECT_TRUE(blank(text, Field::System)) << text;
  EXPECT_TRUE(blank("未备案", Field::FilingNo));
  EXPECT_FALSE(blank("未备案", Field::System));
  EXPECT_FALSE(blank("无此码", Field::CreditCode));
  EXPECT_FALSE(blank("0", Field::Level));
}

TEST(Texts, AreShownAsWrittenButForTheNoise) {
  EXPECT_EQ(shown(" 地理信息 系统（GIS）\u200b\n"), "地理信息系统（GIS）");
  EXPECT_EQ(shown("生产管理系统(ＭＥＳ)"), "生产管理系统（MES）");
  EXPECT_EQ(shown("12 345热线"), "12345热线");
  EXPECT_EQ(shown("Oracle  EBS\u00a0system (HR)"), "Oracle EBS system(HR)");
  EXPECT_EQ(shown("“杉e办”移动端"), "“杉e办”移动端");
}

// The short way must say what the long way says.
TEST(Texts, TheShortWayIsTheSame) {
  const std::u32string alphabet =
      U"aZ09 \t()[]{}'\"-_/云杉系统（）［］｛｝：，．１Ａａ\u3000\u00a0\u200b“”—é①㈱ﬁ\u0301";
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::u32string text;
    for (unsigned i = random() % 8; i-- > 0;) text += alphabet[random() % alphabet.size()];
    EXPECT_EQ(plain(utf8(text)), comparable(utf8(text))) << utf8(text);
  }
}

TEST(Formats, SayWhetherANumberIsADate) {
  for (const char* format :
       {"yyyy/m/d", "yyyy\"年\"m\"月\"d\"日\"", "m月d日", "[$-804]yyyy年m月", "dd-mmm-yy",
        "yyyy-mm-dd h:mm:ss", "e年m月", "[$-F800]dddd, mmmm dd, yyyy", "yyyy/m/d;@"})
    EXPECT_TRUE(is_date_format(format)) << format;
  for (const char* format : {"General", "0.00", "0.00E+00", "h:mm", "[h]:mm:ss", "@", "#,##0\"年\"",
                             "[Red]0", "_-* #,##0_-", "\\d0"})
    EXPECT_FALSE(is_date_format(format)) << format;
}

TEST(Escapes, AreUndone) {
  EXPECT_EQ(unescape("a_x000D_b_x4E91_"), "a\rb云");
  EXPECT_EQ(unescape("a_x00_ _xZZZZ_ _xD800_"), "a_x00_ _xZZZZ_ _xD800_");
}

}  // namespace
}  // namespace dengbao::intake
