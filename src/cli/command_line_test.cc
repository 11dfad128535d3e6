#include "cli/command_line.h"

#include <gtest/gtest.h>

namespace dengbao::cli {
namespace {

Catalogue small() {
  Catalogue all;
  all.push_back({.word = "law check",
                 .options = {{.name = "PACK", .value = "PACK", .positional = true, .many = true}}});
  all.push_back(
      {.word = "case do",
       .options = {{.name = "CASE", .value = "ID", .positional = true, .required = true},
                   {.name = "MOVE", .value = "MOVE", .positional = true, .required = true},
                   {.name = "set", .value = "k=v", .many = true},
                   {.name = "key", .value = "K"}}});
  all.push_back({.word = "export",
                 .options = {{.name = "oscal"},
                             {.name = "level", .value = "N"},
                             {.name = "TO", .value = "PLACE", .positional = true}}});
  all.push_back({.word = "tick"});
  return all;
}

struct Example {
  std::vector<std::string> args;
  std::string code;  // of the error; empty: understood
  std::string nearest;
};

TEST(CommandLine, UnderstandsOrSaysWhatWasMeant) {
  const Catalogue catalogue = small();
  const Example examples[] = {
      {{"tick"}, "", ""},
      {{"--json", "law", "check", "a", "b"}, "", ""},
      {{"law", "--data", "law", "check"}, "", ""},
      {{"law", "check", "--as-of=2026-01-01"}, "", ""},
      {{"tock"}, "cli.unknown_command", "tick"},
      {{"law", "chekc"}, "cli.unknown_command", "law check"},
      {{"law", "check", "--jsno"}, "cli.unknown_flag", "--json"},
      {{"tick", "now"}, "cli.surplus", ""},
      {{"tick", "--data"}, "cli.value_missing", ""},
      {{"tick", "--data", "a", "--data", "b"}, "cli.given_twice", ""},
      {{"tick", "--json", "--csv"}, "cli.one_format", ""},
      {{"tick", "--lang", "fr"}, "cli.unknown_choice", ""},
      {{"tick", "--wait", "x"}, "cli.integer", ""},
      {{"tick", "--on", "2026-02-30"}, "date.impossible", ""},
      {{"case", "do", "c1"}, "cli.missing_argument", ""},
  };
  for (const Example& e : examples) {
    const auto line = read_command_line(catalogue, e.args);
    std::string shown;
    for (const std::string& a : e.args) shown += a + " ";
    ASSERT_EQ(line.has_value(), e.code.empty()) << shown;
    if (line) continue;
    EXPECT_EQ(line.error().code, e.code) << shown;
    EXPECT_EQ(line.error().kind,
              e.code.starts_with("cli.") ? ErrorKind::Usage : ErrorKind::BadInput)
        << shown;
    for (const auto& [name, value] : line.error().args)
      if (name == "nearest") {
        EXPECT_EQ(value, e.nearest) << shown;
      }
  }
}

TEST(CommandLine, TakesArgumentsAndGlobalsAnywhere) {
  const Catalogue catalogue = small();
  const auto line =
      read_command_line(catalogue, {"--data", "d", "case", "do", "--set", "a=1", "c1", "--set=b=-2",
                                    "accept", "--as", "li", "-v", "-v"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->use_case->word, "case do");
  EXPECT_EQ(line->arguments.text("CASE"), "c1");
  EXPECT_EQ(line->arguments.text("MOVE"), "accept");
  EXPECT_EQ(line->arguments.all("set"), (std::vector<std::string>{"a=1", "b=-2"}));
  EXPECT_EQ(line->globals.data, "d");
  EXPECT_EQ(line->globals.account, "li");
  EXPECT_EQ(line->globals.verbose, 2);
}

// A form of output takes no value; its place may follow it either way.
TEST(CommandLine, AFormMayBringItsPlace) {
  const Catalogue catalogue = small();
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"export", "--oscal=dir", "--level=3"},
        {"export", "--oscal", "dir", "--level", "3"},
        {"export", "--level", "3", "--oscal=dir"}}) {
    const auto line = read_command_line(catalogue, args);
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->arguments.has("oscal"));
    EXPECT_EQ(line->arguments.text("TO"), "dir");
    EXPECT_EQ(line->arguments.text("level"), "3");
  }
  EXPECT_FALSE(read_command_line(catalogue, {"tick", "--json=dir"}));
  EXPECT_FALSE(read_command_line(catalogue, {"export", "--json=dir"}));
}

TEST(CommandLine, AfterTwoDashesEverythingIsAValue) {
  const Catalogue catalogue = small();
  const auto line = read_command_line(catalogue, {"law", "check", "--", "--json", "-x"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->arguments.all("PACK"), (std::vector<std::string>{"--json", "-x"}));
  EXPECT_EQ(line->format, Format::Table);
}

TEST(CommandLine, TheSameRequestHasOneSpelling) {
  const Catalogue catalogue = small();
  const auto spelled = [&](std::vector<std::string> args) {
    return read_command_line(catalogue, std::move(args))->arguments.spelled();
  };
  const std::string plain = spelled({"case", "do", "c1", "accept", "--set", "a=1"});
  EXPECT_EQ(plain, spelled({"case", "do", "--json", "--set", "a=1", "c1", "accept", "--key", "k"}));
  EXPECT_NE(plain, spelled({"case", "do", "c1", "accept", "--set", "a=2"}));
  EXPECT_NE(plain, spelled({"case", "do", "c1", "accept", "--set", "a=1", "--on", "2026-01-01"}));
}

}  // namespace
}  // namespace dengbao::cli
