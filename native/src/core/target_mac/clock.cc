#include "core/clock.h"

#include <time.h>

namespace palabre {

constexpr int64_t kNsPerSecond = 1'000'000'000;

// The raw clock is mach_continuous_time, which process.hrtime reads too; CLOCK_MONOTONIC is another here.
int64_t monotonic_ns() { return static_cast<int64_t>(clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)); }

void sleep_until(int64_t ns) {
  for (int64_t left = ns - monotonic_ns(); left > 0; left = ns - monotonic_ns()) {
    const timespec pause{static_cast<time_t>(left / kNsPerSecond), static_cast<long>(left % kNsPerSecond)};
    nanosleep(&pause, nullptr);
  }
}

}  // namespace palabre
