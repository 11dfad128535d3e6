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
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

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

struct CuttingProxy::Piece {
  std::string bytes;
  bool statement = false;
};

// What the program sends, taken apart where one statement ends and the next begins [PostgreSQL
// frontend/backend protocol 3.0]: each piece ends with an Execute and the Sync that follows it, or
// holds what is no statement.
class CuttingProxy::Pieces {
 public:
  void add(std::string_view bytes) { rest_ += bytes; }
  std::optional<Piece> next() {
    while (const std::size_t size = first_message()) {
      const char type = begun_ ? rest_[0] : '\0';
      if (!begun_) begun_ = number_at(4) == kProtocol;
      held_ += rest_.substr(0, size);
      rest_.erase(0, size);
      if (type == 'P' || type == 'B' || type == 'D' || type == 'C') continue;
      const bool statement = type == 'E';
      if (const std::size_t sync = statement ? first_message() : 0; sync != 0 && rest_[0] == 'S') {
        held_ += rest_.substr(0, sync);
        rest_.erase(0, sync);
      }
      return Piece{std::exchange(held_, {}), statement};
    }
    return std::nullopt;
  }

 private:
  static constexpr std::uint32_t kProtocol = 3U << 16U;  // the version in the first message

  std::uint32_t number_at(std::size_t at) const {
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < 4; ++i)
      n = n << 8U | static_cast<unsigned char>(at + i < rest_.size() ? rest_[at + i] : '\0');
    return n;
  }
  // The size of the first message, 0 where it is not whole yet. Before the session has begun
  // messages have no type.
  std::size_t first_message() const {
    const std::size_t type = begun_ ? 1 : 0;
    if (rest_.size() < type + 4) return 0;
    const std::size_t size = type + number_at(type);
    return rest_.size() < size ? 0 : size;
  }

  std::string rest_, held_;
  bool begun_ = false;
};

// Whether the wire is whole after it.
bool CuttingProxy::pass(int server, const Piece& piece) {
  if (!piece.statement) return forward(server, piece.bytes);
  const bool commits = piece.bytes.find(kCommit) != std::string::npos;
  std::optional<At> at;
  {
    const std::lock_guard lock(mutex_);
    const int n = ++statements_;
    if (commits) commits_.push_back(n);
    if (n == nth_) at = at_;
  }
  if (const Cut now = commits ? cut_.exchange(Cut::Never) : Cut::Never; now != Cut::Never)
    at = now == Cut::BeforeCommit ? At::Before : At::Answered;
  if (!at) return forward(server, piece.bytes);
  const std::string_view bytes = piece.bytes;
  if (*at == At::Within) forward(server, bytes.substr(0, bytes.size() / 2));
  if (*at == At::Sent) forward(server, bytes);
  if (*at == At::Answered) {
    // Part of a pipeline is answered when its end is sent, or when a Flush asks for it.
    constexpr std::string_view kFlush("H\0\0\0\4", 5);
    constexpr int kAnswerMillis = 1000;
    forward(server, bytes);
    forward(server, kFlush);
    pollfd answer{server, POLLIN, 0};
    if (::poll(&answer, 1, kAnswerMillis) > 0) (void)receive(server);
  }
  has_cut_ = true;
  return false;
}

void CuttingProxy::carry(int client) {
  const int server = dial();
  Pieces pieces;
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
    whole = !bytes.empty();
    pieces.add(bytes);
    for (auto piece = pieces.next(); whole && piece; piece = pieces.next())
      whole = pass(server, *piece);
  }
  ::close(client);
  if (server >= 0) ::close(server);
}

}  // namespace dengbao::conformance
