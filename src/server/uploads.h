#pragma once
// Files that came and wait for the request that uses them: on disk beside the data, each for the
// account that brought it, for an hour.

#include <map>
#include <mutex>
#include <string>

#include "base/ids.h"
#include "base/result.h"

namespace dengbao::server {

class Uploads {
 public:
  // `folder` is emptied: what was not used before a restart has to come again.
  Uploads(std::string folder, std::uint64_t most_bytes);
  ~Uploads();

  struct Kept {
    std::string id, name, digest;
    std::uint64_t size = 0;
  };
  // External server.uploads_full: what strangers (no account) bring has a sixteenth of the room and
  // goes after five minutes, so that they crowd out nobody. The name is cut down to a bare file
  // name.
  Result<Kept> keep(const std::string& account, const std::string& name, const std::string& bytes);
  // Where it lies. NotFound server.no_upload for another account's too.
  Result<std::string> path_of(const std::string& account, const std::string& id);
  const std::string& folder() const { return folder_; }

 private:
  struct Entry {
    std::string account, path;
    std::uint64_t size = 0;
    Instant until;
  };
  void sweep(Instant now);  // under mutex_

  std::string folder_;
  std::uint64_t most_bytes_, bytes_ = 0, strangers_bytes_ = 0;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  SystemRandomness random_;
};

}  // namespace dengbao::server
