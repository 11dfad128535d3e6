#pragma once
// Answers to the same question of the same caller while nothing has been written: a page that many
// look at is made once for each. An answer holds for its moment only: any commit by anybody begins
// a new one, and so does each second, because what is overdue depends on the time.

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "app/store.h"
#include "http/message.h"

namespace dengbao::server {

// What is known to be so, read before anything that is said of it.
struct Moment {
  StoreState state;
  std::int64_t second = 0;                      // of the machine's clock
  std::int64_t clock = 0;                       // of the installation, where that one is simulated
  std::chrono::steady_clock::time_point taken;  // when somebody looked
  bool operator==(const Moment& other) const {
    return state == other.state && second == other.second && clock == other.clock;
  }
};

struct KeptAnswer {
  std::string route;  // for the metrics
  std::shared_ptr<const http::Response> response;
};

class AnswerCache {
 public:
  explicit AnswerCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  // `now` is that of the request. Null where the question was not asked in it. A request that has
  // been on its way since an earlier moment neither finds nor ends anything.
  KeptAnswer find(const std::string& question, const Moment& now);
  // `then`: from before the answer was made. Left alone where that is over.
  void keep(const std::string& question, const Moment& then, KeptAnswer answer);

 private:
  std::size_t most_bytes_, bytes_ = 0;
  std::mutex mutex_;
  Moment moment_;
  std::unordered_map<std::string, KeptAnswer> kept_;
};

}  // namespace dengbao::server
