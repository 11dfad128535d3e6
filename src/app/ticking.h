#pragma once
// Time is a command: everything that has fallen due since the last tick happens now, in order, each
// step once. Under a simulated clock the clock itself moves from step to step.

#include "app/outbox.h"

namespace dengbao {

struct Ticked {
  int reminders = 0, escalations = 0, moves = 0, opened = 0, effects = 0;
  std::int64_t latest_ms = 0;  // how late the latest of them was
  Instant until;
};

// `until`: now, or under a simulated clock the instant to which it moves.
Result<Ticked> tick(Installation& installation, Renderer& renderer, Instant until);

}  // namespace dengbao
