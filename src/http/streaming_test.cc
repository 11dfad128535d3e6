// What does not pass through memory whole, what waits without a thread, and what needs neither.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <set>
#include <thread>

#include "http/loopback_client.h"
#include "http/parked.h"
#include "http/server.h"
#include "http/started_server.h"

namespace dengbao::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Streaming, WhatIsParkedHoldsNoThread) {
  std::mutex mutex;
  std::vector<std::shared_ptr<Parked>> parked;
  ServerOptions options;
  options.threads = 1;
  const auto server = started(options, [&](const Request& r) {
    if (r.path == "/now") return echo(r);
    Response out;
    const auto most = r.path == "/brief" ? 100ms : 60'000ms;
    out.parked = std::make_shared<Parked>(
        most, [path = r.path] { return Response::text(200, "later " + path); });
    const std::lock_guard lock(mutex);
    parked.push_back(out.parked);
    return out;
  });
  std::vector<std::unique_ptr<LoopbackClient>> waiting;
  for (int i = 0; i < 20; ++i) {
    waiting.push_back(std::make_unique<LoopbackClient>(server->port()));
    waiting.back()->send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  LoopbackClient client(server->port());
  client.send("GET /brief HTTP/1.1\r\nHost: x\r\n\r\nGET /now HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_response(), HasSubstr("later /brief"));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /now"));
  const auto all_parked = [&] {
    const std::lock_guard lock(mutex);
    return parked.size() == 21;
  };
  while (!all_parked()) std::this_thread::sleep_for(1ms);
  waiting[0]->close();  // who does not wait any longer harms nobody
  for (const auto& one : parked) one->ready();
  for (std::size_t i = 1; i < waiting.size(); ++i)
    EXPECT_THAT(waiting[i]->read_response(), HasSubstr("later /long"));
}

// Takes at its own pace and keeps a sum in place of the bytes.
class Slow final : public BodyTaker {
 public:
  int take(std::string_view piece) override {
    largest = std::max(largest.load(), piece.size());
    if (holds) go_on.acquire();
    for (const char c : piece) sum = sum * 31 + static_cast<unsigned char>(c);
    came += piece.size();
    return full ? 507 : 0;
  }
  std::atomic<std::size_t> largest = 0, came = 0;
  std::atomic<bool> holds = false, full = false;
  std::counting_semaphore<1024> go_on{0};
  std::uint64_t sum = 0;
};

ServerOptions passing_on(const std::shared_ptr<Slow>& taker) {
  ServerOptions options;
  options.body_limit = [](const Request&) { return std::uint64_t{64} << 20; };
  options.passes_on = [](const Request& r) { return r.path != "/memory"; };
  options.open_body = [taker](const Request& r) -> OpenedBody {
    if (r.path == "/refused") return {nullptr, Response::text(403, "not you")};
    return {taker, std::nullopt};
  };
  return options;
}

Response told(const Request& r) {
  const auto* taker = dynamic_cast<Slow*>(r.taker.get());
  return Response::text(
      200, taker ? "took " + std::to_string(taker->came) + " of " + std::to_string(taker->sum)
                 : "in memory " + std::to_string(r.body.size()));
}

constexpr std::size_t kLarge = std::size_t{64} << 20;

