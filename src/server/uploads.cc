#include "server/uploads.h"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>

#include "app/doing.h"
#include "base/hash.h"
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

Result<Uploads::Kept> Uploads::keep(const std::string& account, const std::string& name,
                                    const std::string& bytes) {
  const Instant now = machine_now();
  Kept out;
  out.name = bare_name(name);
  out.size = bytes.size();
  out.digest = hex(digest(HashKind::Sm3, bytes));
  out.id = new_id(now, random_);
  const std::string path = folder_ + "/" + out.id + "/" + out.name;
  {
    const std::lock_guard lock(mutex_);
    sweep(now);
    constexpr std::uint64_t kShareOfStrangers = 16;
    const bool stranger = account.empty();
    std::uint64_t& held = stranger ? strangers_bytes_ : bytes_;
    if (held + bytes.size() > (stranger ? most_bytes_ / kShareOfStrangers : most_bytes_))
      return fail(ErrorKind::External, "server.uploads_full");
    held += bytes.size();
    constexpr std::int64_t kHour = 3'600'000, kFiveMinutes = 300'000;
    entries_[out.id] = {account, path, bytes.size(),
                        now.plus_millis(stranger ? kFiveMinutes : kHour)};
  }
  std::error_code error;
  fs::create_directories(folder_ + "/" + out.id, error);
  CHECK(write_whole_file(path, bytes, false));
  return out;
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
