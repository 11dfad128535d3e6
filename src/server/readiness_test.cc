#include "server/readiness.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace dengbao::server {
namespace {

// A service manager's end: a datagram socket under `name`, and what came to it.
class Listening {
 public:
  explicit Listening(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), length), 0) << name;
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Listening() {
    ::close(fd_);
    ::unsetenv("NOTIFY_SOCKET");
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  std::string heard() const {
    std::array<char, 64> text{};
    const ssize_t n = ::recv(fd_, text.data(), text.size(), MSG_DONTWAIT);
    return n < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(n));
  }

 private:
  int fd_;
};

TEST(Readiness, IsToldToTheSocketOfTheManagerByPathAndByAbstractName) {
  const std::string path = testing::TempDir() + "notify-" + std::to_string(::getpid());
  for (const std::string& name : {path, "@dengbao-notify-" + std::to_string(::getpid())}) {
    const Listening manager(name);
    EXPECT_TRUE(tell_service_manager("READY=1")) << name;
    EXPECT_EQ(manager.heard(), "READY=1") << name;
  }
  ::unlink(path.c_str());
}

TEST(Readiness, IsNotToldWhereNobodyListens) {
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(tell_service_manager("READY=1"));
  for (const std::string& name :
       {std::string(), std::string("/no/such/socket"), "/" + std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    EXPECT_FALSE(tell_service_manager("READY=1")) << name;
  }
  ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace dengbao::server
