#pragma once
// Whether the user asked to stop (Ctrl-C once, or a job that is cancelled): long work looks at it
// between two pieces, and either answers what it has or takes everything back.

#include <atomic>

namespace dengbao {

bool interrupted();
void interrupt();  // the whole process; safe in a signal handler

// For as long as it lives, what this thread does is also stopped by `asked`.
class StopHere {
 public:
  explicit StopHere(const std::atomic<bool>& asked);
  ~StopHere();
  StopHere(const StopHere&) = delete;
  StopHere& operator=(const StopHere&) = delete;
};

}  // namespace dengbao
