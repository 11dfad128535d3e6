#pragma once
// How a connection writes an answer.

#include <fmt/format.h>

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "http/connection.h"

namespace dengbao::http {

// Most answers fit into what the system takes at once: then nothing is waited for.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::write_bytes(std::string_view first,
                                                      std::string_view second) {
  error_code error;
  if constexpr (kTls) {
    expires_after(time_for(first.size() + second.size()));
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
    std::array<asio::const_buffer, 2> pieces = {asio::buffer(first), asio::buffer(second)};
    std::size_t written = stream_.write_some(pieces, error);
    if (error == asio::error::would_block) error = {};
    if (error || written == first.size() + second.size()) co_return !error;
    for (asio::const_buffer& piece : pieces) {
      const std::size_t whole = piece.size();
      piece += written;
      written -= std::min(written, whole);
    }
    expires_after(time_for(pieces[0].size() + pieces[1].size()));
    co_await asio::async_write(stream_, pieces, asio::redirect_error(asio::use_awaitable, error));
  }
  co_return !error;
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::write(const Response& response, bool keep_alive) {
  const bool streams = response.events != nullptr;
  const std::string head =
      head_of(core_, *request_, response, keep_alive && !streams, streams && modern_);
  const bool bodiless =
      request_->method == "HEAD" || response.status == 204 || response.status == 304;
  const bool later = bodiless || streams || response.source;
  const std::string_view body = later           ? std::string_view()
                                : response.kept ? std::string_view(*response.kept)
                                                : std::string_view(response.body);
  const bool written = co_await write_bytes(head, body);
  if (!written || bodiless) co_return written;
  if (response.source) co_return co_await write_source(*response.source);
  if (!streams) co_return true;
  co_await write_events(response.events, modern_);
  co_return false;
}

// The next piece is asked for when the last one has gone.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::write_source(BodySource& source) {
  std::uint64_t left = source.size();
  while (left > 0) {
    expires_never();
    auto piece = std::make_shared<std::string>();
    const auto next = [&source, piece] { return source.next(*piece); };
    const auto read = co_await on_a_thread(core_, next);
    // What was announced cannot be kept: the connection breaks off, so that nobody takes the
    // beginning for the whole.
    if (!read || !*read || piece->empty() || piece->size() > left) co_return false;
    if (!co_await write_bytes(*piece, {})) co_return false;
    left -= piece->size();
  }
  co_return true;
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
      expires_never();
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
  expires_after(std::chrono::seconds(2));
  if constexpr (kTls)
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
  socket().shutdown(tcp::socket::shutdown_send, error);
  buffer_.clear();
  for (int i = 0; linger && i < 64; ++i) {
    const std::size_t n = co_await socket().async_read_some(
        buffer_.prepare(8192), asio::redirect_error(asio::use_awaitable, error));
    if (error || n == 0) break;
  }
  socket().close(error);
}

}  // namespace dengbao::http
