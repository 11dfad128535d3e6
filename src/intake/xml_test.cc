// The scanner beside expat: what one refuses the other refuses, and both tell the same story,
// wherever the pieces are cut.

#include "intake/xml.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace dengbao::intake {
namespace {

class Story final : public XmlHandler {
 public:
  Status start(std::string_view name, const XmlAttributes& a) override {
    flush();
    told += "<" + std::string(name) + " r=" + std::string(a.get("r")) +
            " t=" + std::string(a.get("t")) + ">";
    return {};
  }
  Status end(std::string_view name) override {
    flush();
    told += "</" + std::string(name) + ">";
    return {};
  }
  void text(std::string_view piece) override { text_ += piece; }
  std::string told;

 private:
  void flush() { told += std::exchange(text_, {}); }
  std::string text_;
};

std::string tell(std::unique_ptr<XmlStream::Engine> (*engine)(XmlHandler&, std::string_view),
                 std::string_view xml, std::size_t piece) {
  Story story;
  const auto xml_engine = engine(story, "part");
  for (std::size_t at = 0; at < xml.size(); at += piece)
    if (const Status done = xml_engine->feed(xml.substr(at, piece)); !done)
      return done.error().code;
  if (const Status done = xml_engine->finish(); !done) return done.error().code;
  return story.told;
}

TEST(Xml, ScannerAndExpatTellTheSameStory) {
  for (const char* xml :
       {"<a/>", "<a></a>", "<a>x</a>", " <a> \n</a> ", "<x:a y:r='1' t=\"b\"><x:b/></x:a>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><a><!-- <b> --><?p i?></a><!-- e -->",
        "<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x4E91;</a>", "<a r='&lt;1&#10;2'/>",
        "<a><![CDATA[<b>&x;]]></a>", "<a>1\r\n2\r3\n</a>", "<a>云杉大学</a>",
        "<a  r = '1'   t='2' />", "<a t='>'>x</a >",
        // refused
        "", "x", "<a>", "<a></b>", "<a/><b/>", "<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&lt</a>",
        "<a r=1/>", "<a r='<'/>", "<a r='1't='2'/>", "< a/>", "<1/>", "<a>\x01</a>", "<a/>x",
        "<![CDATA[x]]><a/>", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<a r='&#xD800;'/>", "<a", "<a r", "<a r=", "<a r='", "<a><!-- ", "<a>]]"}) {
    const std::string expected = tell(expat_engine, xml, 1U << 20);
    for (std::size_t piece : {1U << 20, 1U, 2U, 3U, 7U})
      EXPECT_EQ(tell(scanner_engine, xml, piece), expected) << xml << " by " << piece;
  }
}

// What expat takes the scanner must take the same; what expat refuses it may refuse only as such.
TEST(Xml, RandomTextsToldAlike) {
  static constexpr std::string_view kPieces[] = {
      "<a>",  "</a>", "<b r='1'>",  "</b>",          "<c/>", "x", "&amp;", "&#66;", "云",
      "\r\n", " ",    "<!-- z -->", "<![CDATA[q]]>", "<",    ">", "&",     "'"};
  std::mt19937 random(7);
  int sound = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string xml = "<a>";
    for (unsigned i = random() % 8; i-- > 0;) xml += kPieces[random() % std::size(kPieces)];
    xml += "</a>";
    const std::string expected = tell(expat_engine, xml, 1U << 20);
    EXPECT_EQ(tell(scanner_engine, xml, 1 + random() % 9), expected) << xml;
    sound += expected.starts_with('<');
  }
  EXPECT_GT(sound, 1'000);
}

TEST(Xml, OtherEncodingsGoThroughExpat) {
  Story story;
  XmlStream xml(story, "part");
  std::string utf16 = "\xFF\xFE";
  for (char c : std::string_view("<a>x</a>")) (utf16 += c) += '\0';
  EXPECT_TRUE(xml.feed(utf16));
  EXPECT_TRUE(xml.finish());
  EXPECT_EQ(story.told, "<a r= t=>x</a>");
}

TEST(Xml, DepthIsBounded) {
  std::string deep;
  for (int i = 0; i < 500; ++i) deep += "<a>";
  EXPECT_EQ(tell(scanner_engine, deep, 100), "xlsx.depth");
  EXPECT_EQ(tell(expat_engine, deep, 100), "xlsx.depth");
}

}  // namespace
}  // namespace dengbao::intake