TEST(Streaming, ALargeBodyIsHeldBackUntilItIsTaken) {
  const auto taker = std::make_shared<Slow>();
  taker->holds = true;
  const auto server = started(passing_on(taker), told);
  LoopbackClient client(server->port());
  client.send("POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(kLarge) +
              "\r\n\r\n");
  // As much as the system keeps for both sides and the server for itself; then nothing more goes.
  const std::string block(64 * 1024, 'x');
  std::size_t sent = 0;
  while (sent < kLarge) {
    pollfd writable{client.descriptor(), POLLOUT, 0};
    if (::poll(&writable, 1, 500) == 0) break;
    const auto n =
        ::send(client.descriptor(), block.data(), block.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  EXPECT_LT(sent, kLarge / 2);
  EXPECT_EQ(taker->came, 0u);
  taker->holds = false;
  taker->go_on.release(1);
  while (sent < kLarge) {
    const std::size_t n = std::min(block.size(), kLarge - sent);
    ASSERT_TRUE(client.send(std::string_view(block).substr(0, n)));
    sent += n;
  }
  EXPECT_THAT(client.read_response(), HasSubstr("took " + std::to_string(kLarge)));
  EXPECT_LE(taker->largest, std::size_t{512} * 1024);
}

TEST(Streaming, APassedOnBodyIsWholeHoweverItComes) {
  const std::string body = "0123456789";
  const std::string requests[] = {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n" + body,
                                  "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "3\r\n012\r\n7\r\n3456789\r\n0\r\n\r\n"};
  std::set<std::string> answers;
  for (const std::string& request : requests)
    for (const bool bytewise : {false, true}) {
      const auto taker = std::make_shared<Slow>();
      const auto server = started(passing_on(taker), told);
      LoopbackClient client(server->port());
      if (!bytewise) client.send(request);
      for (const char c : bytewise ? request : "") client.send(std::string_view(&c, 1));
      const std::string answer = client.read_response();
      answers.insert(answer.substr(answer.find("\r\n\r\n")));
      client.send(kGet);  // and the connection goes on
      EXPECT_THAT(client.read_response(), HasSubstr("in memory 0"));
    }
  EXPECT_EQ(answers.size(), 1u) << *answers.begin();
  EXPECT_THAT(*answers.begin(), HasSubstr("took 10"));
}

TEST(Streaming, WhatIsNotTakenIsAnsweredBeforeItHasCome) {
  const auto taker = std::make_shared<Slow>();
  const auto server = started(passing_on(taker), told);
  const std::string rest = " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
  LoopbackClient refused(server->port());
  refused.send("POST /refused" + rest);
  EXPECT_THAT(refused.read_all(), HasSubstr("not you"));
  taker->full = true;
  LoopbackClient full(server->port());
  full.send("POST /full" + rest + std::string(600'000, 'x'));
  EXPECT_THAT(full.read_all(), StartsWith("HTTP/1.1 507"));
  LoopbackClient large(server->port());
  large.send("POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 67108865\r\n\r\n");
  EXPECT_THAT(large.read_all(), StartsWith("HTTP/1.1 413"));
  LoopbackClient memory(server->port());
  memory.send("POST /memory HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(memory.read_response(), HasSubstr("in memory 3"));
}

// Gives `pieces` pieces of its own making, or breaks off before the last one.
class Counted final : public BodySource {
 public:
  Counted(std::size_t pieces, bool breaks) : pieces_(pieces), breaks_(breaks) {}
  static constexpr std::size_t kEach = std::size_t{256} * 1024;
  std::uint64_t size() const override { return pieces_ * kEach; }
  bool next(std::string& piece) override {
    const std::size_t n = asked++;
    if (breaks_ && n + 1 == pieces_) return false;
    piece.assign(kEach, static_cast<char>('a' + n % 26));
    return true;
  }
  std::atomic<std::size_t> asked = 0;

 private:
  const std::size_t pieces_;
  const bool breaks_;
};

TEST(Streaming, ALargeAnswerIsMadeAsItIsRead) {
  auto source = std::make_shared<Counted>(256, false);
  const auto server = started({}, [&](const Request&) {
    Response out;
    out.source = source;
    return out;
  });
  LoopbackClient client(server->port());
  client.send(kGet);
  std::this_thread::sleep_for(500ms);  // nobody reads
  EXPECT_LT(source->asked, 128u);
  const std::string answer = client.read_response();
  EXPECT_EQ(source->asked, 256u);
  ASSERT_GT(answer.size(), kLarge);
  const std::string_view body = std::string_view(answer).substr(answer.size() - kLarge);
  for (std::size_t i = 0; i < 256; ++i)
    ASSERT_EQ(body[i * Counted::kEach + i], static_cast<char>('a' + i % 26)) << i;
  source = std::make_shared<Counted>(1, false);
  client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + kGet);
  EXPECT_TRUE(client.read_until("\r\n\r\naaaa")) << "the head has a length and no body";
}

TEST(Streaming, AnAnswerThatCannotBeReadToItsEndIsBrokenOff) {
  const auto server = started({}, [&](const Request&) {
    Response out;
    out.source = std::make_shared<Counted>(3, true);
    return out;
  });
  LoopbackClient client(server->port());
  client.send(kGet);
  const std::string got = client.read_all();
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_THAT(got, HasSubstr("Content-Length: 786432"));
  EXPECT_LT(got.size(), 786432u);
}

TEST(Streaming, AnswersAtOnceWhatIsAtHand) {
  std::binary_semaphore entered{0}, go_on{0};
  ServerOptions options;
  options.threads = 1;
  options.at_once = [](const Request& r) -> std::shared_ptr<const Response> {
    if (r.path == "/broken") throw std::runtime_error("secret reason");
    if (r.path != "/kept") return nullptr;
    return std::make_shared<const Response>(Response::text(200, "kept"));
  };
  const auto server = started(options, [&](const Request& r) {
    if (r.path != "/wait") return echo(r);
    entered.release();
    go_on.acquire();
    return echo(r);
  });
  LoopbackClient busy(server->port()), client(server->port());
  busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  entered.acquire();  // the one thread there is
  for (int i = 0; i < 3; ++i) {
    client.send("GET /kept HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.read_response(), HasSubstr("\r\n\r\nkept"));
  }
  go_on.release();
  EXPECT_THAT(busy.read_response(), HasSubstr("GET /wait"));
  client.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_response(), HasSubstr("GET /broken")) << "the handler answers";
}

}  // namespace
}  // namespace dengbao::http
