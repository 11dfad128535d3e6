// The life of a connection, for TCP and for TLS.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "http/connection_reading.h"
#include "http/connection_writing.h"
#include "http/parked.h"

namespace dengbao::http {
namespace {

template <class Answer>
Response sound(const Answer& answer) {
  try {
    return answer();
  } catch (...) {
    return Response::text(500, "Internal Server Error\n");
  }
}

std::shared_ptr<const Response> at_once(const Core& core, const Request& request) {
  if (!core.options.at_once) return nullptr;
  try {
    return core.options.at_once(request);
  } catch (...) {
    return nullptr;  // the handler says what is wrong
  }
}

template <class Stream>
asio::awaitable<void> own_and_serve(std::unique_ptr<Connection<Stream>> connection) {
  co_await connection->serve();
}

template <class Stream>
void spawn(Core& core, Stream stream, std::string peer) {
  auto connection = std::make_unique<Connection<Stream>>(core, std::move(stream), std::move(peer));
  asio::co_spawn(core.io, own_and_serve(std::move(connection)), asio::detached);
}

}  // namespace

template <class Stream>
asio::awaitable<void> Connection<Stream>::serve() {
  if constexpr (kTls) {
    error_code error;
    place_->idle = false;
    expires_after(core_.options.limits.header_time);
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
  while (co_await wait_for_request()) {
    const Came came = co_await read_request();
    if (came == Came::Nothing) break;
    if (came == Came::Broken) {
      const bool written = co_await write(*answer_, false);
      co_await finish(written);
      co_return;
    }
    ++core_.requests;
    co_await run_handler();
    const bool keep = keep_alive_ && !core_.stopping;
    const bool written = co_await write(*answer_, keep);
    answer_.reset();
    release_body();
    if (!written || !keep) break;
  }
  co_await finish(false);
}

// What is at hand is answered here; everything else goes to a thread that may wait.
template <class Stream>
asio::awaitable<void> Connection<Stream>::run_handler() {
  expires_never();
  if ((answer_ = at_once(core_, *request_))) co_return;
  std::function<Response()> work = [&core = core_, request = request_] {
    return core.handler(*request);
  };
  while (true) {
    const auto answer = [work] { return sound(work); };
    auto response = co_await on_a_thread(core_, answer);
    if (!response) {
      response = Response::text(503, "Service Unavailable\n");
      response->headers.set("Retry-After", "1");
    }
    const std::shared_ptr<Parked> parked = response->parked;
    if (!parked) {
      answer_ = std::make_shared<const Response>(std::move(*response));
      co_return;
    }
    co_await wait_for(*parked);
    work = parked->then;
  }
}

template <class Stream>
asio::awaitable<void> Connection<Stream>::wait_for(Parked& parked) {
  asio::steady_timer timer(core_.io);
  timer.expires_after(parked.most);
  // Whoever is ready may be any thread, and this connection may be gone when it is woken.
  auto bell = std::make_shared<asio::steady_timer*>(&timer);
  asio::io_context& io = core_.io;
  parked.when_ready([&io, bell] {
    asio::post(io, [bell] {
      if (*bell) (*bell)->expires_at(std::chrono::steady_clock::time_point::min());
    });
  });
  error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  parked.when_ready(nullptr);
  *bell = nullptr;
}

void serve_connection(Core& core, tcp::socket socket, std::string peer) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  if (core.tls)
    spawn(core, TlsStream(std::move(socket), *core.tls), std::move(peer));
  else
    spawn(core, std::move(socket), std::move(peer));
}

}  // namespace dengbao::http
