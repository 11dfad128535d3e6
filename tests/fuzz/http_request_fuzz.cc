// What a server makes of any bytes that are sent to it: it answers with a refusal, or its handler
// is given a request that means one thing. The server is the real one, over a socket.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "http/forwarded.h"
#include "http/loopback_client.h"
#include "http/server.h"

using namespace dengbao;

namespace {

// What every handler does with a request, and what must hold of it.
http::Response looked_at(const http::Request& r) {
  if (r.path.empty() || r.path.front() != '/' || r.method.empty()) std::abort();
  std::string link = r.path + "?";
  for (const auto& [name, value] : r.query) {
    if (!is_utf8(name) || !is_utf8(value) || value.find('\0') != std::string::npos) std::abort();
    const std::string again = http::percent_encoded(value);
    if (http::percent_decoded(again, true) != value) std::abort();
    link += http::percent_encoded(name) + "=" + again + "&";
  }
  for (const auto& [name, value] : r.headers.all())
    if (value.find_first_of("\r\n") != std::string::npos) std::abort();
  (void)r.cookie("dengbao");
  for (const char c : r.id)
    if (c <= ' ' || c > '~') std::abort();
  http::Response out = http::Response::text(200, r.body);
  out.headers.set("Link", "<" + link + ">");
  out.headers.set("X-Peer", r.peer);
  return out;
}

http::Server& server() {
  static const auto started = [] {
    http::ServerOptions options;
    options.threads = 1;
    options.limits.header_bytes = 4096;
    options.limits.body_bytes = 16 * 1024;
    options.limits.connections_per_client = 10'000;
    options.proxies = {"127.0.0.1"};
    auto out = http::Server::start(std::move(options), looked_at);
    if (!out) std::abort();
    return std::move(*out);
  }();
  return *started;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  http::LoopbackClient client(server().port());
  client.send(std::string_view(reinterpret_cast<const char*>(bytes), size));
  ::shutdown(client.descriptor(), SHUT_WR);
  const std::string answer = client.read_all(5'000);
  if (answer.empty()) return 0;
  if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) std::abort();
  const auto status = leading_number(std::string_view(answer).substr(9, 3));
  if (status != 100 && status != 200 && (status < 400 || status > 431) && status != 501 &&
      status != 505)
    std::abort();
  return 0;
}
