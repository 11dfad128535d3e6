#pragma once
// Files that came and wait for the request that uses them: on disk beside the data, each for the
// account that brought it, for an hour.

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/hash.h"
#include "base/ids.h"
#include "base/result.h"
#include "http/message.h"

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
  // A file on its way: each piece goes to the disk as it comes. What is not finished leaves
  // nothing.
  class Incoming final : public http::BodyTaker {
   public:
    ~Incoming() override;
    int take(std::string_view piece) override;
    // BadInput server.empty_upload.
    Result<Kept> finish();
    const std::string& account() const { return account_; }

   private:
    friend class Uploads;
    Incoming(Uploads& uploads, std::string account, std::uint64_t most, std::uint64_t announced)
        : uploads_(uploads), account_(std::move(account)), most_(most), reserved_(announced) {}
    Uploads& uploads_;
    std::string account_, path_;
    Kept kept_;
    std::uint64_t most_, reserved_;  // of the room for uploads; no less than what came
    int file_ = -1;
    bool finished_ = false;
    Hasher hasher_{HashKind::Sm3};
  };
  // External server.uploads_full: what strangers (no account) bring has a sixteenth of the room and
  // goes after five minutes, so that they crowd out nobody. The name is cut down to a bare file
  // name. More than `most` bytes are not taken; `announced`: as many as the sender says, 0 where
  // he does not.
  Result<std::shared_ptr<Incoming>> open(const std::string& account, const std::string& name,
                                         std::uint64_t most, std::uint64_t announced);
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
  bool reserve(const std::string& account, std::uint64_t bytes);
  void release(const std::string& account, std::uint64_t bytes);
  void enter(const Incoming& incoming);

  std::string folder_;
  std::uint64_t most_bytes_, bytes_ = 0, strangers_bytes_ = 0;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  SystemRandomness random_;
};

}  // namespace dengbao::server
