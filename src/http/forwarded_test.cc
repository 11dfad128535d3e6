#include "http/forwarded.h"

#include <gtest/gtest.h>

#include "http/address.h"

namespace dengbao::http {
namespace {

struct Situation {
  const char* what;
  const char* peer;
  std::vector<std::pair<std::string, std::string>> headers;
  const char* client;
  bool secure;
};

TEST(Forwarded, OnlyWhatAProxyOfOursSaysIsBelieved) {
  const std::vector<std::string> proxies{"127.0.0.1", "10.0.0.9", "::1"};
  const std::string by = "X-Forwarded-For", how = "X-Forwarded-Proto";
  const Situation table[] = {
      {"a stranger claims",
       "203.0.113.5",
       {{by, "10.1.1.1"}, {how, "https"}},
       "203.0.113.5",
       false},
      {"a proxy tells", "127.0.0.1", {{by, "203.0.113.5"}, {how, "https"}}, "203.0.113.5", true},
      {"plain HTTP", "127.0.0.1", {{by, "203.0.113.5"}, {how, "http"}}, "203.0.113.5", false},
      {"no header", "::1", {}, "::1", false},
      {"the client put one before",
       "127.0.0.1",
       {{by, "1.2.3.4, 203.0.113.5"}},
       "203.0.113.5",
       false},
      {"two proxies", "127.0.0.1", {{by, "203.0.113.5, 10.0.0.9"}}, "203.0.113.5", false},
      {"two headers",
       "127.0.0.1",
       {{"x-forwarded-for", "1.2.3.4"}, {by, "203.0.113.5"}},
       "203.0.113.5",
       false},
      {"an address of version 6", "127.0.0.1", {{by, "2001:DB8::5"}}, "2001:db8::5", false},
      {"version 4 within version 6",
       "127.0.0.1",
       {{by, "203.0.113.5, ::ffff:10.0.0.9"}},
       "203.0.113.5",
       false},
      {"nothing but proxies", "127.0.0.1", {{by, "10.0.0.9"}}, "127.0.0.1", false},
      {"not an address", "127.0.0.1", {{by, "1.2.3.4, unknown"}}, "127.0.0.1", false},
      {"two claims of HTTPS", "127.0.0.1", {{how, "https"}, {how, "http"}}, "127.0.0.1", false},
  };
  for (const Situation& s : table) {
    Request request;
    request.peer = s.peer;
    for (const auto& [name, value] : s.headers) request.headers.add(name, value);
    believe_proxy(request, proxies);
    EXPECT_EQ(request.peer, s.client) << s.what;
    EXPECT_EQ(request.secure, s.secure) << s.what;
  }
}

TEST(Address, HasOneSpelling) {
  const struct {
    const char *given, *plain, *counted;
  } rows[] = {
      {"10.0.0.9", "10.0.0.9", "10.0.0.9"},
      {"::ffff:10.0.0.9", "10.0.0.9", "10.0.0.9"},
      {"::FFFF:0a00:0009", "10.0.0.9", "10.0.0.9"},
      {"2001:DB8:0:0:0:0:0:5", "2001:db8::5", "2001:db8::/64"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
      {"::1", "::1", "::/64"},
  };
  for (const auto& [given, plain, counted] : rows) {
    EXPECT_EQ(plain_address(given), plain) << given;
    EXPECT_EQ(counted_as(given), counted) << given;
  }
  for (const char* none : {"", "localhost", "10.0.0", "10.0.0.9:80", "[::1]", "1.2.3.4, 5.6.7.8"})
    EXPECT_FALSE(plain_address(none)) << none;
  EXPECT_TRUE(is_loopback("::ffff:127.0.0.1"));
  EXPECT_FALSE(is_loopback("::ffff:10.0.0.1"));
}

}  // namespace
}  // namespace dengbao::http
