#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace dengbao::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kBarPause{100};
constexpr std::chrono::seconds kLinePause{5};
constexpr int kBarWidth = 24;

}  // namespace

ProgressBar::ProgressBar(bool quiet)
    : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), last_(Clock::now()) {}

ProgressBar::~ProgressBar() {
  clear();
}

void ProgressBar::show(std::string_view what, std::int64_t done, std::int64_t total) {
  const auto now = Clock::now();
  if (quiet_ ||
      now - last_ < (terminal_ ? Clock::duration(kBarPause) : Clock::duration(kLinePause)))
    return;
  last_ = now;
  std::string line(what);
  if (total > 0) {
    const std::int64_t part = std::clamp<std::int64_t>(done * kBarWidth / total, 0, kBarWidth);
    const std::string bar = std::string(static_cast<std::size_t>(part), '#') +
                            std::string(static_cast<std::size_t>(kBarWidth - part), '.');
    line = terminal_ ? fmt::format("[{}] {}/{} {}", bar, done, total, what)
                     : fmt::format("{} {}/{}", what, done, total);
  } else if (done > 0) {
    line = fmt::format("{} {}", what, done);
  }
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\033[K" : "", line, terminal_ ? "" : "\n");
  std::fflush(stderr);
  drawn_ = terminal_;
}

void ProgressBar::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace dengbao::cli
