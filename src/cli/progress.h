#pragma once
// Progress of long work on stderr: a bar on a terminal, otherwise a line every five seconds.

#include <chrono>
#include <string_view>

namespace dengbao::cli {

class ProgressBar {
 public:
  explicit ProgressBar(bool quiet);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `total` 0: how much there is in all is not known.
  void show(std::string_view what, std::int64_t done, std::int64_t total);
  void clear();

 private:
  bool quiet_, terminal_, drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace dengbao::cli
