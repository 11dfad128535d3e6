// Each rule of the house on a small tree that breaks it, and on one that does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tidy/rules.h"
#include "tidy/tracked.h"

namespace tidy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// A folder that is gone after the test.
class SmallTree {
 public:
  SmallTree() {
    std::string name = (fs::temp_directory_path() / "dengbao-tidy-XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  ~SmallTree() { fs::remove_all(root_); }
  SmallTree(const SmallTree&) = delete;
  SmallTree& operator=(const SmallTree&) = delete;

  SmallTree& with(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
    return *this;
  }

  const fs::path& root() const { return root_; }

  // "path:line what" of each finding, in one text.
  std::string findings(void (*rule)(const Tree&, Findings&)) const {
    Findings found;
    rule(read_tree(root_), found);
    std::string text;
    for (const Finding& finding : found) {
      EXPECT_FALSE(finding.instead.empty()) << finding.what;
      text += finding.path + ":" + std::to_string(finding.line) + " " + finding.what + "\n";
    }
    return text;
  }

 private:
  fs::path root_;
};

// base <- law <- app, and a store that may use law but not app.
constexpr const char* kTable =
    "dengbao_module(base LINK fmt::fmt)  # not base: dengbao_module(ghost USES app)\n"
    "dengbao_module(law USES base)\n"
    "dengbao_module(domain FOLDERS domain/grading domain/filing USES law)\n"
    "dengbao_module(app USES domain\n"
    "               LINK PkgConfig::ZIP)\n";

TEST(Layers, FollowTheTable) {
  const struct {
    const char* path;
    const char* include;
    const char* expected;  // "" when sound
  } rows[] = {
      {"src/law/pack.cc", "base/text.h", ""},
      {"src/app/run.cc", "base/text.h", ""},  // through domain and law
      {"src/base/text.cc", "law/pack.h", "src/base/text.cc:1 base must not include law"},
      {"src/law/pack.cc", "app/run.h", "law must not include app"},
      {"src/domain/filing/a.cc", "domain/grading/b.h",
       "domain/filing must not include domain/grading"},
      {"src/domain/filing/a.cc", "domain/filing/b.h", ""},
      {"src/law/deep/x.cc", "base/text.h", "src/law/deep is in no module"},
      {"src/law/x.cc", "web/page.h", "\"web/page.h\" is in no module"},
      {"apps/dengbao/main.cc", "app/run.h", ""},
  };
  for (const auto& [path, include, expected] : rows) {
    SmallTree tree;
    tree.with("src/CMakeLists.txt", kTable)
        .with(path, std::string("#include \"") + include + "\"\n");
    const std::string found = tree.findings(check_layers);
    if (*expected == '\0') {
      EXPECT_EQ(found, "") << path << " → " << include;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << path << " → " << include;
    }
  }
}

TEST(Layers, IncludesInCommentsDoNotCount) {
  SmallTree tree;
  tree.with("src/CMakeLists.txt", kTable).with("src/base/a.cc", "// #include \"law/pack.h\"\n");
  EXPECT_EQ(tree.findings(check_layers), "");
}

TEST(Layers, TestsMayIncludeWhatTestsShare) {
  SmallTree tree;
  tree.with("src/CMakeLists.txt", kTable)
      .with("tests/conformance/store.h", "")
      .with("src/law/a_test.cc", "#include \"conformance/store.h\"\n");
  EXPECT_EQ(tree.findings(check_layers), "");
  tree.with("src/law/a.cc", "#include \"conformance/store.h\"\n");
  EXPECT_THAT(tree.findings(check_layers), HasSubstr("src/law/a.cc:1"));
}

TEST(Layers, RingsAndUnknownModulesAreFound) {
  SmallTree tree;
  tree.with("src/CMakeLists.txt", "dengbao_module(a USES b)\ndengbao_module(b USES a nobody)\n");
  const std::string found = tree.findings(check_layers);
  EXPECT_THAT(found, HasSubstr("src/CMakeLists.txt:1 a reaches itself"));
  EXPECT_THAT(found, HasSubstr("src/CMakeLists.txt:2 b uses nobody, which is no module"));
}

TEST(Words, HaveBetterOnes) {
  const std::string open_end = std::string("TO") + "DO";
  const std::string home = std::string("/ho") + "me/lin/x";
  const struct {
    std::string text;
    const char* expected;
  } rows[] = {
      {"int x = 1;", ""},
      {"strcpy(a, b);", "strcpy( is not used here"},
      {"snprintf(a, 3, b);", ""},
      {"std::system(a);", "system( is not used here"},
      {"solar_system(a);", ""},
      {"shell.system(a);", ""},
      {"// strcpy( in a comment", ""},
      {"auto s = \"std::regex\";", ""},
      {"auto s = R\"(std::regex \" )\"; std::regex r;", "std::regex is not used here"},
      {"std::cout << 1;", "std::cout is not used here"},
      {"time(nullptr);", "time(nullptr) is not used here"},
      {"std::random_device r;", "std::random_device is not used here"},
      {"TEST(A, DISABLED_B) {}", "DISABLED_ is not used here"},
      {"class CaseManager {};", "the name CaseManager"},
      {"struct TextUtil {};", "the name TextUtil"},
      {"enum class PageHelper {};", "the name PageHelper"},
      {"using StoreImpl = int;", "the name StoreImpl"},
      {"struct Implication {};", ""},
      {"// " + open_end + " later", "without an issue"},
      {"// " + open_end + "(#12) later", ""},
      {"auto p = \"" + home + "\";", "a path of one machine"},
      {"auto p = \"base" + home + "\";", ""},
      {"// " + std::string(98, 'x'), "101 characters wide"},
      {"// " + std::string(97, 'x'), ""},
  };
  for (const auto& [text, expected] : rows) {
    SmallTree tree;
    tree.with("src/base/a.cc", text + "\n");
    const std::string found = tree.findings(check_words);
    if (*expected == '\0') {
      EXPECT_EQ(found, "") << text;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << text;
    }
  }
}

TEST(Words, LinksOfTheDocumentationLeadSomewhere) {
  SmallTree tree;
  tree.with("docs/a.md", "[b](b.md) [c](c.md#part) [web](https://example.org) [up](../README.md)\n")
      .with("docs/b.md", "x\n");
  const std::string found = tree.findings(check_words);
  EXPECT_THAT(found, HasSubstr("a link to c.md, which is not there"));
  EXPECT_THAT(found, HasSubstr("a link to ../README.md"));
  EXPECT_THAT(found, Not(HasSubstr("b.md")));
}

std::string function_of(int lines, const std::string& header = "int long_one(int x)") {
  std::string text = header + " {\n";
  for (int i = 0; i < lines - 2; ++i) text += "  x += 1;\n";
  return text + "}\n";
}

TEST(Lengths, LongFunctionsAreFoundWhereverTheyStand) {
  const struct {
    std::string text;
    const char* expected;
  } rows[] = {
      {function_of(60), ""},
      {function_of(61), "src/base/a.cc:1 long_one has 61 lines, more than 60"},
      {"namespace a {\nnamespace {\n" + function_of(61) + "}\n}\n", "a.cc:3 long_one has 61"},
      {"class A : public B {\n public:\n" + function_of(61) + "};\n", "a.cc:3 long_one has 61"},
      {function_of(61, "A::A(int x) : a_{1}, b_(2)"), "a.cc:1 A::A has 61 lines"},
      {"const int kTable[] = {\n" + std::string(80, '\n') + "};\n", ""},
      {"struct Row {\n" + std::string(80, '\n') + "};\n", ""},
      {"int f() { return 1; }\n" + std::string(80, '\n') + "int g() { return '}'; }\n", ""},
      {function_of(61, "TEST(Case, name)"), "TEST(Case, name) has 61 lines"},
  };
  for (const auto& [text, expected] : rows) {
    SmallTree tree;
    tree.with("src/base/a.cc", text);
    const std::string found = tree.findings(check_lengths);
    if (*expected == '\0') {
      EXPECT_EQ(found, "") << text;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << text;
    }
  }
}

TEST(Lengths, LongFilesAreFound) {
  SmallTree tree;
  tree.with("src/base/a.h", std::string(401, '\n')).with("src/base/b.h", std::string(400, '\n'));
  EXPECT_EQ(tree.findings(check_lengths), "src/base/a.h:0 the file has 401 lines, more than 400\n");
}

TEST(Lengths, TheListOfExceptionsOnlyShrinks) {
  const struct {
    const char* list;
    const char* expected;
  } rows[] = {
      {"function src/base/a.cc long_one 70  # a table\n", ""},
      {"function src/base/a.cc long_one 69\n", "long_one has 70 lines, more than 69"},
      {"function src/base/a.cc long_one 75\n",
       "allow.txt:1 function src/base/a.cc long_one has shrunk"},
      {"function src/base/a.cc long_one 70\nfunction src/base/a.cc gone 80\n",
       "allow.txt:2 function src/base/a.cc gone needs no entry"},
      {"function src/base/a.cc long_one 70\nfile src/base/a.cc 500\n",
       "file src/base/a.cc needs no entry"},
      {"function src/base/a.cc long_one 70\nsomething\n",
       "allow.txt:2 an entry that cannot be read"},
  };
  for (const auto& [list, expected] : rows) {
    SmallTree tree;
    tree.with("src/base/a.cc", function_of(70)).with("tools/tidy/allow.txt", list);
    const std::string found = tree.findings(check_lengths);
    if (*expected == '\0') {
      EXPECT_EQ(found, "") << list;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << list;
    }
  }
}

TEST(Messages, StandInBothLanguagesAndForEveryCode) {
  constexpr const char* kSound = "a.late: {what: \"x {row}\", cure: \"y\"}\n";
  const struct {
    const char* chinese;
    const char* english;  // "" when there is no such file
    const char* code;
    const char* expected;
  } rows[] = {
      {kSound, kSound, "fail(ErrorKind::Refused, \"a.late\");", ""},
      {kSound, "", "", "a.zh-CN.yaml:0 a catalogue without its twin"},
      {kSound, "a.late: {what: \"x\", cure: \"y\"}\n", "",
       "a.late what: {row} here, no placeholders"},
      {kSound, "a.late: {what: \"x {row}\"}\n", "", "a.en.yaml:1 a.late is not complete"},
      {kSound, "a.late: {what: \"x {row}\", cure: y}\nb.c: {what: x, cure: y}\n", "",
       "a.en.yaml:2 b.c has no twin"},
      {"a.late: [\n", kSound, "", "a.zh-CN.yaml:0 yaml."},
      {kSound, kSound, "fail(ErrorKind::Refused,\n     \"a.early\");",
       "src/base/x.cc:2 the code a.early has no text"},
      {kSound, kSound, "fail_external(\"a.early\", \"it.is late\");", "a.early has no text"},
      {kSound, kSound, "std::unexpected<Explanation> no(int);\nauto x = no(\"a.early\");",
       "a.early has no text"},
      {kSound, kSound, "open(\"a.early\");", ""},
      {kSound, kSound, "// fail(\"a.early\")", ""},
  };
  for (const auto& [chinese, english, code, expected] : rows) {
    SmallTree tree;
    tree.with("law/messages/a.zh-CN.yaml", chinese).with("src/base/x.cc", std::string(code) + "\n");
    if (*english != '\0') tree.with("law/messages/a.en.yaml", english);
    const std::string found = tree.findings(check_messages);
    if (*expected == '\0') {
      EXPECT_EQ(found, "") << code;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << code;
    }
  }
}

// Split so that this file is none of them.
const std::string kKey =
    "-----BEGIN PRIVATE"
    " KEY-----\nx\n";

TEST(Tracked, RefusesWhatWasCommittedByMistake) {
  const struct {
    std::string path, text, expected;
  } rows[] = {
      {"docs/a.md", "text", ""},
      {"docs/large.bin", std::string(4U << 20U, 'x'), "docs/large.bin:0 4 MiB are under"},
      {"docs/nearly.bin", std::string((4U << 20U) - 1, 'x'), ""},
      {"-data/a.txt", "x", "-data/a.txt:0 the name -data is taken for an option"},
      {"src/--json", "x", "src/--json:0 the name --json is taken for an option"},
      {"src/a-b", "x", ""},
      {"tests/key.pem", kKey, "tests/key.pem:0 a private key is"},
      {"a/passphrase", "dengbao-secret-v1:00ff\n", "a/passphrase:0 a private key is"},
      {"a/b.json",
       "{\"cipher\":\"sm4-gcm\",\"type\":"
       "\"dengbao-key-v1\"}",
       "a/b.json:0 a private key is"},
      {"dengbao-data/log.key", "bytes", "dengbao-data/log.key:0 a private key is"},
      {"build/large.bin", std::string(4U << 20U, 'x'), ""},
  };
  for (const auto& [path, text, expected] : rows) {
    SmallTree tree;
    const std::string found = tree.with(path, text).findings(check_tracked);
    if (expected.empty()) {
      EXPECT_EQ(found, "") << path;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << path;
    }
  }
}

TEST(Tracked, InARepositoryLooksAtWhatIsCommittedAlone) {
  SmallTree tree;
  tree.with("dengbao-data/log.key", "bytes").with("mine.key", "bytes");
  ASSERT_TRUE(git(tree.root(), {"init", "-q"}));
  EXPECT_EQ(tree.findings(check_tracked), "") << "nothing is tracked yet";
  ASSERT_TRUE(git(tree.root(), {"add", "--", "dengbao-data"}));
  EXPECT_EQ(tree.findings(check_tracked),
            "dengbao-data/log.key:0 a private key is under version control\n");
}

TEST(Citations, ResolveInTheLaw) {
  const struct {
    const char* comment;
    const char* expected;
  } rows[] = {
      {"[source-001 S1-07]", ""},
      {"[source-001 S1-99]", "src/law/a.h:1 source-001 S1-99 is no row"},
      {"[gbt-22240-2020 §6.3]", ""},
      {"[gbt-22240-2020 §6.3 b)]", ""},
      {"[gbt-22240-2020 §6]", ""},
      {"[gbt-22240-2020 §7]", ""},
      {"[gbt-22240-2020 §9]", "gbt-22240-2020 has no clause §9"},
      {"[gbt-1 §9]", "no instrument gbt-1"},
      {"[source-001 S1-07; gbt-22240-2020 §9]", "gbt-22240-2020 has no clause §9"},
      {"[in prose] and array[3]", ""},
  };
  for (const auto& [comment, expected] : rows) {
    SmallTree tree;
    tree.with("law/rows/source-001.yaml",
              "source: source-001\nrows:\n  - {id: S1-07, kind: duty}\n")
        .with("law/packs/cn-mlps/instruments/g.yaml",
              "id: gbt-22240-2020\nclauses:\n  - {id: \"6.3\", summary: x}\n  - {id: §7, summary: "
              "x}\n")
        .with("src/law/a.h", std::string("// ") + comment + "\nint x[4]; // [no.such §1] below\n");
    std::string found = tree.findings(check_citations);
    EXPECT_THAT(found, HasSubstr("a.h:2 no instrument no.such"));
    found.erase(found.rfind("src/law/a.h:2"));
    if (*expected == '\0') {
      EXPECT_EQ(found, "") << comment;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << comment;
    }
  }
}

TEST(Citations, AreNotJudgedWithoutLaw) {
  SmallTree tree;
  tree.with("src/law/a.h", "// [source-001 S1-99]\n");
  EXPECT_EQ(tree.findings(check_citations), "");
}

}  // namespace
}  // namespace tidy
