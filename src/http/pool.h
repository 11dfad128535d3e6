#pragma once
// The threads on which handlers run.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace dengbao::http {

class Pool {
 public:
  Pool(unsigned threads, std::size_t most_waiting);
  ~Pool() { stop(); }
  // False where too many wait already.
  bool submit(std::function<void()> work);
  // Everything that was taken is done first.
  void stop();

 private:
  void work_on();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t most_waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dengbao::http
