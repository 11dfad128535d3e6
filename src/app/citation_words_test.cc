#include "app/citation_words.h"

#include <gtest/gtest.h>

namespace dengbao {
namespace {

struct Row {
  const char *citations, *zh, *en;
};

class CitationWords : public testing::Test {
 protected:
  Law law = [] {
    auto files = files_from_folder(DENGBAO_SOURCE_DIR "/law");
    EXPECT_TRUE(files);
    auto loaded = load_law(*files, "cn-bj-egov-2007");
    EXPECT_TRUE(loaded);
    return std::move(*loaded);
  }();
};

TEST_F(CitationWords, AreThoseOfAnOfficialLetter) {
  constexpr Row kRows[] = {
      {"mps-2007-43 §17", "《信息安全等级保护管理办法》第十七条",
       "Measures for classified protection of information security, §17"},
      {"mps-2007-43 §10；form-2025 表五-1",
       "《信息安全等级保护管理办法》第十条、《网络安全等级保护备案表（2025 版）》表五第1项",
       nullptr},
      {"gbt-22240-2020 §6.3", "《信息安全技术 网络安全等级保护定级指南》6.3", nullptr},
      {"gbt-22240-2020 §7", "《信息安全技术 网络安全等级保护定级指南》第7章", nullptr},
      {"source-001 S1-07", nullptr, nullptr},
      // What a reviewer wrote by hand, or no pack knows, stays.
      {"本市通知第三条", "本市通知第三条", "本市通知第三条"},
      {"mps-2007-43 §999", "mps-2007-43 §999", "mps-2007-43 §999"},
      {"", "", ""},
  };
  for (const Row& row : kRows) {
    const Label words = citation_words(law, row.citations);
    if (row.zh) {
      EXPECT_EQ(words.zh, row.zh) << row.citations;
    }
    if (row.en) {
      EXPECT_EQ(words.en, row.en) << row.citations;
    }
  }
  // Our own numbers of rows mean nothing to who gets the letter: the title of the row stands there.
  const Label own = citation_words(law, "source-001 S1-07");
  EXPECT_EQ(own.zh.find("S1-07"), std::string::npos) << own.zh;
  EXPECT_NE(own.zh.find("“十个工作日审查”"), std::string::npos) << own.zh;
}

}  // namespace
}  // namespace dengbao
