#include "documents/pdf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "documents/programs.h"
#include "documents/samples.h"

namespace dengbao {
namespace {

Document example(const char* id, int variant = 0) {
  return fill(samples::example(id).value(), samples::fields(variant), samples::created()).value();
}

Document page_of(std::vector<Block> blocks, DocumentKind kind = DocumentKind::Letter) {
  Document out;
  out.kind = kind;
  out.created = samples::created();
  out.blocks = std::move(blocks);
  return out;
}

std::string without_spaces(const std::string& text) {
  std::string out;
  for (char c : text)
    if (c != ' ' && c != '\n' && c != '\f') out += c;
  return out;
}

class Pdf : public ::testing::Test {
 protected:
  std::string written(const Document& document) {
    auto bytes = writer_.write(document);
    EXPECT_TRUE(bytes) << bytes.error().code;
    return bytes ? *bytes : std::string();
  }
  PdfWriter writer_ = PdfWriter::open(samples::house_style()).value();
  Folder folder_;
};

TEST_F(Pdf, EveryExampleEmbedsSubsetsOfItsFontsAndNoType3) {
  for (const char* id : samples::kExamples) {
    const std::string fonts = output_of({"pdffonts", folder_.file("a.pdf", written(example(id)))});
    int rows = 0;
    std::istringstream lines(fonts);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("name") || line.starts_with("-")) continue;
      ++rows;
      // XXXXXX+Name, and "emb sub uni" all yes.
      EXPECT_EQ(line.find('+'), 6u) << id << ": " << line;
      EXPECT_NE(line.find(" yes yes yes "), std::string::npos) << id << ": " << line;
      EXPECT_EQ(line.find("Type 3"), std::string::npos) << line;
    }
    EXPECT_GE(rows, 2) << id;
  }
}

TEST_F(Pdf, TheTextCanBeTakenOutAgain) {
  const std::string path = folder_.file("b.pdf", written(example("letter-b")));
  const std::string text = without_spaces(output_of({"pdftotext", path, "-"}));
  for (const char* words :
       {"云杉市信息化工作办公室", "云杉信办函〔2026〕12号", "云杉市卫生健康委员会、",
        "3.定级报告（GB/T22240-2020第6章）", "“第二级（S2A2G2）”", "印章处", "2026年3月2日"})
    EXPECT_NE(text.find(words), std::string::npos) << words;
}

TEST_F(Pdf, SameDocumentSameBytesWhateverCameBefore) {
  const std::string first = written(example("letter-b"));
  written(example("certificate", 7));
  written(example("monthly-summary", 5));
  EXPECT_EQ(written(example("letter-b")), first);
  PdfWriter other = PdfWriter::open(samples::house_style()).value();
  EXPECT_EQ(other.write(example("letter-b")).value(), first);
  EXPECT_NE(written(example("letter-b", 1)), first);
}

TEST_F(Pdf, TheDateInsideIsTheDocuments) {
  const std::string path = folder_.file("a.pdf", written(example("letter-a")));
  const std::string about = output_of({"pdfinfo", "-isodates", path});
  EXPECT_NE(about.find("2026-03-02T09:30:00+08"), std::string::npos) << about;
  EXPECT_NE(about.find("Pages:           1"), std::string::npos) << about;
}

TEST_F(Pdf, TheQrCodeCanBeRead) {
  for (const char* id : {"letter-a", "certificate"}) {
    const std::string path = folder_.file("a.pdf", written(example(id, 3)));
    output_of({"pdftoppm", "-r", "110", "-png", "-singlefile", path, folder_.path() + "/page"});
    EXPECT_EQ(output_of({"zbarimg", "-q", "--raw", folder_.path() + "/page.png"}),
              "https://verify.example/c/50000012345-00003\n")
        << id;
  }
}

TEST_F(Pdf, ACharacterWithoutGlyphIsNamed) {
  const auto bytes = writer_.write(page_of({Paragraph{{{"系统\U0001F600平台", false}}}}));
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, "documents.no_glyph");
  EXPECT_EQ(bytes.error().args[0].second, "\U0001F600");
  EXPECT_EQ(bytes.error().args[1].second, "U+1F600");
}

TEST_F(Pdf, RareCharactersOfNamesAreFound) {
  const std::string path =
      folder_.file("r.pdf", written(page_of({Paragraph{{{"䶮㛃㙍𬭎堃喆", false}}}})));
  const std::string text = output_of({"pdftotext", path, "-"});
  for (const char* rare : {"䶮", "㛃", "㙍", "𬭎"})
    EXPECT_NE(text.find(rare), std::string::npos) << rare;
}

TEST_F(Pdf, ControlCharactersAreRefused) {
  const auto bytes = writer_.write(page_of({Paragraph{{{"a\x01z", false}}}}));
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, "documents.control_character");
}

// [GB/T 9704-2012] 28 characters a line, 22 lines a page, as the house style sets them.
TEST_F(Pdf, ALetterPageHolds22LinesOf28Characters) {
  std::string body;
  for (int i = 0; i < 28 * 23; ++i) body += "国";
  const Paragraph paragraph{{{body, false}}, Align::Justify, Indent::None};
  auto house = samples::house_style();
  house.kinds[static_cast<std::size_t>(DocumentKind::Report)] = house.kind(DocumentKind::Letter);
  PdfWriter writer = PdfWriter::open(house).value();
  const std::string grid =
      folder_.file("h.pdf", writer.write(page_of({paragraph}, DocumentKind::Report)).value());
  const std::string text = output_of({"pdftotext", "-f", "1", "-l", "1", grid, "-"});
  int lines = 0;
  for (const auto& line : split(text, '\n')) {
    if (line.find("国") == std::string::npos) continue;
    ++lines;
    EXPECT_EQ(characters(trim(line)), 28u);
  }
  EXPECT_EQ(lines, 22);
}

