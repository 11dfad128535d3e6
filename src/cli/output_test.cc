#include "cli/output.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace dengbao::cli {
namespace {

const Screen kPlain{true, false, 0};

Answer rows() {
  Answer a;
  a.value = json::object{
      {"rows", json::array{json::object{{"name", "=1+1"}, {"n", -3}, {"ok", true}},
                           json::object{{"name", "a,\"b\""}, {"n", 4}, {"ok", nullptr}}}}};
  a.rows = "rows";
  return a;
}

TEST(Output, CsvHasABomAndRunsNoFormula) {
  EXPECT_EQ(rendered(rows(), Format::Csv, kPlain),
            "\xEF\xBB\xBFname,n,ok\r\n'=1+1,-3,是\r\n\"a,\"\"b\"\"\",4,\r\n");
}

TEST(Output, EveryStartOfAFormulaIsNeutralised) {
  for (const char* text : {"=x", "+x", "-x", "@x", "\tx", "\rx", "\nx", "＝x", "＠x"}) {
    Answer a;
    a.value = json::array{json::object{{"v", text}}};
    EXPECT_NE(rendered(a, Format::Csv, kPlain).find("'" + std::string(text)), std::string::npos);
    // Members that somebody named stand in the heading.
    a.value = json::array{json::object{{text, "v"}}};
    EXPECT_NE(rendered(a, Format::Csv, kPlain).find("'" + std::string(text)), std::string::npos);
  }
}

TEST(Output, ATerminalObeysNothingThatIsShown) {
  Answer a;
  a.value = json::array{json::object{{"name", "a\x1b[2J\x07\u009b31m"}}};
  EXPECT_EQ(rendered(a, Format::Table, kPlain), "name\n───────\na[2J31m\n");
  a.value = a.value.as_array()[0];
  EXPECT_EQ(rendered(a, Format::Table, kPlain), "name  a[2J31m\n");
  a.text = "a\x1b[2J\n";
  EXPECT_EQ(rendered(a, Format::Table, kPlain), "a[2J\n");
  const Explanation e{ErrorKind::NotFound, "x", {{"id", "\x1b[2J"}}, {}, {}, {}, {}};
  EXPECT_EQ(error_line(e, Messages({}, true), true).find('\x1b'), std::string::npos);
}

TEST(Output, JsonIsTheWholeValueAndJsonLinesTheRows) {
  EXPECT_EQ(rendered(rows(), Format::Json, kPlain), json::serialize(rows().value) + "\n");
  EXPECT_EQ(
      rendered(rows(), Format::JsonLines, kPlain),
      "{\"name\":\"=1+1\",\"n\":-3,\"ok\":true}\n{\"name\":\"a,\\\"b\\\"\",\"n\":4,\"ok\":null}\n");
}

TEST(Output, TextForPeopleOnlyWhereATableWouldStand) {
  Answer a = rows();
  a.text = "words";
  EXPECT_EQ(rendered(a, Format::Table, kPlain), "words\n");
  EXPECT_EQ(rendered(a, Format::Json, kPlain).front(), '{');
}

TEST(Output, AnErrorInJsonHasExactlyFourMembers) {
  const Messages none({}, true);
  const Explanation e{ErrorKind::Refused,   "case.guard", {{"say", "x"}}, "here",
                      {"source-001 S1-07"}, {},           "secret"};
  EXPECT_EQ(error_json(e, none),
            "{\"error\":{\"kind\":\"refused\",\"code\":\"case.guard\",\"message\":\"case.guard "
            "say=x（here）。\","
            "\"citations\":[\"source-001 S1-07\"]}}\n");
}

TEST(Output, ExitCodesAreFrozen) {
  const std::pair<ErrorKind, int> codes[] = {
      {ErrorKind::Internal, 1}, {ErrorKind::Negative, 2}, {ErrorKind::Usage, 3},
      {ErrorKind::BadInput, 4}, {ErrorKind::NotFound, 5}, {ErrorKind::Refused, 6},
      {ErrorKind::Conflict, 7}, {ErrorKind::External, 8}, {ErrorKind::Interrupted, 9}};
  for (const auto& [kind, code] : codes) EXPECT_EQ(exit_code(kind), code);
}

}  // namespace
}  // namespace dengbao::cli
