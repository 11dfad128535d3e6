#include "app/interrupt.h"

#include <atomic>

namespace dengbao {
namespace {

std::atomic<bool> asked{false};
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

bool interrupted() {
  return asked.load(std::memory_order_relaxed);
}
void interrupt() {
  asked.store(true, std::memory_order_relaxed);
}

}  // namespace dengbao
