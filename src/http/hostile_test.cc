// What somebody who means harm sends: requests that two readers could read in two ways, bytes that
// come slowly, answers that nobody takes, and line breaks wherever something is echoed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/loopback_client.h"
#include "http/server.h"

namespace dengbao::http {
namespace {

using namespace std::string_literals;

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

class Hostile : public testing::Test {
 protected:
  void begin(ServerOptions options = {}) {
    auto started = Server::start(std::move(options), [this](const Request& r) {
      ++handled_;
      paths_ += r.path + ";";
      Response out = Response::text(200, r.method + " " + r.path + " " + r.body);
      if (r.path == "/large") out.body.assign(64'000'000, 'x');
      if (const auto echoed = r.parameter("q"))
        for (const char* name : {"Location", "Content-Disposition", "Link", "Set-Cookie", "ETag"})
          out.headers.set(name, "a" + *echoed);
      return out;
    });
    ASSERT_TRUE(started) << started.error().code;
    server_ = std::move(*started);
  }
  // What comes when all of it is sent at once; the server has closed by then.
  std::string sent(const std::string& bytes) {
    LoopbackClient client(server_->port());
    client.send(bytes);
    ::shutdown(client.descriptor(), SHUT_WR);
    return client.read_all();
  }
  std::unique_ptr<Server> server_;
  std::atomic<int> handled_ = 0;
  std::string paths_;  // of one connection at a time
};

// Each is followed by a request that a reader of the other kind would take for its body: neither
// that nor the first is ever handled.
TEST_F(Hostile, NothingIsSmuggledBehindAnAmbiguousRequest) {
  begin();
  const std::string post = "POST /a HTTP/1.1\r\nHost: x\r\n";
  const std::pair<const char*, std::string> rows[] = {
      {"CL.TE", post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"},
      {"TE.CL", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n\r\n"},
      {"TE twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"},
      {"TE list", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
      {"TE identity", post + "Transfer-Encoding: identity\r\n\r\n"},
      {"TE misspelled", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
      {"TE with a tab", post + "Transfer-Encoding:\x0b"
                               "chunked\r\n\r\n0\r\n\r\n"},
      {"TE before a space", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
      {"TE folded", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"},
      {"TE and length folded",
       post + "X: a\r\n Transfer-Encoding: chunked\r\nContent-Length : 3\r\n\r\nabc"},
      {"two lengths", post + "Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc"},
      {"length list", post + "Content-Length: 3, 3\r\n\r\nabc"},
      {"length with plus", post + "Content-Length: +3\r\n\r\nabc"},
      {"length in hex", post + "Content-Length: 0x3\r\n\r\nabc"},
      {"length too large for a number", post + "Content-Length: 18446744073709551619\r\n\r\nabc"},
      {"length empty", post + "Content-Length: \r\n\r\nabc"},
      {"length with a space within", post + "Content-Length: 3 0\r\n\r\nabc"},
      {"bare LF after a line", "GET /a HTTP/1.1\nHost: x\n\n"},
      {"bare LF after a header", "POST /a HTTP/1.1\r\nHost: x\nContent-Length: 3\r\n\r\nabc"},
      {"bare CR in a header", "GET /a HTTP/1.1\r\nHost: x\rX: y\r\n\r\n"},
      {"NUL in a value", "GET /a HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"s},
      {"NUL in a name", "GET /a HTTP/1.1\r\nHost: x\r\nX\0: ab\r\n\r\n"s},
      {"header folded", "GET /a HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"},
      {"header without a name", "GET /a HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n"},
      {"line without a colon", "GET /a HTTP/1.1\r\nHost: x\r\nX\r\n\r\n"},
      {"spaces before the first header", "GET /a HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n"},
      {"two spaces in the first line", "GET  /a HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"a later version", "GET /a HTTP/2.0\r\nHost: x\r\n\r\n"},
      {"no version", "GET /a\r\nHost: x\r\n\r\n"},
      {"chunk size with a sign", post + "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n"},
      {"chunk size in no hex", post + "Transfer-Encoding: chunked\r\n\r\n3g\r\nabc\r\n0\r\n\r\n"},
      {"chunk size too large",
       post + "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n"},
      {"chunk longer than said", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"},
      {"chunk with bare LF", post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n"},
      {"chunks in HTTP/1.0",
       "POST /a HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}};
  for (const auto& [what, request] : rows) {
    handled_ = 0;
    paths_.clear();
    const std::string answer = sent(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(handled_, 0) << what << ": " << paths_;
    EXPECT_THAT(answer, testing::MatchesRegex("HTTP/1.1 (400|413|431|501|505) [^\x01]*")) << what;
    EXPECT_EQ(answer.find("HTTP/1.1 ", 9), std::string::npos) << what << " was answered twice";
  }
}

// A body that nobody asked for is still a body.
TEST_F(Hostile, WhatIsABodyIsNoRequest) {
  begin();
  const std::string inner = "GET /inner HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const char* method : {"GET", "POST", "DELETE"}) {
    paths_.clear();
    sent(std::string(method) +
         " /outer HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(inner.size()) +
         "\r\n\r\n" + inner + "GET /last HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(paths_, "/outer;/last;") << method;
  }
  const std::string chunks =
      "POST /outer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n0\r\n";
  const std::string last = "\r\nGET /last HTTP/1.1\r\nHost: x\r\n\r\n";
  paths_.clear();
  sent(chunks + "X-Sum: 99\r\nHost: y\r\n" + last);
  EXPECT_EQ(paths_, "/outer;/last;") << "trailers change nothing";
  paths_.clear();
  sent(chunks + "Content-Length: 99\r\n" + last);
  EXPECT_EQ(paths_, "") << "a length behind the body belongs to no request";
}

// Byte by byte, each in time for itself: what counts is when all of it is there.
TEST_F(Hostile, WhoDripsIsCutOff) {
  ServerOptions options;
  options.limits.header_time = options.limits.transfer_time = 400ms;
  begin(options);
  const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n";
  for (const std::string& at_once : {std::string("G"), head}) {
    LoopbackClient client(server_->port());
    const auto begun = std::chrono::steady_clock::now();
    bool open = client.send(at_once);
    while (open && std::chrono::steady_clock::now() - begun < 5s) {
      open = client.send("x") && !client.closed_by_server(30);
    }
    EXPECT_FALSE(open) << "after " << at_once;
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(Hostile, WhoTakesNoAnswerIsCutOff) {
  ServerOptions options;
  options.limits.transfer_time = 300ms;
  options.limits.slowest_bytes_a_second = 1'000'000'000;
  begin(options);
  LoopbackClient client(server_->port());
  client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  for (int i = 0; i < 100 && (handled_ == 0 || server_->traffic().open > 0); ++i)
    std::this_thread::sleep_for(50ms);
  EXPECT_EQ(handled_, 1);
  EXPECT_EQ(server_->traffic().open, 0u);
}

TEST_F(Hostile, NothingEchoedBecomesAHeader) {
  begin();
  for (const char* breaks :
       {"%0d%0aX-Evil:%201", "%0aX-Evil:%201", "%0dX-Evil:%201", "%e5%98%8d%e5%98%8aX-Evil:%201"}) {
    LoopbackClient client(server_->port());
    client.send("GET /a?q=" + std::string(breaks) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string answer = client.read_response();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200")) << breaks;
    for (const char* line : {"\r\nX-Evil", "\nX-Evil", "\rX-Evil"})
      EXPECT_THAT(answer.substr(0, answer.find("\r\n\r\n")), Not(HasSubstr(line))) << breaks;
  }
}

// Neither what it is nor of which version is told, whatever is asked.
TEST_F(Hostile, TheServerDoesNotTellWhatItIs) {
  begin();
  for (const std::string& request :
       {kGet, std::string("FLY / HTTP/1.1\r\nHost: a\r\n\r\n"), std::string("hello\r\n\r\n"),
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"}) {
    const std::string answer = sent(request);
    for (const char* name : {"\r\nServer:", "\r\nX-Powered-By:", "\r\nVia:"})
      EXPECT_THAT(answer, Not(HasSubstr(name)));
    for (const char* word : {"dengbao", "Boost", "Beast", "OpenSSL"})
      EXPECT_THAT(answer, Not(HasSubstr(word)));
  }
}

}  // namespace
}  // namespace dengbao::http
