#include "conformance/cutting_proxy.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace dengbao::conformance {
namespace {

constexpr int kLookMillis = 50;
// The whole statement as the protocol sends it; not the end of READ COMMITTED.
constexpr std::string_view kCommit("\0COMMIT\0", 8);

std::string option(const std::string& url, std::string_view keyword) {
  std::string out;
  PQconninfoOption* all = PQconninfoParse(url.c_str(), nullptr);
  for (PQconninfoOption* one = all; one != nullptr && one->keyword != nullptr; ++one) {
    if (one->keyword == keyword && one->val != nullptr) out = one->val;
  }
  PQconninfoFree(all);
  return out;
}

// What has arrived; empty when the other side is gone.
std::string receive(int from) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(from, buffer.data(), buffer.size(), 0);
  return size <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
}

bool forward(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(const std::string& server)
    : host_(option(server, "host")), port_(option(server, "port")) {
  if (port_.empty()) port_ = "5432";
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, plain, &size) != 0) {
    throw std::runtime_error("cannot listen on the loopback");
  }
  own_port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { accept_all(); });
}

CuttingProxy::~CuttingProxy() {
  stop_ = true;
  accepting_.join();
  for (std::thread& wire : wires_) wire.join();
  ::close(listener_);
}

std::string CuttingProxy::through(const std::string& url) const {
  return url + (url.find('?') == std::string::npos ? "?" : "&") +
         "host=127.0.0.1&port=" + std::to_string(own_port_);
}

int CuttingProxy::dial() const {
  if (host_.starts_with('/')) {  // a socket in a folder
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = host_ + "/.s.PGSQL." + port_;
    if (path.size() >= sizeof address.sun_path) return -1;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int out = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(out, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return out;
    ::close(out);
    return -1;
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &found) != 0) return -1;
  int out = -1;
  for (addrinfo* one = found; one != nullptr && out < 0; one = one->ai_next) {
    out = ::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(out, one->ai_addr, one->ai_addrlen) != 0) {
      ::close(out);
      out = -1;
    }
  }
  ::freeaddrinfo(found);
  return out;
}

void CuttingProxy::accept_all() {
  while (!stop_) {
    pollfd look{listener_, POLLIN, 0};
    if (::poll(&look, 1, kLookMillis) <= 0) continue;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    wires_.emplace_back([this, client] { carry(client); });
  }
}

bool CuttingProxy::cut_here(int server, const std::string& bytes) {
  const At at = at_;
  if (at == At::Within) forward(server, std::string_view(bytes).substr(0, bytes.size() / 2));
  if (at == At::After) {
    forward(server, bytes);
    // The answer that nobody will hear; part of a pipeline has none until its end is sent.
    constexpr int kAnswerMillis = 300;
    pollfd answer{server, POLLIN, 0};
    if (::poll(&answer, 1, kAnswerMillis) > 0) (void)receive(server);
  }
  has_cut_ = true;
  return true;
}

void CuttingProxy::carry(int client) {
  const int server = dial();
  bool whole = server >= 0;
  while (whole && !stop_) {
    std::array<pollfd, 2> look{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (::poll(look.data(), look.size(), kLookMillis) < 0) break;
    if (look[1].revents != 0) {
      const std::string bytes = receive(server);
      whole = !bytes.empty() && forward(client, bytes);
    }
    if (!whole || look[0].revents == 0) continue;
    const std::string bytes = receive(client);
    if (!bytes.empty() && ++messages_ == nth_) {
      whole = !cut_here(server, bytes);
      continue;
    }
    const bool commits = bytes.find(kCommit) != std::string::npos;
    const Cut now = commits ? cut_.exchange(Cut::Never) : Cut::Never;
    if (now != Cut::BeforeCommit) whole = !bytes.empty() && forward(server, bytes);
    if (now == Cut::Never) continue;
    if (now == Cut::AfterCommit) (void)receive(server);  // the answer that nobody will hear
    has_cut_ = true;
    whole = false;
  }
  ::close(client);
  if (server >= 0) ::close(server);
}

}  // namespace dengbao::conformance
