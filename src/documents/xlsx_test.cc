#include "documents/xlsx.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

namespace dengbao {
namespace {

XlsxWorkbook small() {
  XlsxSheet sheet;
  sheet.name = "被拒行/9月";
  sheet.header = {"单位名称", "原因"};
  sheet.rows = {{XlsxCell::of("云杉大学"), XlsxCell::of("=1+1")},
                {XlsxCell::of("-5"), XlsxCell::of("@SUM(A1)")},
                {XlsxCell::of(3.5), XlsxCell::of(*Date::parse("2026-02-10"))},
                {},
                {XlsxCell{}, XlsxCell::of("a<b>&\"c\"\n第二行")}};
  return {{sheet, sheet}, "标题", Instant::start_of(*Date::parse("2026-02-10"))};
}

std::string part(const std::string& bytes, const char* name) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  EXPECT_TRUE(archive);
  std::string out;
  if (zip_file_t* file = zip_fopen(archive, name, 0)) {
    std::string buffer(4096, '\0');
    for (zip_int64_t n = 0; (n = zip_fread(file, buffer.data(), buffer.size())) > 0;)
      out.append(buffer, 0, static_cast<std::size_t>(n));
    zip_fclose(file);
  }
  zip_close(archive);
  return out;
}

TEST(Xlsx, WritesTextNumbersAndDates) {
  const auto bytes = render_xlsx(small());
  ASSERT_TRUE(bytes) << bytes.error().detail;
  const std::string sheet = part(*bytes, "xl/worksheets/sheet1.xml");
  EXPECT_NE(sheet.find("云杉大学"), std::string::npos);
  EXPECT_NE(sheet.find("<v>3.5</v>"), std::string::npos);
  EXPECT_NE(sheet.find("<v>46063</v>"), std::string::npos);  // 2026-02-10
  EXPECT_NE(sheet.find("a&lt;b&gt;&amp;"), std::string::npos);
  EXPECT_NE(part(*bytes, "xl/styles.xml").find("yyyy-mm-dd"), std::string::npos);
}

TEST(Xlsx, NeverWritesAFormula) {
  const std::string sheet = part(*render_xlsx(small()), "xl/worksheets/sheet1.xml");
  EXPECT_EQ(sheet.find("<f>"), std::string::npos);
  EXPECT_NE(sheet.find("=1+1"), std::string::npos);
  EXPECT_NE(sheet.find("@SUM(A1)"), std::string::npos);
}

TEST(Xlsx, LaysOutASheetToBePrinted) {
  XlsxSheet sheet;
  sheet.name = "指引";
  sheet.header = {"要求", "记录"};
  sheet.rows = {{XlsxCell::of("一二三四五六七八九十一二三四五六七八九十"), XlsxCell{}},
                {XlsxCell::of("短"), XlsxCell{}}};
  sheet.print = XlsxPrint{"测评指引", {20, 10}, "甲 & 乙"};
  const auto bytes = render_xlsx({{sheet}, "标题", {}});
  ASSERT_TRUE(bytes) << bytes.error().detail;
  const std::string xml = part(*bytes, "xl/worksheets/sheet1.xml");
  const auto has = [](const std::string& text, const char* what) {
    EXPECT_NE(text.find(what), std::string::npos) << what << " in " << text;
  };
  has(xml, "orientation=\"landscape\"");
  has(xml, "paperSize=\"9\"");    // A4
  has(xml, "fitToHeight=\"0\"");  // as many pages as it takes
  has(xml, "ySplit=\"2\"");       // title and header stay in sight
  has(xml, "<c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>测评指引");
  has(xml, "<c r=\"B3\" s=\"3\"/>");   // room for a record, ruled
  has(xml, "<row r=\"3\" ht=\"31\"");  // two lines of text
  has(xml, "甲 &amp;&amp; 乙&amp;R&amp;8&amp;P / &amp;N");
  has(part(*bytes, "xl/workbook.xml"), "Print_Titles\" localSheetId=\"0\">'指引'!$1:$2<");
}

TEST(Xlsx, FitsTheNamesOfSheets) {
  const std::string book = part(*render_xlsx(small()), "xl/workbook.xml");
  EXPECT_NE(book.find("name=\"被拒行_9月\""), std::string::npos) << book;
  EXPECT_NE(book.find("name=\"被拒行_9月 (2)\""), std::string::npos) << book;
}

TEST(Xlsx, IsTheSameBytesAtTheSameInstant) {
  EXPECT_EQ(*render_xlsx(small()), *render_xlsx(small()));
}

TEST(Xlsx, RefusesWhatTheFormatCannotHold) {
  XlsxWorkbook book = small();
  book.sheets[0].rows[0][0] = XlsxCell::of(std::string(40'000, 'x'));
  EXPECT_EQ(render_xlsx(book).error().code, "xlsx.text_too_long");
  EXPECT_EQ(render_xlsx({}).error().code, "xlsx.no_sheet");
}

TEST(Xlsx, WritesTheWholeFileOrNone) {
  const std::string folder = testing::TempDir() + "/dengbao-xlsx-test";
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/out.xlsx";
  ASSERT_TRUE(write_xlsx(small(), path));
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  EXPECT_EQ(all.str(), *render_xlsx(small()));
  XlsxWorkbook wrong = small();
  wrong.sheets[0].rows[0][0] = XlsxCell::of(std::string(40'000, 'x'));
  EXPECT_FALSE(write_xlsx(wrong, folder + "/none.xlsx"));
  EXPECT_EQ(write_xlsx(small(), folder + "/no/such/out.xlsx").error().kind, ErrorKind::External);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files += entry.is_regular_file();
  EXPECT_EQ(files, 1U);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace dengbao
