#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/hash.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

TEST(Time, ReadsAndWritesDates) {
  EXPECT_EQ(Date::parse("2026-02-10")->iso(), "2026-02-10");
  EXPECT_EQ(Date::parse("2026-02-10")->chinese(), "2026年2月10日");
  EXPECT_EQ(Date::parse("2023-02-30").error().code, "date.impossible");
  EXPECT_EQ(Date::parse("2023-2-3").error().code, "date.form");
  EXPECT_EQ(Date::parse("2024-01-31")->plus_months(1).iso(), "2024-02-29");
  EXPECT_EQ(Date::parse("2025-12-05")->end_of_month().iso(), "2025-12-31");
}

TEST(Time, WhoeverAsksForNoReasonGetsTheSame) {
  for (const char* text :
       {"2026-02-10", "2024-02-29", "2023-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
        "0001-01-01", "9999-12-31", "2026-2-10", "2026-02-1x", "", "2026-02-10T00:00:00Z"}) {
    const auto with = Date::parse(text);
    const auto without = Date::maybe(text);
    ASSERT_EQ(with.has_value(), without.has_value()) << text;
    if (with) {
      EXPECT_EQ(*with, *without) << text;
    }
  }
  for (const char* text : {"P10WD", "P2W", "PT5S", "P", "P1", "PWD", "P1234567D", "PT1D", "10D"}) {
    const auto with = Span::parse(text);
    const auto without = Span::maybe(text);
    ASSERT_EQ(with.has_value(), without.has_value()) << text;
    if (with) {
      EXPECT_EQ(*with, *without) << text;
    }
  }
}

TEST(Time, CivilDateIsThatOfChina) {
  EXPECT_EQ(Instant::parse("2026-02-10T15:59:59Z")->date().iso(), "2026-02-10");
  EXPECT_EQ(Instant::parse("2026-02-10T16:00:00Z")->date().iso(), "2026-02-11");
  EXPECT_EQ(Instant::start_of(*Date::parse("2026-02-11")).iso(), "2026-02-10T16:00:00.000Z");
  EXPECT_EQ(Instant::parse("2026-02-11T00:00:00+08:00")->iso_local(), "2026-02-11T00:00:00+08:00");
  EXPECT_EQ(Instant::from_millis(-1).date().iso(), "1970-01-01");
  EXPECT_EQ(Instant::from_millis(-1).iso(), "1969-12-31T23:59:59.999Z");
  for (const std::string text :
       {"2026-02-10T00:00:00.000Z", "2026-12-31T23:59:59.090Z", "0999-01-02T03:04:05.006Z"})
    EXPECT_EQ(Instant::parse(text)->iso(), text);
}

TEST(Time, SpansKeepTheirUnit) {
  for (const char* text : {"P10WD", "P30D", "P24M", "P3Y", "PT30M", "PT2H", "PT72H"}) {
    const auto span = Span::parse(text);
    ASSERT_TRUE(span) << text;
    EXPECT_EQ(Span::parse(span->text()), span) << text;
  }
  EXPECT_FALSE(Span::parse("10"));
  EXPECT_FALSE(Span::parse("PT1D"));
}

TEST(Hash, VectorsOfTheStandards) {
  EXPECT_EQ(hex(digest(HashKind::Sm3, "abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(hex(digest(HashKind::Sha256, "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(from_base64(base64(bytes_of("等保"))), "等保");
  EXPECT_FALSE(from_base64("YQ=a"));
}

TEST(Text, CountsCharactersAndColumns) {
  EXPECT_EQ(characters("等保3级"), 4u);
  EXPECT_EQ(width("等保3级"), 7u);
  EXPECT_EQ(comparable("　云杉　市（HIS）\u200b"), "云杉市(HIS)");
}

TEST(Json, CanonicalSpelling) {
  EXPECT_EQ(canonical(json::parse(R"({"b":1,"a":"\u000f\n等","aa":[true,null]})")),
            "{\"a\":\"\\u000f\\n等\",\"aa\":[true,null],\"b\":1}");
}

// Each byte at each place of a text, alone and beside others that need an escape.
TEST(Json, EscapesWhatItMustWhereverItStands) {
  constexpr std::size_t kLength = 19;
  for (const std::string_view round : {"x", "等保三", "\"", "\x1f"}) {
    std::string plain;
    while (plain.size() < kLength) plain += round;
    for (std::size_t at = 0; at < kLength; ++at)
      for (int byte = 1; byte < 0x80; ++byte) {
        std::string text = plain;
        text.insert(at, 1, static_cast<char>(byte));
        if (!is_utf8(text)) continue;  // amid a Chinese character
        std::string out = "[";
        append_json(out, text);
        ASSERT_EQ(out, "[" + json::serialize(json::string(text))) << at << ' ' << byte;
      }
  }
}

TEST(Ids, SortByTime) {
  SeededRandomness random(1);
  EXPECT_LT(new_id(Instant::from_millis(1000), random), new_id(Instant::from_millis(1001), random));
}

TEST(Yaml, NamesTheLineOfWhatItRefuses) {
  EXPECT_EQ(parse_yaml("a: 1\na: 2\n", "x.yaml").error().where, "x.yaml:2");
  EXPECT_EQ(parse_yaml("a: &x 1\n", "x.yaml").error().code, "yaml.anchor");
  EXPECT_EQ(parse_yaml("a: [1\n", "x.yaml").error().code, "yaml.malformed");
  EXPECT_EQ(parse_yaml("a: {b: no}\n", "x")->find("a")->find("b")->text, "no");
}

}  // namespace
}  // namespace dengbao
