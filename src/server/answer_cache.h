#pragma once
// Answers to the same question of the same caller while nothing has been written: a page that many
// look at is made once for each. Tagged with the size of the log before the answer was made, so
// that whatever is recorded anywhere ends them all; kept for a second at most, because what is
// overdue depends on the time.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/message.h"

namespace dengbao::server {

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  // `log_size` is that of now.
  std::optional<http::Response> find(const std::string& question, std::int64_t log_size);
  // `log_size` is that from before the answer was made.
  void keep(const std::string& question, std::int64_t log_size, const http::Response& answer);

 private:
  struct Kept {
    http::Response answer;
    std::chrono::steady_clock::time_point until;
  };
  void begin(std::int64_t log_size);  // under mutex_

  std::size_t most_bytes_, bytes_ = 0;
  std::mutex mutex_;
  std::int64_t log_size_ = -1;
  std::map<std::string, Kept, std::less<>> kept_;
};

}  // namespace dengbao::server
