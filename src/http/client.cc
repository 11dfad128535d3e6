#include "http/client.h"

#include <fmt/format.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace dengbao::http {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;
constexpr int kPatienceSeconds = 120;

std::unexpected<Explanation> unreachable(const Address& a, const char* why) {
  return fail(ErrorKind::External, "http.unreachable", {{"address", a.shown()}, {"why", why}});
}

// A connected socket, with TLS over it where the address asks for it.
class Wire {
 public:
  explicit Wire(const Address& address) : address_(address) {}
  ~Wire() {
    if (ssl_) SSL_free(ssl_);
    if (context_) SSL_CTX_free(context_);
    if (fd_ >= 0) ::close(fd_);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  Status open() {
    CHECK(connect());
    return address_.tls ? secure() : Status();
  }

  Status send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ssl_ ? static_cast<ssize_t>(SSL_write(
                                ssl_, bytes.data(),
                                static_cast<int>(std::min(bytes.size(), std::size_t{1} << 20))))
                          : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      // The server may have answered and closed before it read everything: its answer says why.
      if (n <= 0) return {};
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<std::string> read_all() {
    std::string out;
    char piece[64 * 1024];
    while (out.size() < kMostBytes) {
      const auto n = ssl_ ? static_cast<ssize_t>(SSL_read(ssl_, piece, sizeof piece))
                          : ::recv(fd_, piece, sizeof piece, 0);
      if (n <= 0) return out;
      out.append(piece, static_cast<std::size_t>(n));
    }
    return fail(ErrorKind::External, "http.broken_answer", {{"address", address_.shown()}});
  }

 private:
  Status connect() {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    const std::string port = std::to_string(address_.port);
    if (const int code = ::getaddrinfo(address_.host.c_str(), port.c_str(), &hints, &found))
      return unreachable(address_, ::gai_strerror(code));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> keep(found, ::freeaddrinfo);
    int last = ECONNREFUSED;
    for (const addrinfo* at = found; at; at = at->ai_next) {
      fd_ = ::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const timeval patience{kPatienceSeconds, 0};
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      if (::connect(fd_, at->ai_addr, at->ai_addrlen) == 0) return {};
      last = errno;
      ::close(fd_);
      fd_ = -1;
    }
    return unreachable(address_, std::strerror(last));
  }

  Status secure() {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
    SSL_CTX_set_default_verify_paths(context_);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    SSL_set_tlsext_host_name(ssl_, address_.host.c_str());
    SSL_set1_host(ssl_, address_.host.c_str());
    if (SSL_connect(ssl_) == 1) return {};
    const long verdict = SSL_get_verify_result(ssl_);
    return fail(ErrorKind::External, "http.tls_refused",
                {{"address", address_.shown()},
                 {"why", verdict == X509_V_OK ? "TLS" : X509_verify_cert_error_string(verdict)}});
  }

  const Address& address_;
  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
};

Result<Response> read_response(const Address& address, const std::string& all) {
  const auto broken = [&] {
    return fail(ErrorKind::External, "http.broken_answer", {{"address", address.shown()}});
  };
  const auto end = all.find("\r\n\r\n");
  if (!all.starts_with("HTTP/1.1 ") || all.size() < 12 || end == std::string::npos) return broken();
  Response out;
  out.status = static_cast<int>(leading_number(std::string_view(all).substr(9, 3)));
  for (const std::string& line : split(all.substr(0, end), '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || line.starts_with("HTTP/")) continue;
    out.headers.add(line.substr(0, colon), trim(std::string_view(line).substr(colon + 1)));
  }
  out.body = all.substr(end + 4);
  // An answer that was cut off on the way is none.
  const auto length = out.headers.get("Content-Length");
  if (!length.empty() && std::cmp_not_equal(leading_number(length), out.body.size()))
    return broken();
  return out;
}

}  // namespace

std::string Address::shown() const {
  const bool six = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", tls ? "https" : "http", six ? "[" : "", host, six ? "]" : "",
                     port);
}

Result<Address> read_address(std::string_view url) {
  const auto wrong = [&] {
    return fail(ErrorKind::BadInput, "http.address", {{"value", std::string(url)}});
  };
  Address out;
  std::string_view rest = url;
  out.tls = rest.starts_with("https://");
  if (!out.tls && !rest.starts_with("http://")) return wrong();
  rest.remove_prefix(out.tls ? 8 : 7);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  std::string_view port;
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) return wrong();
    out.host = rest.substr(1, close - 1);
    port = rest.substr(close + 1);
  } else {
    const auto colon = rest.find(':');
    out.host = rest.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view() : rest.substr(colon);
  }
  constexpr std::uint16_t kHttp = 80, kHttps = 443;
  out.port = out.tls ? kHttps : kHttp;
  if (!port.empty()) {
    const std::int64_t n = leading_number(port.substr(1));
    if (port[0] != ':' || port.find_first_not_of("0123456789", 1) != std::string_view::npos ||
        n < 1 || n > 65535)
      return wrong();
    out.port = static_cast<std::uint16_t>(n);
  }
  if (out.host.empty() || out.host.find_first_of("/?#@ \r\n") != std::string::npos) return wrong();
  return out;
}

Result<Response> ask(const Address& address, const std::string& method, const std::string& target,
                     const Headers& headers, std::string_view body) {
  const std::string host = address.shown().substr(address.tls ? 8 : 7);
  std::string head =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", method, target, host);
  for (const auto& [name, value] : headers.all()) head += fmt::format("{}: {}\r\n", name, value);
  if (method != "GET") head += fmt::format("Content-Length: {}\r\n", body.size());
  Wire wire(address);
  CHECK(wire.open());
  CHECK(wire.send(head + "\r\n"));
  CHECK(wire.send(body));
  const std::string all = TRY(wire.read_all());
  return read_response(address, all);
}

}  // namespace dengbao::http
