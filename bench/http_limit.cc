// The least a server of HTTP can do: Beast, one thread, the same bytes to everyone.
//   http_limit PORT FILE

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

asio::awaitable<void> serve(beast::tcp_stream stream, const std::string& bytes) {
  beast::flat_buffer buffer;
  boost::system::error_code error;
  while (!error) {
    http::request<http::string_body> request;
    co_await http::async_read(stream, buffer, request,
                              asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    http::response<http::string_body> response(http::status::ok, request.version());
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    response.body() = bytes;
    response.prepare_payload();
    co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<void> accept(asio::io_context& io, unsigned short port, const std::string& bytes) {
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), port});
  while (true) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(asio::ip::tcp::no_delay(true));
    asio::co_spawn(io, serve(beast::tcp_stream(std::move(socket)), bytes), asio::detached);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 3;
  std::stringstream all;
  all << std::ifstream(argv[2], std::ios::binary).rdbuf();
  const std::string bytes = all.str();
  unsigned short port = 0;
  std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), port);
  asio::io_context io{1};
  asio::co_spawn(io, accept(io, port, bytes), asio::detached);
  io.run();
}
