#include "app/messages.h"

#include <gtest/gtest.h>

#include <set>

#include "app/law_library.h"
#include "base/yaml.h"

namespace dengbao {
namespace {

const LawFiles& embedded() {
  static const LawFiles files = LawLibrary::open("")->files();
  return files;
}

LawFiles small() {
  return {{"messages/x.zh-CN.yaml",
           "a.b: {what: '缺少“{name}”', cure: '是否指“{nearest}”？请补上'}\n"
           "a.place: {what: '{where} 有误。', cure: 请更正}\n"
           "a.say: {what: '{say}', cure: ''}\n"},
          {"messages/x.en.yaml",
           "a.b: {what: '“{name}” is missing', cure: 'Did you mean “{nearest}”? Add it'}\n"
           "a.place: {what: '{where} is wrong.', cure: Put it right}\n"
           "a.say: {what: '{say}', cure: ''}\n"}};
}

struct Example {
  Explanation e;
  std::string zh, en;
};

TEST(Messages, SayWhatWhereAndHowToPutItRight) {
  const Example examples[] = {
      {{ErrorKind::BadInput, "a.b", {{"name", "x"}, {"nearest", "y"}}, "f.yaml:3", {}, {}, {}},
       "缺少“x”（f.yaml:3）。是否指“y”？请补上。",
       "“x” is missing (f.yaml:3). Did you mean “y”? Add it."},
      {{ErrorKind::BadInput,
        "a.b",
        {{"name", "x"}, {"nearest", ""}},
        "",
        {"source-001 S1-07"},
        {},
        {}},
       "缺少“x”。请补上。〔source-001 S1-07〕",
       "“x” is missing. Add it.〔source-001 S1-07〕"},
      {{ErrorKind::BadInput, "a.place", {}, "f", {}, {}, {}},
       "f 有误。请更正。",
       "f is wrong. Put it right."},
      {{ErrorKind::Refused, "a.say", {{"say", "不行"}, {"say_en", "no"}}, "", {}, {}, {}},
       "不行。",
       "no."},
      {{ErrorKind::Internal, "no.text", {{"k", "v"}}, "", {}, {}, "secret"},
       "no.text k=v。",
       "no.text k=v."},
  };
  for (const Example& x : examples) {
    EXPECT_EQ(Messages(small(), true).text(x.e), x.zh);
    EXPECT_EQ(Messages(small(), false).text(x.e), x.en);
  }
}

std::set<std::string> codes(std::string_view ending) {
  std::set<std::string> out;
  for (const auto& [path, text] : embedded()) {
    if (!path.starts_with("messages/") || !path.ends_with(ending)) continue;
    const auto root = parse_yaml(text, path);
    EXPECT_TRUE(root) << path;
    if (!root) continue;
    for (const auto& [code, entry] : root->members)
      EXPECT_TRUE(out.insert(code).second) << code << " stands in two catalogues";
  }
  return out;
}

TEST(Messages, BothLanguagesHaveTheSameCodes) {
  const auto chinese = codes(".zh-CN.yaml");
  EXPECT_EQ(chinese, codes(".en.yaml"));
  EXPECT_GT(chinese.size(), 200U);
}

}  // namespace
}  // namespace dengbao
