// Mails to the byte: what stands in headers, and that nothing begins a line of its own.

#include "link/mime.h"

#include <gtest/gtest.h>

#include "app/carriers.h"
#include "base/hash.h"
#include "base/text.h"

namespace dengbao::link {
namespace {

TEST(Mime, HeadersAreOneLineOrFolded) {
  const struct {
    const char* text;
    std::size_t column;
    const char* header;
  } kRows[] = {
      {"due soon", 9, "due soon"},
      {"等保", 9, "=?UTF-8?B?562J5L+d?="},
      {"a\r\nBcc: x@example.org", 9, "a  Bcc: x@example.org"},
      {"=?UTF-8?B?eA==?=", 9, "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?="},
      {"", 9, ""},
  };
  for (const auto& row : kRows) EXPECT_EQ(header_text(row.text, row.column), row.header);
}

TEST(Mime, LongSubjectsAreWholeCharactersInWordsOf75) {
  std::string subject;
  for (int i = 0; i < 60; ++i) subject += "备案𠀀x";
  const std::string header = header_text(subject, 9);
  std::string back;
  for (const std::string& line : split(replace_all(header, "\r\n ", "\n"), '\n')) {
    EXPECT_LE(line.size(), 75u);
    ASSERT_TRUE(line.starts_with("=?UTF-8?B?") && line.ends_with("?=")) << line;
    const auto piece = from_base64(std::string_view(line).substr(10, line.size() - 12));
    ASSERT_TRUE(piece);
    EXPECT_TRUE(is_utf8(*piece)) << "a character is cut";
    back += *piece;
  }
  EXPECT_EQ(back, subject);
}

TEST(Mime, NamesStandBesideAddresses) {
  const struct {
    const char* name;
    const char* header;
  } kRows[] = {
      {"", "a@b.cn"},
      {"Office", "\"Office\"\r\n <a@b.cn>"},
      {"等保办", "=?UTF-8?B?562J5L+d5Yqe?=\r\n <a@b.cn>"},
      {"x\" <spy@b.cn>, \"", "=?UTF-8?B?eCIgPHNweUBiLmNuPiwgIg==?=\r\n <a@b.cn>"},
      {"x\r\n\r\nbody", "=?UTF-8?B?eCAgICBib2R5?=\r\n <a@b.cn>"},
  };
  for (const auto& row : kRows) EXPECT_EQ(mailbox(row.name, "a@b.cn", 6), row.header);
}

TEST(Mime, DatesAreThoseOfTheMainland) {
  EXPECT_EQ(mail_date(*Instant::parse("2026-03-01T17:05:09Z")), "Mon, 02 Mar 2026 01:05:09 +0800");
}

TEST(Mime, AMailIsAsciiWithShortLinesAndCrlf) {
  Letter letter;
  letter.from = "a@b.cn";
  letter.from_name = "办";
  letter.to = "c@d.cn";
  letter.id = "01J@dengbao";
  letter.at = *Instant::parse("2026-03-01T17:05:09Z");
  letter.subject = std::string(300, 'x') + "\r\nX-Evil: 1";
  letter.text = "第一行\n.\n" + std::string(500, 'y');
  const std::string text = mail_text(letter);
  EXPECT_EQ(replace_all(text, "\r\n", "").find_first_of("\r\n"), std::string::npos);
  for (const std::string& line : split(replace_all(text, "\r\n", "\n"), '\n')) {
    EXPECT_LE(line.size(), 78u);
    EXPECT_FALSE(line.starts_with("X-Evil"));
    EXPECT_NE(line, ".");
    for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
  }
  const std::string body = text.substr(text.find("\r\n\r\n") + 4);
  EXPECT_EQ(from_base64(replace_all(body, "\r\n", "")), "第一行\r\n.\r\n" + std::string(500, 'y'));
}

TEST(Address, IsOneAndNothingElse) {
  const struct {
    const char* text;
    bool good;
  } kRows[] = {{"zhang@example.org", true},
               {"zhang.san+dengbao@mail.gov.cn", true},
               {"zhang", false},
               {"@example.org", false},
               {"zhang@", false},
               {"zhang@exa mple.org", false},
               {"zhang@example.org\r\nRCPT TO:<x@y>", false},
               {"a@b@c.org", false},
               {"<zhang@example.org>", false},
               {"\"a b\"@example.org", false},
               {"张@example.org", false},
               {"zhang@-example.org", false},
               {"zhang@example..org", false}};
  for (const auto& row : kRows) EXPECT_EQ(is_mail_address(row.text), row.good) << row.text;
}

TEST(Origin, IsSchemeHostAndPort) {
  const struct {
    const char* url;
    const char* origin;
  } kRows[] = {{"https://Hooks.Example.org/x?y#z", "https://hooks.example.org"},
               {"https://h.org:443/", "https://h.org"},
               {"https://h.org:8443", "https://h.org:8443"},
               {"http://127.0.0.1:9", "http://127.0.0.1:9"},
               {"http://[::1]:9/x", "http://[::1]:9"},
               {"https://user@h.org/", ""},
               {"https://h.org\\@evil.org/", "https://h.org"},
               {"https://h.org:80x/", ""},
               {"https:///x", ""},
               {"ftp://h.org/", ""},
               {"file:///etc/passwd", ""},
               {"h.org", ""},
               {"https", ""},
               {"http:", ""},
               {"://", ""},
               {"https://", ""},
               {"https://:1", ""},
               {"https://h.org/a b", ""},
               {"https://h.org/\r\nX: y", ""},
               {"", ""}};
  for (const auto& row : kRows) EXPECT_EQ(origin_of(row.url), row.origin) << row.url;
}

}  // namespace
}  // namespace dengbao::link
