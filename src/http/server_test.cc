// The server over real sockets on loopback: what is sent sound, in pieces, too slowly, too large,
// twice, and not at all.

#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <semaphore>
#include <thread>

#include "http/events.h"
#include "http/loopback_client.h"
#include "http/self_signed.h"
#include "http/started_server.h"

namespace dengbao::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Server, KeepsAConnectionAndAnswersPipelinedRequestsInOrder) {
  const auto server = started();
  LoopbackClient client(server->port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /a"));
  ASSERT_TRUE(
      client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                  "GET /c?q=%E7%AD%89+1&q=2 HTTP/1.1\r\nHost: x\r\n\r\n"
                  "GET /d HTTP/1.0\r\n\r\n"));
  EXPECT_THAT(client.read_response(), HasSubstr("POST /b abc"));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /c  q=等 1 q=2"));
  const std::string last = client.read_response();
  EXPECT_THAT(last, HasSubstr("GET /d"));
  EXPECT_THAT(last, HasSubstr("Connection: close"));
  EXPECT_TRUE(client.closed_by_server());
}

TEST(Server, SendsLargeAnswersWhole) {
  const auto server =
      started({}, [](const Request&) { return Response::text(200, std::string(5'000'000, 'x')); });
  LoopbackClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    client.send(kGet);
    EXPECT_GT(client.read_response().size(), 5'000'000u);
  }
}

TEST(Server, TakesARequestByteByByteAndInChunks) {
  const auto server = started();
  LoopbackClient client(server->port());
  for (const char c : kGet) ASSERT_TRUE(client.send(std::string_view(&c, 1)));
  EXPECT_THAT(client.read_response(), HasSubstr("GET /a"));
  ASSERT_TRUE(client.send(
      "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n"
      "0\r\n\r\n"));
  EXPECT_THAT(client.read_response(), HasSubstr("POST /b abcde"));
}

TEST(Server, RefusesWhatTwoReadersCouldReadInTwoWays) {
  const struct {
    const char* what;
    std::string request;
    const char* status;
  } rows[] = {
      {"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"length and chunks",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       "400"},
      {"two lengths",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"},
      {"same length twice",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", "400"},
      {"strange coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
       "501"},
      {"negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"},
      {"space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"not HTTP", "hello\r\n\r\n", "400"},
      {"unknown method", "FLY / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
      {"broken escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"no such bytes", "GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"escaped NUL", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"proxy form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
  };
  std::atomic<int> handled = 0;
  const auto server = started({}, [&](const Request& r) {
    ++handled;
    return echo(r);
  });
  for (const auto& [what, request, status] : rows) {
    LoopbackClient client(server->port());
    ASSERT_TRUE(client.send(request));
    EXPECT_THAT(client.read_all(), StartsWith(std::string("HTTP/1.1 ") + status)) << what;
    EXPECT_TRUE(client.closed_by_server()) << what;
  }
  EXPECT_EQ(handled, 0);
}

TEST(Server, BoundsHeadersAndBodies) {
  ServerOptions options;
  options.limits.header_bytes = 2048;
  options.limits.body_bytes = 100;
  options.body_limit = [](const Request& r) { return r.path == "/large" ? 1000u : 100u; };
  const auto server = started(options);
  const auto status_of = [&](const std::string& request) {
    LoopbackClient client(server->port());
    client.send(request);
    return client.read_all().substr(9, 3);
  };
  const auto posted = [](const std::string& path, std::size_t n) {
    return "POST " + path +
           " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(n) +
           "\r\n\r\n" + std::string(n, 'x');
  };
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(3000, 'x') + "\r\n\r\n"),
            "431");
  EXPECT_EQ(status_of(posted("/", 100)), "200");
  EXPECT_EQ(status_of(posted("/", 101)), "413");
  EXPECT_EQ(status_of(posted("/large", 1000)), "200");
  EXPECT_EQ(status_of(posted("/large", 1001)), "413");
  EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" +
                      std::string(255, 'x') + "\r\n0\r\n\r\n"),
            "413");
}

TEST(Server, SlowClientsAreCutOffAndStarveNobody) {
  ServerOptions options;
  options.threads = 1;
  options.limits.header_time = 300ms;
  options.limits.transfer_time = 300ms;
  const auto server = started(options);
  std::vector<std::unique_ptr<LoopbackClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<LoopbackClient>(server->port()));
    slow.back()->send(i % 2 ? "GET / HTTP/1.1\r\nHo"
                            : "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab");
  }
  LoopbackClient client(server->port());
  const auto begun = std::chrono::steady_clock::now();
  client.send(kGet);
  EXPECT_THAT(client.read_response(), HasSubstr("GET /a"));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 250ms);
  for (const auto& one : slow) EXPECT_TRUE(one->closed_by_server());
}

