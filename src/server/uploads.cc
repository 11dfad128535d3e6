#include "server/uploads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/plain_name.h"

namespace dengbao::server {
namespace {

namespace fs = std::filesystem;

Instant machine_now() {
  using namespace std::chrono;
  return Instant::from_millis(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

// The last piece of a path, without what a file system or a terminal takes amiss.
std::string bare_name(const std::string& given) {
  std::string out = plain_name(given.substr(given.find_last_of("/\\") + 1));
  if (out.size() > 180) out.erase(0, out.size() - 180);
  while (!out.empty() && (static_cast<unsigned char>(out[0]) & 0xC0) == 0x80) out.erase(0, 1);
  return out.empty() || out == "." || out == ".." ? "file" : out;
}

}  // namespace

Uploads::Uploads(std::string folder, std::uint64_t most_bytes)
    : folder_(std::move(folder)), most_bytes_(most_bytes) {
  std::error_code error;
  fs::remove_all(folder_, error);
  fs::create_directories(folder_, error);
  ::chmod(folder_.c_str(), 0700);
}

Uploads::~Uploads() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

void Uploads::sweep(Instant now) {
  for (auto it = entries_.begin(); it != entries_.end();) {
    if (it->second.until > now) {
      ++it;
      continue;
    }
    std::error_code error;
    fs::remove_all(fs::path(it->second.path).parent_path(), error);
    (it->second.account.empty() ? strangers_bytes_ : bytes_) -= it->second.size;
    it = entries_.erase(it);
  }
}

bool Uploads::reserve(const std::string& account, std::uint64_t bytes) {
  constexpr std::uint64_t kShareOfStrangers = 16;
  const bool stranger = account.empty();
  const std::lock_guard lock(mutex_);
  sweep(machine_now());
  std::uint64_t& held = stranger ? strangers_bytes_ : bytes_;
  if (held + bytes > (stranger ? most_bytes_ / kShareOfStrangers : most_bytes_)) return false;
  held += bytes;
  return true;
}

void Uploads::release(const std::string& account, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  (account.empty() ? strangers_bytes_ : bytes_) -= bytes;
}

void Uploads::enter(const Incoming& incoming) {
  constexpr std::int64_t kHour = 3'600'000, kFiveMinutes = 300'000;
  const std::int64_t stays = incoming.account_.empty() ? kFiveMinutes : kHour;
  const std::lock_guard lock(mutex_);
  entries_[incoming.kept_.id] = {incoming.account_, incoming.path_, incoming.reserved_,
                                 machine_now().plus_millis(stays)};
}

Result<std::shared_ptr<Uploads::Incoming>> Uploads::open(const std::string& account,
                                                         const std::string& name,
                                                         std::uint64_t most,
                                                         std::uint64_t announced) {
  if (!reserve(account, announced)) return fail(ErrorKind::External, "server.uploads_full");
  std::shared_ptr<Incoming> out(new Incoming(*this, account, most, announced));
  out->kept_.name = bare_name(name);
  out->kept_.id = new_id(machine_now(), random_);
  out->path_ = folder_ + "/" + out->kept_.id + "/" + out->kept_.name;
  std::error_code error;
  fs::create_directory(folder_ + "/" + out->kept_.id, error);
  out->file_ = ::open(out->path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out->file_ < 0) return fail_external("app.cannot_write", std::strerror(errno));
  return out;
}

Uploads::Incoming::~Incoming() {
  if (file_ >= 0) ::close(file_);
  if (finished_) return;
  std::error_code error;
  fs::remove_all(fs::path(path_).parent_path(), error);
  uploads_.release(account_, reserved_);
}

int Uploads::Incoming::take(std::string_view piece) {
  constexpr int kTooLarge = 413, kNoRoom = 507;
  kept_.size += piece.size();
  if (kept_.size > most_) return kTooLarge;
  if (kept_.size > reserved_) {
    if (!uploads_.reserve(account_, kept_.size - reserved_)) return kNoRoom;
    reserved_ = kept_.size;
  }
  hasher_.add(piece);
  while (!piece.empty()) {
    const ssize_t n = ::write(file_, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return kNoRoom;
    piece.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

Result<Uploads::Kept> Uploads::Incoming::finish() {
  if (kept_.size == 0) return fail(ErrorKind::BadInput, "server.empty_upload");
  const int closed = ::close(std::exchange(file_, -1));
  if (closed != 0) return fail_external("app.cannot_write", std::strerror(errno));
  kept_.digest = hex(hasher_.finish());
  uploads_.enter(*this);
  finished_ = true;
  return kept_;
}

Result<std::string> Uploads::path_of(const std::string& account, const std::string& id) {
  const std::lock_guard lock(mutex_);
  sweep(machine_now());
  const auto it = entries_.find(id);
  if (it == entries_.end() || it->second.account != account)
    return fail(ErrorKind::NotFound, "server.no_upload", {{"upload", id}});
  return it->second.path;
}

}  // namespace dengbao::server
