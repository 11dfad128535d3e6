#include "catalogue/search.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "catalogue/test_catalogue.h"

namespace dengbao::requirements {
namespace {

using testing::HasSubstr;

std::vector<Hit> found(const std::vector<std::string>& words) {
  static const std::vector<Row> rows = select(real_catalogue(), {});
  return search(real_catalogue(), rows, words);
}

TEST(Search, FindsTheItemThatIsMeantFirst) {
  const struct {
    std::vector<std::string> words;
    const char* first;
    const char* field;
  } cases[] = {
      {{"L3-CES1-04"}, "ces.identity.two-factor", "unit"},
      {{"l3-ces1-04"}, "ces.identity.two-factor", "unit"},
      {{"Ｌ３－ＣＥＳ１－０４"}, "ces.identity.two-factor", "unit"},
      {{"双因素"}, "ces.identity.two-factor", "guide.title"},
      {{"登录失败锁定"}, "ces.identity.login-failure", "guide.title"},  // by pairs
      {{"two-factor"}, "ces.identity.two-factor", "id"},
      {{"A-19"}, "ces.identity.two-factor", "hazard"},
      {{"pwquality.conf"}, "ces.identity.credentials", "guide.look"},
      {{"顶层"}, "pes.location.floor", "guide.title"},
  };
  for (const auto& [words, first, field] : cases) {
    const auto hits = found(words);
    ASSERT_FALSE(hits.empty()) << words.front();
    EXPECT_EQ(hits.front().row.item->id, first) << words.front();
    EXPECT_EQ(hits.front().field, field) << words.front();
  }
}

TEST(Search, AsksForEveryWordAndShowsAnItemOnce) {
  const auto one = found({"口令"}), both = found({"口令", "复杂"});
  EXPECT_GT(one.size(), both.size());
  ASSERT_FALSE(both.empty());
  std::set<std::string> ids;
  for (const Hit& hit : one) EXPECT_TRUE(ids.insert(hit.row.item->id).second);
  for (const Hit& hit : one) EXPECT_LE(hit.row.at->level, 4);
  EXPECT_EQ(found({"ces.identity.credentials"}).front().row.at->level, 3);
}

TEST(Search, MarksWhatItFoundAndCutsLongFields) {
  EXPECT_THAT(found({"堡垒机"}).front().excerpt, HasSubstr("【堡垒机】"));
  for (const Hit& hit : found({"口令"})) {
    EXPECT_THAT(hit.excerpt, HasSubstr("【"));
    EXPECT_LE(code_points(hit.excerpt).size(), 90u);
  }
}

TEST(Search, FindsNothingWhereNothingIs) {
  EXPECT_TRUE(found({"区块链挖矿机"}).empty());
  EXPECT_TRUE(found({"口令", "区块链挖矿机"}).empty());
  EXPECT_TRUE(found({" "}).empty());
}

}  // namespace
}  // namespace dengbao::requirements