TEST_F(Pdf, NoLineBeginsWithAClosingMark) {
  for (int shift = 0; shift < 12; ++shift) {
    std::string body;
    for (int i = 0; i < shift; ++i) body += "起";
    for (int i = 0; i < 40; ++i) body += "《办法》（试行），第一条。";
    const std::string path = folder_.file("k.pdf", written(page_of({Paragraph{{{body, false}}}})));
    for (const auto& line : split(output_of({"pdftotext", path, "-"}), '\n')) {
      const std::string start(trim(line).substr(0, 3));
      for (const char* mark : {"，", "。", "）", "》"}) EXPECT_NE(start, mark) << line;
      const auto trimmed = trim(line);
      const std::string end(trimmed.size() < 3 ? trimmed : trimmed.substr(trimmed.size() - 3));
      for (const char* mark : {"（", "《"}) EXPECT_NE(end, mark) << line;
    }
  }
}

TEST_F(Pdf, TableHeadStandsOnEveryPageAndAllRowsArrive) {
  const std::string path = folder_.file("m.pdf", written(example("monthly-summary")));
  const std::string text = output_of({"pdftotext", "-layout", path, "-"});
  const auto pages = split(text, '\f');
  ASSERT_GE(pages.size(), 3u);
  for (std::size_t i = 0; i + 2 < pages.size(); ++i)
    EXPECT_NE(pages[i].find("备案表收到日期"), std::string::npos) << "page " << i + 1;
  for (int i = 1; i <= 30; ++i)
    EXPECT_NE(without_spaces(text).find("（第" + std::to_string(i)), std::string::npos) << i;
}

TEST_F(Pdf, ASignatureNeverStandsAlone) {
  for (int lines = 10; lines < 24; ++lines) {
    std::string body;
    for (int i = 0; i < lines * 28; ++i) body += "国";
    const std::string path = folder_.file(
        "s.pdf", written(page_of({Paragraph{{{body, false}}},
                                  Signature{{"某办公室"}, "2026年3月2日", "印章处"}})));
    for (const auto& page : split(output_of({"pdftotext", path, "-"}), '\f')) {
      const bool signed_here = page.find("某办公室") != std::string::npos;
      EXPECT_TRUE(!signed_here || page.find("国") != std::string::npos) << lines << " lines";
    }
  }
}

TEST_F(Pdf, ASignatureTakesTheLastRowsOfItsTableWithIt) {
  for (std::size_t rows = 18; rows < 40; ++rows) {
    Table table{{{"序号", 1, Align::Left}}, {}};
    for (std::size_t i = 0; i < rows; ++i) table.rows.push_back({"行"});
    Document document =
        page_of({table, Signature{{"某办公室"}, "2026年3月2日", ""}}, DocumentKind::Sheet);
    const std::string path = folder_.file("t.pdf", written(document));
    for (const auto& page : split(output_of({"pdftotext", path, "-"}), '\f')) {
      const bool signed_here = page.find("某办公室") != std::string::npos;
      EXPECT_TRUE(!signed_here || page.find("行") != std::string::npos) << rows << " rows";
    }
  }
}

TEST_F(Pdf, ACertificateIsOnePageWithoutNumber) {
  const std::string path = folder_.file("c.pdf", written(example("certificate")));
  EXPECT_NE(output_of({"pdfinfo", path}).find("Pages:           1\n"), std::string::npos);
  EXPECT_EQ(output_of({"pdftotext", path, "-"}).find("— 1 —"), std::string::npos);
}

TEST_F(Pdf, ARowHigherThanAPageGoesOn) {
  std::string cell;
  for (int i = 1; i <= 90; ++i) cell += "第" + std::to_string(i) + "行\n";
  const Table table{{{"内容", 1, Align::Left}}, {{cell}}};
  const std::string path = folder_.file("w.pdf", written(page_of({table}, DocumentKind::Sheet)));
  const std::string text = output_of({"pdftotext", path, "-"});
  for (int i = 1; i <= 90; ++i)
    EXPECT_NE(text.find("第" + std::to_string(i) + "行"), std::string::npos) << i;
}

TEST_F(Pdf, ALongLetterheadStaysOnOneLine) {
  const std::string issuer =
      "云杉市网络安全和信息化委员会办公室电子政务信息安全等级保护工作领导小组";
  const std::string path = folder_.file("l.pdf", written(page_of({Letterhead{issuer}})));
  EXPECT_EQ(split(output_of({"pdftotext", path, "-"}), '\n').front(), issuer);
}

TEST(PdfFontsOpen, NamesTheFaceThatHasNoFont) {
  HouseStyle house = samples::house_style();
  house.faces[static_cast<std::size_t>(Face::KaiTi)].pdf = {"No Such Kai"};
  const auto writer = PdfWriter::open(house);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, "documents.no_font");
  EXPECT_EQ(writer.error().args[0].second, "kaiti");
}

}  // namespace
}  // namespace dengbao
