// One connection from its first byte to its last: a coroutine on the I/O thread.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "http/core.h"
#include "http/forwarded.h"

namespace dengbao::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Parser = beast::http::request_parser<beast::http::string_body>;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
constexpr std::size_t kFirstRead = 2048;  // small: thousands of connections wait with it

template <class Stream>
class Connection {
 public:
  Connection(Core& core, Stream stream, std::string peer)
      : core_(core), stream_(std::move(stream)), peer_(std::move(peer)) {
    place_ = core_.open.emplace(core_.open.end());
    place_->close = [this] { lowest().close(); };
    ++core_.open_count;
    ++core_.by_client[peer_];
  }
  ~Connection() {
    release_body();
    if (--core_.by_client[peer_] == 0) core_.by_client.erase(peer_);
    core_.open.erase(place_);
    const std::lock_guard lock(core_.mutex);
    --core_.open_count;
    core_.closed.notify_all();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  asio::awaitable<void> serve();

 private:
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
  // What may be read next: nothing more, an answer to what could not be read, or a whole request.
  enum class Came : std::uint8_t { Nothing, Broken, Request };
  asio::awaitable<Came> read_request();
  asio::awaitable<Came> read_body(Parser& parser);
  Came broken(const error_code& why);
  bool take_head(const Parser& parser);
  int wrong_with(const Parser& parser) const;
  asio::awaitable<Response> run_handler();
  asio::awaitable<bool> write(Response response, bool keep_alive);
  asio::awaitable<void> write_events(const std::shared_ptr<Subscription>& events, bool chunked);
  asio::awaitable<bool> write_bytes(std::string_view first, std::string_view second);
  asio::awaitable<void> finish(bool linger);
  bool reserve_body(std::uint64_t bytes);
  void release_body() {
    core_.bodies -= reserved_;
    reserved_ = 0;
  }
  std::chrono::milliseconds time_for(std::uint64_t bytes) const {
    const Limits& limits = core_.options.limits;
    return limits.transfer_time +
           std::chrono::milliseconds(bytes * 1000 / limits.slowest_bytes_a_second);
  }

  Core& core_;
  Stream stream_;
  std::string peer_;
  std::list<Core::Open>::iterator place_;
  beast::flat_buffer buffer_;
  std::shared_ptr<Request> request_;
  int status_ = 0;  // of the answer to what is broken
  bool keep_alive_ = false;
  bool modern_ = true;  // HTTP/1.1
  std::uint64_t reserved_ = 0;
};

template <class Stream>
asio::awaitable<void> Connection<Stream>::serve() {
  error_code error;
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    place_->idle = false;
    lowest().expires_after(core_.options.limits.header_time);
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
  while (true) {
    const Came came = co_await read_request();
    if (came == Came::Nothing) break;
    if (came == Came::Broken) {
      if (!request_) request_ = std::make_shared<Request>();
      Response answer = Response::text(status_, std::string(reason_of(status_)) + "\n");
      const bool written = co_await write(std::move(answer), false);
      co_await finish(written);
      co_return;
    }
    ++core_.requests;
    Response answer = co_await run_handler();
    const bool keep = keep_alive_ && !core_.stopping;
    const bool written = co_await write(std::move(answer), keep);
    release_body();
    if (!written || !keep) break;
  }
  co_await finish(false);
}

template <class Stream>
auto Connection<Stream>::read_request() -> asio::awaitable<Came> {
  error_code error;
  const Limits& limits = core_.options.limits;
  request_.reset();
  if (buffer_.size() == 0) {
    if (buffer_.capacity() > 16 * 1024) buffer_.shrink_to_fit();
    if (core_.stopping) co_return Came::Nothing;
    place_->idle = true;
    lowest().expires_after(limits.idle_time);
    const std::size_t n = co_await stream_.async_read_some(
        buffer_.prepare(kFirstRead), asio::redirect_error(asio::use_awaitable, error));
    place_->idle = false;
    if (error) co_return Came::Nothing;
    buffer_.commit(n);
  }
  lowest().expires_after(limits.header_time);
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(boost::none);  // by its headers, below
  co_await beast::http::async_read_header(stream_, buffer_, parser,
                                          asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return broken(error);
  if (!take_head(parser)) co_return Came::Broken;
  co_return co_await read_body(parser);
}

template <class Stream>
auto Connection<Stream>::broken(const error_code& why) -> Came {
  using Parse = beast::http::error;
  status_ = 400;
  if (why == Parse::end_of_stream || why == asio::error::eof ||
      why == asio::error::connection_reset || why == asio::error::operation_aborted ||
      why == asio::ssl::error::stream_truncated || why == beast::error::timeout)
    return Came::Nothing;  // a late one finds its connection closed already
  if (why == Parse::header_limit || why == Parse::buffer_overflow) status_ = 431;
  if (why == Parse::body_limit) status_ = 413;
  return Came::Broken;
}

// Where two readers could disagree about what was asked, it is refused (RFC 9112 §3.2, §6.3).
template <class Stream>
int Connection<Stream>::wrong_with(const Parser& parser) const {
  const auto& message = parser.get();
  if (message.version() != 10 && message.version() != 11) return 505;
  if (message.method() == beast::http::verb::unknown) return 501;
  const auto hosts = message.equal_range(beast::http::field::host);
  const auto host_count = std::distance(hosts.first, hosts.second);
  if (host_count > 1 || (message.version() == 11 && host_count == 0)) return 400;
  const auto lengths = message.equal_range(beast::http::field::content_length);
  if (std::distance(lengths.first, lengths.second) > 1) return 400;
  const auto codings = message.equal_range(beast::http::field::transfer_encoding);
  if (std::distance(codings.first, codings.second) > 1) return 400;
  if (codings.first != codings.second) {
    if (lengths.first != lengths.second) return 400;
    if (!beast::iequals(codings.first->value(), "chunked")) return 501;
  }
  return 0;
}

template <class Stream>
bool Connection<Stream>::take_head(const Parser& parser) {
  const auto& message = parser.get();
  request_ = std::make_shared<Request>();
  Request& request = *request_;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.peer = peer_;
  request.secure = std::is_same_v<Stream, TlsStream>;
  for (const auto& field : message)
    request.headers.add(std::string_view(field.name_string().data(), field.name_string().size()),
                        std::string_view(field.value().data(), field.value().size()));
  believe_proxy(request, core_.options.proxies);
  request.id = given_id(request);
  if (request.id.empty()) request.id = fmt::format("{}-{:x}", core_.id_prefix, ++core_.next_id);
  modern_ = message.version() >= 11;
  keep_alive_ = parser.keep_alive();
  status_ = wrong_with(parser);
  if (status_ == 0 && !read_target(request)) status_ = 400;
  return status_ == 0;
}

template <class Stream>
bool Connection<Stream>::reserve_body(std::uint64_t bytes) {
  if (core_.bodies + bytes > core_.options.limits.bodies_in_memory) return false;
  core_.bodies += bytes;
  reserved_ += bytes;
  return true;
}

template <class Stream>
auto Connection<Stream>::read_body(Parser& parser) -> asio::awaitable<Came> {
  error_code error;
  const auto& options = core_.options;
  const std::uint64_t limit =
      options.body_limit ? options.body_limit(*request_) : options.limits.body_bytes;
  const auto length = parser.content_length();
  if (length && *length > limit) {
    status_ = 413;
    co_return Came::Broken;
  }
  const std::uint64_t most = length ? *length : parser.chunked() ? limit : 0;
  constexpr std::uint64_t kSmall = 64 * 1024;
  if (most > kSmall && !reserve_body(most)) {
    status_ = 503;
    co_return Came::Broken;
  }
  parser.body_limit(limit);
  if (!parser.is_done() &&
      beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
    const bool told = co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (!told) co_return Came::Nothing;
  }
  lowest().expires_after(time_for(most));
  if (!parser.is_done()) {
    co_await beast::http::async_read(stream_, buffer_, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return broken(error);
  }
  request_->body = std::move(parser.get().body());
  co_return Came::Request;
}

// The request goes to a thread that may wait; its response comes back to this one.
template <class Stream>
asio::awaitable<Response> Connection<Stream>::run_handler() {
  lowest().expires_never();
  Core& core = core_;
  auto request = request_;
  auto initiation = [&core, request](auto resume) {
    auto kept = std::make_shared<decltype(resume)>(std::move(resume));
    const auto answer = [&core, kept](Response response) {
      auto out = std::make_shared<Response>(std::move(response));
      asio::post(core.io, [kept, out]() { (*kept)(std::move(*out)); });
    };
    const bool taken = core.pool.submit([&core, request, answer] {
      ++core.running;
      Response response;
      try {
        response = core.handler(*request);
      } catch (...) {
        response = Response::text(500, "Internal Server Error\n");
      }
      --core.running;
      answer(std::move(response));
    });
    if (!taken) {
      Response busy = Response::text(503, "Service Unavailable\n");
      busy.headers.set("Retry-After", "1");
      answer(std::move(busy));
    }
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(
      initiation, asio::use_awaitable);
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::write_bytes(std::string_view first,
                                                      std::string_view second) {
  error_code error;
  lowest().expires_after(time_for(first.size() + second.size()));
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    // Records are made of one buffer each: small answers go out as one, large ones as two.
    std::string whole;
    if (first.size() + second.size() <= 16 * 1024) {
      whole.reserve(first.size() + second.size());
      whole.append(first).append(second);
      first = whole;
      second = {};
    }
    for (const std::string_view piece : {first, second})
      if (!error && !piece.empty())
        co_await asio::async_write(stream_, asio::buffer(piece),
                                   asio::redirect_error(asio::use_awaitable, error));
  } else {
    const std::array<asio::const_buffer, 2> pieces = {asio::buffer(first), asio::buffer(second)};
    co_await asio::async_write(stream_, pieces, asio::redirect_error(asio::use_awaitable, error));
  }
  co_return !error;
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::write(Response response, bool keep_alive) {
  const bool streams = response.events != nullptr;
  const std::string head =
      head_of(core_, *request_, response, keep_alive && !streams, streams && modern_);
  const bool bodiless =
      request_->method == "HEAD" || response.status == 204 || response.status == 304;
  const std::string_view body = bodiless || streams ? std::string_view()
                                : response.kept     ? std::string_view(*response.kept)
                                                    : std::string_view(response.body);
  const bool written = co_await write_bytes(head, body);
  if (!streams || !written || bodiless) co_return written;
  co_await write_events(response.events, modern_);
  co_return false;
}

template <class Stream>
asio::awaitable<void> Connection<Stream>::write_events(const std::shared_ptr<Subscription>& events,
                                                       bool chunked) {
  asio::steady_timer timer(core_.io);
  // The publisher may be any thread, and this connection may be gone when it is woken.
  auto bell = std::make_shared<asio::steady_timer*>(&timer);
  asio::io_context& io = core_.io;
  events->when_woken([&io, bell] {
    asio::post(io, [bell] {
      if (*bell) (*bell)->cancel();
    });
  });
  place_->events = events;
  if (core_.stopping) events->close();
  bool written = true;
  while (written) {
    std::string text = events->take();
    const bool last = events->closed();
    if (text.empty() && !last) {
      error_code error;
      timer.expires_after(core_.options.limits.heartbeat);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      if (!error) text = ": still here\n\n";
      if (text.empty()) continue;
    }
    std::string piece = text;
    if (chunked && !text.empty()) piece = fmt::format("{:x}\r\n{}\r\n", text.size(), text);
    if (chunked && last) piece += "0\r\n\r\n";
    if (!piece.empty()) written = co_await write_bytes(piece, {});
    if (last) break;
  }
  *bell = nullptr;
  events->when_woken(nullptr);
  place_->events.reset();
  events->close();
}

// After an answer to something unread the other side may still be sending: what it sends is read
// for a moment, so that the answer is not lost with a reset.
template <class Stream>
asio::awaitable<void> Connection<Stream>::finish(bool linger) {
  error_code error;
  lowest().expires_after(std::chrono::seconds(2));
  if constexpr (std::is_same_v<Stream, TlsStream>) {
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  }
  lowest().socket().shutdown(tcp::socket::shutdown_send, error);
  buffer_.clear();
  for (int i = 0; linger && i < 64; ++i) {
    const std::size_t n = co_await lowest().async_read_some(
        buffer_.prepare(8192), asio::redirect_error(asio::use_awaitable, error));
    if (error || n == 0) break;
  }
  lowest().close();
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

void serve_connection(Core& core, tcp::socket socket, std::string peer) {
  beast::tcp_stream plain(std::move(socket));
  if (core.tls)
    spawn(core, TlsStream(std::move(plain), *core.tls), std::move(peer));
  else
    spawn(core, std::move(plain), std::move(peer));
}

}  // namespace dengbao::http
