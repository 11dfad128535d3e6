#pragma once
// What the connections of one server share. Touched by its one I/O thread only, but for the
// counters and what `stop` waits for.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "http/events.h"
#include "http/pool.h"
#include "http/server.h"

namespace dengbao::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

struct Core {
  Core(ServerOptions o, Handler h)
      : options(std::move(o)),
        handler(std::move(h)),
        pool(options.threads, options.limits.waiting) {}

  // One open connection, as far as stopping concerns it.
  struct Open {
    using Time = std::chrono::steady_clock::time_point;
    static constexpr Time kNever = Time::max();
    bool idle = true;    // waits for the first byte of a request
    Time late = kNever;  // when it is closed whatever it waits for
    std::function<void()> close;
    std::shared_ptr<Subscription> events;
  };

  ServerOptions options;
  Handler handler;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  std::optional<asio::ssl::context> tls;
  std::list<Open> open;
  std::map<std::string, std::size_t> by_client;
  std::uint64_t bodies = 0;  // bytes reserved for bodies that are being read or handled
  bool stopping = false, over = false;
  asio::steady_timer rounds{io};  // of looking for late connections
  std::string id_prefix;
  std::uint64_t next_id = 0;
  std::time_t date_at = 0;
  std::string date;

  std::atomic<std::uint64_t> connections = 0, requests = 0, refused = 0;
  std::atomic<std::size_t> open_count = 0, running = 0;
  std::mutex mutex;
  std::condition_variable closed;

  // Last, so that its threads end before anything they use.
  Pool pool;
};

// Takes over an accepted socket until it is closed.
void serve_connection(Core& core, tcp::socket socket, std::string peer);

// The start line and headers of a response.
std::string head_of(Core& core, const Request& request, const Response& response, bool keep_alive,
                    bool chunked);

}  // namespace dengbao::http
