#pragma once
// Whether the machine's clock can be believed. Nothing is recorded before the newest entry, and
// nothing at all once the clock has jumped under a running program: an entry with a wrong instant
// could not be taken back.

#include <cstdint>

#include "base/result.h"
#include "base/time.h"

namespace dengbao {

class MachineClock : public Clock {
 public:
  // How long the machine has run, sleep included; nobody can set it.
  virtual std::int64_t running_millis() const = 0;
};

// The clock of this machine.
const MachineClock& machine_clock();

class ClockWatch {
 public:
  // `clock` must outlive the watch; what it says now is taken as right.
  explicit ClockWatch(const MachineClock& clock = machine_clock());

  Instant now() const { return clock_->now(); }
  // The instant to record at: now, or `last` (of the newest entry) where the clock is behind it by
  // no more than machines differ. External app.clock_behind where it is further back, and
  // app.clock_jumped where clock and running time have parted since the watch began.
  Result<Instant> recorded(Instant last) const;

 private:
  const MachineClock* clock_;
  std::int64_t offset_;  // clock − running time at the beginning, in milliseconds
};

}  // namespace dengbao
