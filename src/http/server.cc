#include "http/server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include "base/hash.h"
#include "base/ids.h"
#include "http/address.h"
#include "http/core.h"

namespace dengbao::http {
namespace {

using boost::system::error_code;

std::string random_prefix() {
  std::array<std::uint8_t, 8> bytes{};
  SystemRandomness().fill(bytes);
  return hex(bytes);
}

bool admitted(Core& core, const std::string& peer) {
  const Limits& limits = core.options.limits;
  if (core.open.size() >= limits.connections) return false;
  if (is_loopback(peer) && !limits.limit_loopback) return true;
  const auto& proxies = core.options.proxies;
  if (std::find(proxies.begin(), proxies.end(), peer) != proxies.end()) return true;
  const auto it = core.by_client.find(counted_as(peer));
  return it == core.by_client.end() || it->second < limits.connections_per_client;
}

asio::awaitable<void> accept_all(Core& core) {
  asio::steady_timer pause(core.io);
  while (core.acceptor.is_open()) {
    error_code error;
    tcp::socket socket(core.io);
    co_await core.acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) break;
    if (error) {  // no descriptors left: those that close make room
      pause.expires_after(std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    const tcp::endpoint from = socket.remote_endpoint(error);
    if (error) continue;
    const std::string peer = plain_address(from.address().to_string()).value_or("");
    if (core.stopping || !admitted(core, peer)) {
      ++core.refused;
      socket.close(error);
      continue;
    }
    socket.set_option(tcp::no_delay(true), error);
    ++core.connections;
    serve_connection(core, std::move(socket), peer);
  }
}

// How often late connections are looked for: one round for all costs less than a timer for each,
// and a bound of seconds is kept to a part of it.
std::chrono::milliseconds pace_of(const Limits& limits) {
  const auto least = std::min({limits.header_time, limits.idle_time, limits.transfer_time});
  return std::clamp(least / 8, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
}

asio::awaitable<void> close_the_late(Core& core) {
  const auto pace = pace_of(core.options.limits);
  while (!core.over) {
    error_code error;
    core.rounds.expires_after(pace);
    co_await core.rounds.async_wait(asio::redirect_error(asio::use_awaitable, error));
    const auto now = std::chrono::steady_clock::now();
    for (Core::Open& open : core.open) {
      if (open.late > now) continue;
      open.late = Core::Open::kNever;
      open.close();
    }
  }
}

Status set_up_tls(Core& core) {
  if (!core.options.tls) return {};
  error_code error;
  core.tls.emplace(asio::ssl::context::tls_server);
  auto& tls = *core.tls;
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                      asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION |
                      SSL_OP_CIPHER_SERVER_PREFERENCE,
                  error);
  tls.use_certificate_chain_file(core.options.tls->certificate, error);
  if (error)
    return fail(ErrorKind::External, "http.tls_certificate",
                {{"file", core.options.tls->certificate}}, core.options.tls->certificate);
  tls.use_private_key_file(core.options.tls->key, asio::ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(tls.native_handle()) != 1)
    return fail(ErrorKind::External, "http.tls_key", {{"file", core.options.tls->key}},
                core.options.tls->key);
  return {};
}

Status listen(Core& core) {
  error_code error;
  const auto address = asio::ip::make_address(core.options.address, error);
  if (error)
    return fail(ErrorKind::BadInput, "http.no_address", {{"address", core.options.address}});
  const tcp::endpoint at(address, core.options.port);
  core.acceptor.open(at.protocol(), error);
  if (!error) core.acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) core.acceptor.bind(at, error);
  if (!error) core.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  return fail(ErrorKind::External, "http.cannot_listen",
              {{"address", core.options.address},
               {"port", std::to_string(core.options.port)},
               {"reason", error.message()}});
}

}  // namespace

struct Server::State {
  State(ServerOptions options, Handler handler) : core(std::move(options), std::move(handler)) {}
  Core core;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> guard;
  std::thread thread;
  std::uint16_t port = 0;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler handler) {
  auto state = std::make_unique<State>(std::move(options), std::move(handler));
  Core& core = state->core;
  core.id_prefix = random_prefix();
  for (std::string& proxy : core.options.proxies) proxy = plain_address(proxy).value_or(proxy);
  CHECK(set_up_tls(core));
  CHECK(listen(core));
  state->port = core.acceptor.local_endpoint().port();
  state->guard.emplace(core.io.get_executor());
  asio::co_spawn(core.io, accept_all(core), asio::detached);
  asio::co_spawn(core.io, close_the_late(core), asio::detached);
  state->thread = std::thread([&core] { core.io.run(); });
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::uint16_t Server::port() const {
  return state_->port;
}

Traffic Server::traffic() const {
  const Core& core = state_->core;
  return {core.connections, core.requests, core.refused, core.open_count, core.running};
}

void Server::stop() {
  if (!state_ || !state_->thread.joinable()) return;
  Core& core = state_->core;
  asio::post(core.io, [&core] {
    core.stopping = true;
    error_code error;
    core.acceptor.close(error);
    for (Core::Open& open : core.open) {
      if (open.events) open.events->close();
      if (open.idle) open.close();
    }
  });
  const auto all_closed = [&] { return core.open_count == 0; };
  {
    std::unique_lock lock(core.mutex);
    if (!core.closed.wait_for(lock, core.options.limits.stop_time, all_closed)) {
      asio::post(core.io, [&core] {
        for (Core::Open& open : core.open) open.close();
      });
      core.closed.wait(lock, all_closed);
    }
  }
  core.pool.stop();
  asio::post(core.io, [&core] {
    core.over = true;
    core.rounds.cancel();
  });
  state_->guard.reset();
  state_->thread.join();
}

}  // namespace dengbao::http
