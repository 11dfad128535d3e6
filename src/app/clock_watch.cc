#include "app/clock_watch.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>

namespace dengbao {
namespace {

// Clocks that are kept by NTP differ by less; a step of a leap second and a restart of the time
// service stay below it too.
constexpr std::int64_t kTolerated = 60'000;
// Far more than a clock drifts or is slewed, far less than a wrong hour, zone or day.
constexpr std::int64_t kJump = 600'000;

class SystemClock final : public MachineClock {
 public:
  Instant now() const override {
    using namespace std::chrono;
    return Instant::from_millis(
        duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
  }
  std::int64_t running_millis() const override {
    timespec t{};
    ::clock_gettime(CLOCK_BOOTTIME, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
  }
};

}  // namespace

const MachineClock& machine_clock() {
  static const SystemClock clock;
  return clock;
}

ClockWatch::ClockWatch(const MachineClock& clock)
    : clock_(&clock), offset_(clock.now().millis() - clock.running_millis()) {}

Result<Instant> ClockWatch::recorded(Instant last) const {
  const Instant now = clock_->now();
  const std::int64_t parted = now.millis() - clock_->running_millis() - offset_;
  if (std::abs(parted) > kJump)
    return fail(ErrorKind::External, "app.clock_jumped",
                {{"now", now.iso_local()}, {"minutes", std::to_string(parted / 60'000)}});
  if (now >= last) return now;
  if (last.millis() - now.millis() > kTolerated)
    return fail(ErrorKind::External, "app.clock_behind",
                {{"now", now.iso_local()}, {"last", last.iso_local()}});
  return last;
}

}  // namespace dengbao
