#pragma once
// How a connection reads a request.

#include <algorithm>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include "http/connection.h"
#include "http/forwarded.h"

namespace dengbao::http {

inline constexpr std::size_t kFirstRead = 2048;  // small: thousands of connections wait with it
inline constexpr std::size_t kBodyRead = 64 * 1024;
// So much of a body that is passed on is in memory at once, and twice that while it is taken.
inline constexpr std::size_t kPiece = 256 * 1024;

// Until the first byte of a request. False where nothing more comes, or nothing more is wanted.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::wait_for_request() {
  if (buffer_.size() > 0) co_return true;
  if (buffer_.capacity() > 16 * 1024) buffer_.shrink_to_fit();
  if (core_.stopping) co_return false;
  error_code error;
  place_->idle = true;
  expires_after(core_.options.limits.idle_time);
  const std::size_t n = co_await stream_.async_read_some(
      buffer_.prepare(kFirstRead), asio::redirect_error(asio::use_awaitable, error));
  place_->idle = false;
  buffer_.commit(n);
  co_return !error;
}

template <class Stream>
auto Connection<Stream>::read_request() -> asio::awaitable<Came> {
  request_ = std::make_shared<Request>();
  expires_after(core_.options.limits.header_time);
  RequestParser parser(*request_);
  parser.header_limit(static_cast<std::uint32_t>(core_.options.limits.header_bytes));
  parser.body_limit(boost::none);  // by its headers, below
  if (const error_code error = co_await read_head(parser)) co_return broken(error);
  if (!take_head(parser)) co_return Came::Broken;
  if (parser.is_done()) co_return Came::Request;
  co_return co_await read_body(parser);
}

template <class Stream>
asio::awaitable<error_code> Connection<Stream>::read_head(RequestParser& parser) {
  error_code error;
  while (true) {
    const auto bytes = buffer_.data();
    parser.look_at({static_cast<const char*>(bytes.data()), bytes.size()});
    buffer_.consume(parser.put(bytes, error));
    if (parser.is_header_done() || (error && error != beast::http::error::need_more))
      co_return error;
    if ((error = co_await read_more(parser, kFirstRead))) co_return error;
  }
}

// At least one more byte; the end of the stream as the parser sees it.
template <class Stream>
asio::awaitable<error_code> Connection<Stream>::read_more(RequestParser& parser, std::size_t most) {
  error_code error;
  const std::size_t n = co_await stream_.async_read_some(
      buffer_.prepare(most), asio::redirect_error(asio::use_awaitable, error));
  buffer_.commit(n);
  if (error == asio::error::eof) {
    error = {};
    parser.put_eof(error);
    if (!error) error = asio::error::eof;
  }
  co_return error;
}

template <class Stream>
auto Connection<Stream>::broken(const error_code& why) -> Came {
  using Parse = beast::http::error;
  if (why == Parse::end_of_stream || why == asio::error::eof ||
      why == asio::error::connection_reset || why == asio::error::operation_aborted ||
      why == asio::error::bad_descriptor || why == asio::ssl::error::stream_truncated)
    return Came::Nothing;  // a late one finds its connection closed already
  if (why == Parse::header_limit || why == Parse::buffer_overflow) return refused(431);
  if (why == Parse::body_limit) return refused(413);
  return refused(400);
}

template <class Stream>
bool Connection<Stream>::take_head(const RequestParser& parser) {
  Request& request = *request_;
  request.peer = peer_;
  request.secure = kTls;
  believe_proxy(request, core_.options.proxies);
  request.id = given_id(request);
  if (request.id.empty()) request.id = core_.id_prefix + "-" + std::to_string(++core_.next_id);
  modern_ = parser.modern();
  keep_alive_ = parser.keep_alive();
  int status = parser.wrong();
  if (status == 0 && !read_target(request)) status = 400;
  if (status != 0) refused(status);
  return status == 0;
}

template <class Stream>
bool Connection<Stream>::reserve_body(std::uint64_t bytes) {
  if (core_.bodies + bytes > core_.options.limits.bodies_in_memory) return false;
  core_.bodies += bytes;
  reserved_ += bytes;
  return true;
}

template <class Stream>
auto Connection<Stream>::read_body(RequestParser& parser) -> asio::awaitable<Came> {
  const auto& options = core_.options;
  const std::uint64_t limit =
      options.body_limit ? options.body_limit(*request_) : options.limits.body_bytes;
  const auto length = parser.content_length();
  if (length && *length > limit) co_return refused(413);
  const bool passes = options.passes_on && options.passes_on(*request_);
  std::uint64_t most = length ? *length : parser.chunked() ? limit : 0;
  expires_after(time_for(most));
  if (passes) most = std::min<std::uint64_t>(most, 2 * kPiece);
  constexpr std::uint64_t kSmall = 64 * 1024;
  if (most > kSmall && !reserve_body(most)) co_return refused(503);
  parser.body_limit(limit);
  if (passes) co_return co_await pass_on(parser);
  co_return co_await read_into_memory(parser);
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::tell_to_continue(RequestParser& parser) {
  if (!parser.expects_continue()) co_return true;
  const auto late = place_->late;
  const bool told = co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n", {});
  place_->late = late;
  co_return told;
}

// What has come is parsed; where that does not end the body, more is waited for.
template <class Stream>
asio::awaitable<error_code> Connection<Stream>::read_some_of_body(RequestParser& parser) {
  error_code error;
  buffer_.consume(parser.put(buffer_.data(), error));
  const bool waits = error == beast::http::error::need_more || (!error && buffer_.size() == 0);
  if (waits && !parser.is_done()) error = co_await read_more(parser, kBodyRead);
  co_return error;
}

template <class Stream>
auto Connection<Stream>::read_into_memory(RequestParser& parser) -> asio::awaitable<Came> {
  if (!co_await tell_to_continue(parser)) co_return Came::Nothing;
  while (!parser.is_done())
    if (const error_code error = co_await read_some_of_body(parser)) co_return broken(error);
  request_->body = std::move(parser.body());
  co_return Came::Request;
}

// A body that goes on to a taker: no more is read while a piece is being taken.
template <class Stream>
auto Connection<Stream>::pass_on(RequestParser& parser) -> asio::awaitable<Came> {
  const auto open = [&core = core_, request = request_] {
    return core.options.open_body(*request);
  };
  auto opened = co_await on_a_thread(core_, open);
  if (!opened) co_return refused(503);
  if (opened->instead) co_return refused(std::move(*opened->instead));
  const std::shared_ptr<BodyTaker> taker = request_->taker = std::move(opened->taker);
  if (!co_await tell_to_continue(parser)) co_return Came::Nothing;
  while (!parser.is_done()) {
    if (const error_code error = co_await read_some_of_body(parser)) co_return broken(error);
    if (parser.body().size() < kPiece && !parser.is_done()) continue;
    auto piece = std::make_shared<std::string>(std::move(parser.body()));
    const auto take = [taker, piece] { return taker->take(*piece); };
    const auto taken = co_await on_a_thread(core_, take);
    if (!taken) co_return refused(503);
    if (*taken != 0) co_return refused(*taken);
    piece->clear();
    parser.body() = std::move(*piece);
  }
  co_return Came::Request;
}

}  // namespace dengbao::http
