// Lines of a calendar: folded at 75 bytes without cutting a character, and texts that stay texts.

#include "app/calendar_feed.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace dengbao {
namespace {

TEST(CalendarFeed, LinesAreFoldedBetweenCharacters) {
  std::string line = "DESCRIPTION:";
  for (int i = 0; i < 80; ++i) line += i % 3 == 0 ? "x" : i % 3 == 1 ? "备" : "𠀀";
  for (std::size_t cut = 0; cut < 12; ++cut) {
    const std::string text = line.substr(cut), out = folded(text);
    EXPECT_TRUE(out.ends_with("\r\n"));
    std::string back;
    bool first = true;
    for (const std::string& piece : split(replace_all(out, "\r\n", "\n"), '\n')) {
      EXPECT_LE(piece.size(), 75u);
      EXPECT_TRUE(is_utf8(piece)) << "a character is cut";
      if (!first && !piece.empty()) {
        EXPECT_EQ(piece.front(), ' ');
      }
      back += first || piece.empty() ? piece : piece.substr(1);
      first = false;
    }
    EXPECT_EQ(back, text);
  }
  EXPECT_EQ(folded(std::string(75, 'x')), std::string(75, 'x') + "\r\n");
  EXPECT_EQ(folded(std::string(76, 'x')), std::string(75, 'x') + "\r\n x\r\n");
  EXPECT_EQ(folded(""), "\r\n");
}

TEST(CalendarFeed, TextsCannotBecomeLines) {
  EXPECT_EQ(ics_text("a,b;c\\d\r\ne\x01"), "a\\,b\\;c\\\\d\\ne");
  EXPECT_EQ(ics_text("x\nEND:VEVENT"), "x\\nEND:VEVENT");
}

TEST(CalendarFeed, ATokenIsKnownByItsDigestOnly) {
  EXPECT_EQ(feed_code("a").size(), 64u);
  EXPECT_NE(feed_code("a"), feed_code("b"));
}

}  // namespace
}  // namespace dengbao