TEST(Server, KnowsAProxyOnASocketThatHearsBothVersions) {
  ServerOptions options;
  options.address = "::";
  options.proxies = {"::ffff:127.0.0.1"};
  const auto server = started(options, [](const Request& r) {
    return Response::text(200, r.peer + (r.secure ? " secure" : ""));
  });
  LoopbackClient client(server->port());  // by version 4
  client.send(
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.5\r\n"
      "X-Forwarded-Proto: https\r\n\r\n");
  EXPECT_THAT(client.read_response(), HasSubstr("\r\n\r\n127.0.0.1"));
  EXPECT_THAT(client.read_response(), HasSubstr("\r\n\r\n203.0.113.5 secure"));
}

TEST(Server, AnIdleConnectionIsClosedInTheEnd) {
  ServerOptions options;
  options.limits.idle_time = 200ms;
  const auto server = started(options);
  LoopbackClient client(server->port());
  EXPECT_TRUE(client.closed_by_server());
}

TEST(Server, BoundsConnectionsOfOneClient) {
  ServerOptions options;
  options.limits.limit_loopback = true;
  options.limits.connections_per_client = 3;
  const auto server = started(options);
  LoopbackClient a(server->port()), b(server->port()), c(server->port());
  for (auto* client : {&a, &b, &c}) {
    client->send(kGet);
    EXPECT_THAT(client->read_response(), HasSubstr("200"));
  }
  LoopbackClient fourth(server->port());
  EXPECT_TRUE(fourth.closed_by_server());
  EXPECT_EQ(server->traffic().refused_connections, 1u);
}

TEST(Server, StoppingFinishesWhatCameIn) {
  std::binary_semaphore entered{0}, go_on{0};
  auto server = started({}, [&](const Request& r) {
    entered.release();
    go_on.acquire();
    return echo(r);
  });
  const std::uint16_t port = server->port();
  LoopbackClient busy(port), idle(port);
  busy.send(kGet);
  entered.acquire();
  std::thread stopping([&] { server->stop(); });
  EXPECT_TRUE(idle.closed_by_server());
  LoopbackClient late(port);
  EXPECT_FALSE(late.connected());
  go_on.release();
  const std::string answer = busy.read_all();
  EXPECT_THAT(answer, HasSubstr("GET /a"));
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  stopping.join();
}

TEST(Server, HoldsManyConnections) {
  const auto server = started();
  std::vector<std::unique_ptr<LoopbackClient>> all;
  for (int i = 0; i < 400; ++i) all.push_back(std::make_unique<LoopbackClient>(server->port()));
  for (int round = 0; round < 3; ++round) {
    for (const auto& one : all) ASSERT_TRUE(one->send(kGet));
    for (const auto& one : all) ASSERT_THAT(one->read_response(), HasSubstr("GET /a"));
  }
  EXPECT_EQ(server->traffic().requests, 1200u);
  EXPECT_EQ(server->traffic().open, 400u);
}

