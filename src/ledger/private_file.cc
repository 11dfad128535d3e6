#include "ledger/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dengbao::ledger {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close_now(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  bool close_now() {
    const bool good = fd_ < 0 || ::close(fd_) == 0;
    fd_ = -1;
    return good;
  }

 private:
  int fd_;
};

std::unexpected<Explanation> failed(const std::string& path, std::string_view step) {
  const int error = errno;
  auto why =
      fail(ErrorKind::External, "ledger.file_failed", {{"reason", std::strerror(error)}}, path);
  why.error().detail = std::string(step);
  return why;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Status sync_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return failed(folder, "sync");
  return {};
}

Status write_new(const std::string& path, std::string_view bytes) {
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return failed(path, "create");
  if (::fchmod(fd.get(), 0600) != 0 || !write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0 ||
      !fd.close_now())
    return failed(path, "write");
  return {};
}

}  // namespace

Result<Secret> read_private_file(const std::string& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return fail(ErrorKind::External, "ledger.file_missing", {}, path);
  struct stat about{};
  if (!fd || ::fstat(fd.get(), &about) != 0) return failed(path, "open");
  if (!S_ISREG(about.st_mode) || about.st_mode & 077)
    return fail(ErrorKind::External, "ledger.file_mode",
                {{"mode", fmt::format("{:04o}", about.st_mode & 07777)}}, path);
  if (about.st_size > static_cast<off_t>(kMaxPrivateFileBytes)) {
    errno = EFBIG;
    return failed(path, "read");
  }
  Secret out(static_cast<std::size_t>(about.st_size));
  std::size_t have = 0;
  while (have < out.bytes().size()) {
    const ssize_t n = ::read(fd.get(), out.bytes().data() + have, out.bytes().size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(path, "read");
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.shorten(have);
  return out;
}

Status write_private_file(const std::string& path, std::string_view bytes) {
  // Written under another name, then given its own: whoever sees the name sees the whole file.
  const std::string draft = path + ".new";
  if (::unlink(draft.c_str()) != 0 && errno != ENOENT) return failed(draft, "unlink");
  Status written = write_new(draft, bytes);
  if (written && ::link(draft.c_str(), path.c_str()) != 0) {
    if (errno == EEXIST)
      written = fail(ErrorKind::Conflict, "ledger.file_exists", {}, path);
    else
      written = failed(path, "link");
  }
  ::unlink(draft.c_str());
  CHECK(written);
  return sync_folder_of(path);
}

}  // namespace dengbao::ledger
