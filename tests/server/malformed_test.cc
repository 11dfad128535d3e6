// A hundred thousand requests broken in every way that a die finds, another one each time: the
// server answers each with less than 500 or closes, and serves the next sound one.
// DENGBAO_MALFORMED sets how many, DENGBAO_SEED throws the same again.

#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <random>

#include "base/ids.h"
#include "server/running_server.h"

namespace dengbao::server {
namespace {

class Malformed : public RunningServer {
 protected:
  std::string sound(std::mt19937& dice) {
    const auto& routes = service_->routes();
    const Route& route = routes[dice() % routes.size()];
    std::string target(kBase);
    for (const Segment& s : route.path) target += "/" + (s.parameter ? "x" : s.text);
    std::string body = R"({"unit":"unit1","name":"门户","set":{"scope":"x"},"attach":["a=b"]})";
    if (route.method == "GET") {
      target += "?limit=2&lang=en&q=%E9%97%A8";
      body.clear();
    }
    return route.method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + as("of-unit1") +
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }
  static std::string broken(std::string text, std::mt19937& dice) {
    for (int i = 0, n = 1 + static_cast<int>(dice() % 4); i < n && !text.empty(); ++i) {
      const std::size_t at = dice() % text.size();
      switch (dice() % 5) {
        case 0:
          text[at] = static_cast<char>(dice());
          break;
        case 1:
          text.erase(at, 1 + dice() % 20);
          break;
        case 2:
          text.insert(at, std::string(1 + dice() % 3, "\r\n\0%\"{["[dice() % 7]));
          break;
        case 3:
          text.insert(at, text.substr(dice() % text.size(), dice() % 60));
          break;
        default:
          text.resize(at);
      }
    }
    return text;
  }
};

std::uint32_t seed() {
  if (const char* given = std::getenv("DENGBAO_SEED"))
    return static_cast<std::uint32_t>(leading_number(given));
  std::array<std::uint8_t, 4> bytes{};
  SystemRandomness().fill(bytes);
  return static_cast<std::uint32_t>(bytes[0] | bytes[1] << 8 | bytes[2] << 16) % 1'000'000;
}

TEST_F(Malformed, NothingBreaksTheServer) {
  const char* many = std::getenv("DENGBAO_MALFORMED");
  const std::int64_t count = many ? leading_number(many) : 100'000;
  const std::uint32_t first = seed();
  SCOPED_TRACE("DENGBAO_SEED=" + std::to_string(first));
  std::mt19937 dice(first);
  std::int64_t answered = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    http::LoopbackClient client(server_->port());
    const std::string request = broken(sound(dice), dice);
    client.send(request);
    ::shutdown(client.descriptor(), SHUT_WR);
    const std::string answer = client.read_all();
    if (answer.empty()) continue;
    ++answered;
    ASSERT_GE(answer.size(), 12u) << request;
    const auto status = leading_number(answer.substr(9, 3));
    ASSERT_TRUE(status >= 200 && (status < 500 || status == 501 || status == 505))
        << request << "\n"
        << answer;
  }
  EXPECT_GT(answered, count / 4);
  EXPECT_EQ(ask("GET", "/api/v1/session", "", as("of-unit1")).status, 200);
  EXPECT_EQ(ask("GET", "/api/v1/ledger/verify", "", as("auditor")).json.at("sound").as_bool(),
            true);
}

}  // namespace
}  // namespace dengbao::server
