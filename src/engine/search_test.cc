#include "engine/search.h"

#include <gtest/gtest.h>

namespace dengbao {
namespace {

Case filed() {
  Case c;
  c.state = Symbol("filed");
  c.open = false;
  c.roles = {{Symbol("district"), {"east"}}};
  const Date day = *Date::of(2026, 3, 2);
  c.facts = {{Symbol("package"), day, {}, Value::record({{"digest", Value("11")}}), false},
             {Symbol("certificates"), day, {}, Value::list({Value("C1"), Value("C2")}), false}};
  return c;
}

TEST(Sought, EveryPartOfASearchMustHold) {
  const Case c = filed();
  CaseSearch search;
  EXPECT_TRUE(Sought(search).is(c));
  search.states = {"filed"};
  search.role_parties = {{"district", "east"}};
  search.fact = "package";
  search.month = *Date::of(2026, 3, 31);
  EXPECT_TRUE(Sought(search).is(c));
  CaseSearch other = search;
  other.states = {"open"};
  EXPECT_FALSE(Sought(other).is(c));
  other = search;
  other.role_parties = {{"district", "west"}};
  EXPECT_FALSE(Sought(other).is(c));
  other = search;
  other.month = *Date::of(2026, 4, 1);
  EXPECT_FALSE(Sought(other).is(c));
  other = search;
  other.open_only = true;
  EXPECT_FALSE(Sought(other).is(c));
}

TEST(Sought, AValueEqualsAMemberOrStandsInAList) {
  const Case c = filed();
  CaseSearch search;
  search.equals_fact = "package.digest";
  search.equals = Value("11");
  EXPECT_TRUE(Sought(search).is(c));
  search.equals = Value("12");
  EXPECT_FALSE(Sought(search).is(c));
  search.equals_fact = "certificates";
  search.equals = Value("C2");
  EXPECT_TRUE(Sought(search).is(c));
  search.equals = Value("C3");
  EXPECT_FALSE(Sought(search).is(c));
  search.equals_fact = "unknown";
  EXPECT_FALSE(Sought(search).is(c)) << "what is not there equals nothing";
}

}  // namespace
}  // namespace dengbao
