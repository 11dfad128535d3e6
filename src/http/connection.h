#pragma once
// One connection from its first byte to its last: a coroutine on the I/O thread. Only connection.cc
// includes this and what defines the members.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "http/address.h"
#include "http/core.h"
#include "http/request_parser.h"

namespace dengbao::http {

namespace beast = boost::beast;
using boost::system::error_code;
using PlainStream = tcp::socket;
using TlsStream = asio::ssl::stream<tcp::socket>;

// Runs `work` on a thread that may wait; what it gives comes back to the I/O thread. Nothing where
// too many wait already, or where it throws.
template <class Work>
auto on_a_thread(Core& core, Work work) -> asio::awaitable<std::optional<decltype(work())>> {
  using Given = std::optional<decltype(work())>;
  auto initiation = [&core, work = std::move(work)](auto resume) mutable {
    auto kept = std::make_shared<decltype(resume)>(std::move(resume));
    const auto answer = [&core, kept](Given given) {
      auto out = std::make_shared<Given>(std::move(given));
      asio::post(core.io, [kept, out]() { (*kept)(std::move(*out)); });
    };
    const bool taken = core.pool.submit([&core, answer, work = std::move(work)]() mutable {
      ++core.running;
      Given given;
      try {
        given = work();
      } catch (...) {
        given.reset();
      }
      --core.running;
      answer(std::move(given));
    });
    if (!taken) answer(std::nullopt);
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Given)>(
      std::move(initiation), asio::use_awaitable);
}

template <class Stream>
class Connection {
 public:
  Connection(Core& core, Stream stream, std::string peer)
      : core_(core),
        stream_(std::move(stream)),
        peer_(std::move(peer)),
        counted_as_(counted_as(peer_)) {
    place_ = core_.open.emplace(core_.open.end());
    place_->close = [this] {
      error_code ignored;
      socket().close(ignored);
    };
    ++core_.open_count;
    ++core_.by_client[counted_as_];
  }
  ~Connection() {
    release_body();
    if (--core_.by_client[counted_as_] == 0) core_.by_client.erase(counted_as_);
    core_.open.erase(place_);
    const std::lock_guard lock(core_.mutex);
    --core_.open_count;
    core_.closed.notify_all();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  asio::awaitable<void> serve();

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;
  tcp::socket& socket() {
    if constexpr (kTls)
      return stream_.next_layer();
    else
      return stream_;
  }
  // What may be read next: nothing more, an answer to what could not be read, or a whole request.
  enum class Came : std::uint8_t { Nothing, Broken, Request };
  asio::awaitable<bool> wait_for_request();
  asio::awaitable<Came> read_request();
  asio::awaitable<error_code> read_head(RequestParser& parser);
  asio::awaitable<Came> read_body(RequestParser& parser);
  asio::awaitable<Came> read_into_memory(RequestParser& parser);
  asio::awaitable<Came> pass_on(RequestParser& parser);
  asio::awaitable<error_code> read_more(RequestParser& parser, std::size_t most);
  asio::awaitable<error_code> read_some_of_body(RequestParser& parser);
  asio::awaitable<bool> tell_to_continue(RequestParser& parser);
  Came broken(const error_code& why);
  Came refused(Response answer) {
    answer_ = std::make_shared<const Response>(std::move(answer));
    return Came::Broken;
  }
  Came refused(int status) {
    return refused(Response::text(status, std::string(reason_of(status)) + "\n"));
  }
  bool take_head(const RequestParser& parser);
  asio::awaitable<void> run_handler();
  asio::awaitable<void> wait_for(Parked& parked);
  asio::awaitable<bool> write(const Response& response, bool keep_alive);
  asio::awaitable<bool> write_source(BodySource& source);
  asio::awaitable<void> write_events(const std::shared_ptr<Subscription>& events, bool chunked);
  asio::awaitable<bool> write_bytes(std::string_view first, std::string_view second);
  asio::awaitable<void> finish(bool linger);
  bool reserve_body(std::uint64_t bytes);
  void release_body() {
    core_.bodies -= reserved_;
    reserved_ = 0;
  }
  // Later than that the connection is closed under whatever it waits for.
  void expires_after(std::chrono::milliseconds time) {
    place_->late = std::chrono::steady_clock::now() + time;
  }
  void expires_never() { place_->late = Core::Open::kNever; }
  std::chrono::milliseconds time_for(std::uint64_t bytes) const {
    const Limits& limits = core_.options.limits;
    return limits.transfer_time +
           std::chrono::milliseconds(bytes * 1000 / limits.slowest_bytes_a_second);
  }

  Core& core_;
  Stream stream_;
  std::string peer_, counted_as_;
  std::list<Core::Open>::iterator place_;
  beast::flat_buffer buffer_;
  std::shared_ptr<Request> request_;
  std::shared_ptr<const Response> answer_;
  bool keep_alive_ = false;
  bool modern_ = true;  // HTTP/1.1
  std::uint64_t reserved_ = 0;
};

}  // namespace dengbao::http
