#pragma once
// A client for tests that writes bytes as they are given, so that what is wrong can be sent too.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace dengbao::http {

class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port, bool tls = false) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    if (!tls || !connected_) return;
    context_ = SSL_CTX_new(TLS_client_method());
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~LoopbackClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    close();
  }
  LoopbackClient(const LoopbackClient&) = delete;
  LoopbackClient& operator=(const LoopbackClient&) = delete;

  bool connected() const { return connected_; }
  int descriptor() const { return fd_; }
  bool send(std::string_view bytes) {
    if (ssl_) return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  // What comes until the other side closes, or nothing more comes for `quiet_ms`.
  std::string read_all(int quiet_ms = 5000) {
    while (read_some(quiet_ms)) {
    }
    return std::exchange(seen_, {});
  }
  // One response with Content-Length; the rest is kept for the next call.
  std::string read_response(int quiet_ms = 5000) {
    while (true) {
      const auto end = seen_.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto at = seen_.find("Content-Length: ");
        const std::size_t body =
            at < end ? static_cast<std::size_t>(std::atoll(seen_.c_str() + at + 16)) : 0;
        if (seen_.size() >= end + 4 + body) {
          std::string out = seen_.substr(0, end + 4 + body);
          seen_.erase(0, end + 4 + body);
          return out;
        }
      }
      if (!read_some(quiet_ms)) return std::exchange(seen_, {});
    }
  }
  // Until `text` has come.
  bool read_until(std::string_view text, int quiet_ms = 5000) {
    while (seen_.find(text) == std::string::npos)
      if (!read_some(quiet_ms)) return false;
    return true;
  }
  const std::string& seen() const { return seen_; }
  bool closed_by_server(int wait_ms = 3000) {
    while (read_some(wait_ms)) {
    }
    return ended_;
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  bool read_some(int quiet_ms) {
    char bytes[16384];
    if (!ssl_ || SSL_pending(ssl_) == 0) {
      pollfd p{fd_, POLLIN, 0};
      if (::poll(&p, 1, quiet_ms) <= 0) return false;
    }
    const auto n = ssl_ ? SSL_read(ssl_, bytes, sizeof bytes) : ::recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0) {
      ended_ = true;
      return false;
    }
    seen_.append(bytes, static_cast<std::size_t>(n));
    return true;
  }

  int fd_ = -1;
  bool connected_ = false, ended_ = false;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  std::string seen_;
};

}  // namespace dengbao::http
