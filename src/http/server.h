#pragma once
// An HTTP/1.1 server over TCP or TLS. One thread moves bytes for all connections; handlers run on a
// few others and may wait for a database. It knows nothing of what it serves.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace dengbao::http {

struct Limits {
  std::size_t header_bytes = 16 * 1024;           // more: 431
  std::uint64_t body_bytes = 1 << 20;             // more: 413
  std::chrono::milliseconds header_time{10'000};  // from the first byte to the end of the headers
  std::chrono::milliseconds idle_time{75'000};    // between two requests
  // A body or response may take this long and as long again as it needs at the slowest rate.
  std::chrono::milliseconds transfer_time{20'000};
  std::uint64_t slowest_bytes_a_second = 16 * 1024;
  std::chrono::milliseconds heartbeat{15'000};  // of event streams
  std::size_t connections = 20'000;
  std::size_t connections_per_client =
      512;  // by address, /64 of version 6; further ones are closed
  // Behind a proxy all clients have its address, so the loopback one counts apart.
  bool limit_loopback = false;
  std::uint64_t bodies_in_memory = 512u << 20;  // of all requests together; more: 503
  std::size_t waiting = 4096;                   // requests that wait for a thread; more: 503
  std::chrono::milliseconds stop_time{30'000};
};

struct TlsFiles {
  std::string certificate, key;  // PEM files; the certificate with its chain
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // an address, not a name
  std::uint16_t port = 0;             // 0: any free one
  std::optional<TlsFiles> tls;
  unsigned threads = 4;              // for handlers
  std::vector<std::string> proxies;  // addresses; what they say of the client is believed
  Limits limits;
  Headers always;  // set on every response that has not set them itself
  // The body limit of a particular request by its headers; by default that of the limits.
  std::function<std::uint64_t(const Request& head)> body_limit;
  // An answer that needs no waiting, asked for on the I/O thread before a request goes to the
  // handler: it must not look at a disk or a database. Null: the handler answers.
  std::function<std::shared_ptr<const Response>(const Request&)> at_once;
  // Whether the body of a request goes on to a taker piece by piece, instead of into memory; and
  // who takes it, asked on a thread of the handlers before the first piece.
  std::function<bool(const Request& head)> passes_on;
  std::function<OpenedBody(const Request& head)> open_body;
};

// Called from several threads at once. An exception is answered with 500.
using Handler = std::function<Response(const Request&)>;

struct Traffic {
  std::uint64_t connections = 0, requests = 0, refused_connections = 0;
  std::size_t open = 0, running = 0;
};

class Server {
 public:
  // Listens before it returns. External http.cannot_listen, http.tls.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  Traffic traffic() const;
  // No new connections; requests that have come in whole are answered, then everything closes.
  // Waits for that, at most Limits::stop_time.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dengbao::http
