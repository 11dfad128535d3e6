#include "documents/docx.h"

#include <expat.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstdlib>
#include <map>

#include "documents/samples.h"

namespace dengbao {
namespace {

Document example(const char* id) {
  return fill(samples::example(id).value(), samples::fields(), samples::created()).value();
}

std::string written(const Document& document) {
  const auto bytes = write_docx(document, samples::house_style());
  EXPECT_TRUE(bytes) << bytes.error().code;
  return bytes ? *bytes : std::string();
}

// Every part of a package by name, as a reader sees it.
std::map<std::string, std::string> parts_of(const std::string& bytes) {
  std::map<std::string, std::string> out;
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  EXPECT_NE(archive, nullptr);
  if (!archive) return out;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat);
    std::string content(stat.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    EXPECT_EQ(zip_fread(file, content.data(), content.size()),
              static_cast<zip_int64_t>(content.size()));
    zip_fclose(file);
    out[stat.name] = std::move(content);
  }
  zip_close(archive);
  return out;
}

bool well_formed(const std::string& xml) {
  XML_Parser parser = XML_ParserCreateNS(nullptr, ' ');
  const bool sound =
      XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_OK;
  XML_ParserFree(parser);
  return sound;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Docx, EveryExampleIsAPackageOfWellFormedPartsThatAllExist) {
  for (const char* id : samples::kExamples) {
    const auto parts = parts_of(written(example(id)));
    ASSERT_TRUE(parts.contains("[Content_Types].xml")) << id;
    for (const auto& [name, content] : parts) {
      const bool xml = name.ends_with(".xml") || name.ends_with(".rels");
      EXPECT_TRUE(!xml || well_formed(content)) << id << " " << name;
    }
    // Each relation's target is there, and each relation that the body names is declared.
    const std::string& relations = parts.at("word/_rels/document.xml.rels");
    for (std::size_t at = relations.find("Target=\""); at != std::string::npos;
         at = relations.find("Target=\"", at + 1)) {
      const auto end = relations.find('"', at + 8);
      EXPECT_TRUE(parts.contains("word/" + relations.substr(at + 8, end - at - 8))) << id;
    }
    const std::string& body = parts.at("word/document.xml");
    for (const char* key : {"r:id=\"", "r:embed=\""})
      for (std::size_t at = body.find(key); at != std::string::npos; at = body.find(key, at + 1)) {
        const auto start = at + std::string(key).size();
        const std::string relation = body.substr(start, body.find('"', start) - start);
        EXPECT_TRUE(has(relations, "Id=\"" + relation + "\"")) << id << " " << relation;
      }
  }
}

TEST(Docx, NamesTheOfficialFontsForChineseAndLatin) {
  const auto parts = parts_of(written(example("letter-a")));
  const std::string& body = parts.at("word/document.xml");
  EXPECT_TRUE(has(body, "w:eastAsia=\"仿宋_GB2312\""));
  EXPECT_TRUE(has(body, "w:eastAsia=\"方正小标宋简体\""));
  std::size_t fonts = 0, both = 0;
  for (std::size_t at = body.find("<w:rFonts"); at != std::string::npos;
       at = body.find("<w:rFonts", at + 1)) {
    const std::string element = body.substr(at, body.find("/>", at) - at);
    ++fonts;
    if (has(element, "w:ascii=\"") && has(element, "w:eastAsia=\"")) ++both;
  }
  EXPECT_GT(fonts, 10u);
  EXPECT_EQ(fonts, both);
  EXPECT_TRUE(has(parts.at("word/fontTable.xml"), "w:altName w:val=\"仿宋,"));
}

TEST(Docx, HasThePageOfTheHouseStyle) {
  const std::string letter = parts_of(written(example("letter-a"))).at("word/document.xml");
  EXPECT_TRUE(has(letter, "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
  EXPECT_TRUE(has(letter, "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\""));
  EXPECT_TRUE(has(letter, "<w:docGrid w:type=\"linesAndChars\""));
  const std::string sheet = parts_of(written(example("monthly-summary"))).at("word/document.xml");
  EXPECT_TRUE(has(sheet, "w:orient=\"landscape\""));
  EXPECT_TRUE(has(sheet, "<w:tblHeader/>"));
}

TEST(Docx, PageNumbersQrCodeAndTextArrive) {
  const auto parts = parts_of(written(example("letter-b")));
  EXPECT_TRUE(has(parts.at("word/footer2.xml"), " PAGE "));
  EXPECT_TRUE(parts.at("word/media/qr1.png").starts_with("\x89PNG"));
  const std::string& body = parts.at("word/document.xml");
  for (const char* words :
       {"云杉信办函〔2026〕12号", "网络拓扑结构及说明", "（印章处）", "2026年3月2日"})
    EXPECT_TRUE(has(body, words)) << words;
  EXPECT_TRUE(has(parts.at("word/header1.xml"), "云杉市信息化工作办公室"));
}

TEST(Docx, SameDocumentSameBytesInAnyTimeZone) {
  const Document document = example("letter-b");
  const std::string first = written(document);
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  EXPECT_EQ(written(document), first);
  ::unsetenv("TZ");
  ::tzset();
}

TEST(Docx, EscapesMarkupAndRefusesControlCharacters) {
  Document document;
  document.blocks = {Paragraph{{{"甲<乙>&\"丙\"", false}}}};
  EXPECT_TRUE(
      has(parts_of(written(document)).at("word/document.xml"), "甲&lt;乙&gt;&amp;&quot;丙&quot;"));
  document.blocks = {Paragraph{{{"a\x0b", false}}}};
  const auto refused = write_docx(document, samples::house_style());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "documents.control_character");
}

}  // namespace
}  // namespace dengbao
