#include "app/interrupt.h"

namespace dengbao {
namespace {

std::atomic<bool> asked{false};
static_assert(std::atomic<bool>::is_always_lock_free);
thread_local const std::atomic<bool>* asked_here = nullptr;

}  // namespace

bool interrupted() {
  return asked.load(std::memory_order_relaxed) ||
         (asked_here && asked_here->load(std::memory_order_relaxed));
}
void interrupt() {
  asked.store(true, std::memory_order_relaxed);
}

StopHere::StopHere(const std::atomic<bool>& here) {
  asked_here = &here;
}
StopHere::~StopHere() {
  asked_here = nullptr;
}

}  // namespace dengbao