TEST(Server, AnswersHeadWithoutABodyAndMistakesWithoutTheirReason) {
  const auto server = started({}, [](const Request& r) -> Response {
    if (r.path == "/broken") throw std::runtime_error("secret reason");
    return Response::text(200, "body");
  });
  LoopbackClient client(server->port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string head = client.read_all();
  EXPECT_THAT(head, HasSubstr("Content-Length: 4"));
  EXPECT_THAT(head, Not(HasSubstr("\r\n\r\nbody")));
  LoopbackClient other(server->port());
  other.send("GET /broken HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = other.read_all();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
}

TEST(Server, GivesEveryAnswerAnIdAndNoLineBreakGetsIntoAHeader) {
  const auto server = started({}, [](const Request& r) {
    Response out = Response::text(200, r.id);
    out.headers.set("X-Given", "a\r\nSet-Cookie: b");
    return out;
  });
  LoopbackClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-1\r\n\r\n");
  EXPECT_THAT(client.read_response(), HasSubstr("X-Request-Id: mine-1\r\n"));
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: <script>\r\n\r\n");
  const std::string answer = client.read_response();
  EXPECT_THAT(answer, Not(HasSubstr("script")));
  EXPECT_THAT(answer, HasSubstr("X-Request-Id: "));
  EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie")));
}

TEST(Server, StreamsEventsWithHeartbeatsUntilItStops) {
  EventHub hub;
  ServerOptions options;
  options.limits.heartbeat = 100ms;
  auto server = started(options, [&](const Request& r) {
    Response out;
    const bool sees = r.path == "/all";
    out.events = hub.subscribe([sees](const std::vector<std::string>& parties) {
      return sees || parties == std::vector<std::string>{"mine"};
    });
    out.headers.set("Content-Type", "text/event-stream");
    return out;
  });
  LoopbackClient all(server->port()), mine(server->port());
  for (auto* client : {&all, &mine}) {
    client->send(client == &all ? "GET /all HTTP/1.1\r\nHost: a\r\n\r\n"
                                : "GET /mine HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(client->read_until(": still here"));
  }
  hub.publish("change", "{\"case\":1}", {"other"});
  hub.publish("change", "{\"case\":2}", {"mine"});
  EXPECT_TRUE(all.read_until("data: {\"case\":2}"));
  EXPECT_TRUE(mine.read_until("event: change\ndata: {\"case\":2}\n\n"));
  EXPECT_THAT(all.seen(), HasSubstr("data: {\"case\":1}"));
  EXPECT_THAT(mine.seen(), Not(HasSubstr("{\"case\":1}")));
  server->stop();
  EXPECT_TRUE(all.closed_by_server());
}

class Tls : public testing::Test {
 protected:
  Tls() {
    std::string name = (std::filesystem::temp_directory_path() / "dengbao-tls-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Tls() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(Tls, ServesTheSameOverTls) {
  ServerOptions options;
  options.tls = self_signed(folder_);
  const auto server = started(options, [](const Request& r) {
    return Response::text(200,
                          std::string(r.secure ? "secure" : "plain") + std::string(200'000, 'x'));
  });
  LoopbackClient client(server->port(), true);
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(kGet));
    const std::string answer = client.read_response();
    EXPECT_THAT(answer, HasSubstr("\r\n\r\nsecure"));
    EXPECT_GT(answer.size(), 200'000u);
  }
  LoopbackClient plain(server->port());
  plain.send(kGet);
  EXPECT_TRUE(plain.closed_by_server());
}

TEST_F(Tls, AWrongFileIsNamedBeforeAnythingListens) {
  ServerOptions options;
  options.tls = TlsFiles{folder_ / "none.pem", folder_ / "none.key"};
  const auto server = Server::start(options, echo);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, "http.tls_certificate");
}

TEST(Listening, AUsedPortIsSaid) {
  const auto first = started();
  ServerOptions options;
  options.port = first->port();
  const auto second = Server::start(options, echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "http.cannot_listen");
}

}  // namespace
}  // namespace dengbao::http
