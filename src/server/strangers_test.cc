#include "server/strangers.h"

#include <gtest/gtest.h>

namespace dengbao::server {
namespace {

using namespace std::chrono_literals;

TEST(Strangers, AreCountedForAMinuteByWhatTheyDo) {
  Strangers all;
  const Strangers::Time noon{};
  EXPECT_TRUE(all.may("upload", "203.0.113.5", 2, noon));
  EXPECT_TRUE(all.may("upload", "203.0.113.5", 2, noon + 1s));
  EXPECT_FALSE(all.may("upload", "203.0.113.5", 2, noon + 2s));
  EXPECT_TRUE(all.may("report", "203.0.113.5", 2, noon + 2s));
  EXPECT_TRUE(all.may("upload", "203.0.113.6", 2, noon + 2s));
  EXPECT_FALSE(all.may("upload", "203.0.113.5", 2, noon + 59s));
  EXPECT_TRUE(all.may("upload", "203.0.113.5", 2, noon + 60s));
}

TEST(Strangers, OneCustomerIsOneHoweverManyAddressesHeHas) {
  const struct {
    const char *first, *second;
    bool same;
  } rows[] = {
      {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
      {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
      {"203.0.113.5", "203.0.113.6", false},
      {"203.0.113.5", "::ffff:203.0.113.5", true},
      {"::ffff:203.0.113.5", "::ffff:203.0.113.6", false},
  };
  for (const auto& [first, second, same] : rows) {
    Strangers all;
    EXPECT_TRUE(all.may("upload", first, 1, {}));
    EXPECT_EQ(all.may("upload", second, 1, {}), !same) << first << " " << second;
  }
}

TEST(Strangers, AFullTableForgetsTheQuietestAndNobodyElse) {
  Strangers all(3);
  const Strangers::Time noon{};
  EXPECT_TRUE(all.may("upload", "203.0.113.1", 1, noon));
  EXPECT_TRUE(all.may("upload", "203.0.113.2", 1, noon));
  EXPECT_TRUE(all.may("upload", "203.0.113.3", 1, noon));
  EXPECT_FALSE(all.may("upload", "203.0.113.1", 1, noon + 1s)) << "goes on trying";
  for (int i = 4; i < 100; ++i) {
    EXPECT_TRUE(all.may("upload", "203.0.113." + std::to_string(i), 1, noon + 2s));
    EXPECT_FALSE(all.may("upload", "203.0.113.1", 1, noon + 2s)) << "after " << i;
  }
  EXPECT_TRUE(all.may("upload", "203.0.113.2", 1, noon + 3s)) << "was quiet for longest";
}

}  // namespace
}  // namespace dengbao::server
