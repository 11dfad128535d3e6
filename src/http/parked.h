#pragma once
// An answer that waits for something without a thread.

#include <chrono>
#include <functional>
#include <mutex>

#include "http/message.h"

namespace dengbao::http {

class Parked {
 public:
  // `answer` is asked for when ready() was called, or after `at_most`; on a thread of the handlers.
  Parked(std::chrono::milliseconds at_most, std::function<Response()> answer)
      : then(std::move(answer)), most(at_most) {}
  // Any thread, also before anybody waits.
  void ready() {
    const std::lock_guard lock(mutex_);
    ready_ = true;
    if (wake_) wake_();
  }
  // For the connection: called (from any thread) once it is ready.
  void when_ready(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (wake_ && ready_) wake_();
  }

  std::function<Response()> then;
  const std::chrono::milliseconds most;

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  bool ready_ = false;
};

}  // namespace dengbao::http
