#include "core/clock.h"

#include <windows.h>

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION  // not in the headers of older SDKs
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x00000002
#endif

namespace palabre {

namespace {

constexpr int64_t kNsPerSecond = 1'000'000'000;
constexpr int64_t kNsPerTimerUnit = 100;

int64_t frequency() {
  static const int64_t value = [] {
    LARGE_INTEGER ticks;
    QueryPerformanceFrequency(&ticks);
    return int64_t{ticks.QuadPart};
  }();
  return value;
}

// An ordinary sleep here ends up to 15 ms late; this timer keeps to a fraction of a millisecond.
HANDLE precise_timer() {
  thread_local const HANDLE timer =
      CreateWaitableTimerExW(nullptr, nullptr, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
  return timer;
}

}  // namespace

int64_t monotonic_ns() {
  LARGE_INTEGER now;
  QueryPerformanceCounter(&now);
  // Whole seconds apart: the product of all ticks would not fit.
  const int64_t seconds = now.QuadPart / frequency();
  return seconds * kNsPerSecond + (now.QuadPart % frequency()) * kNsPerSecond / frequency();
}

void sleep_until(int64_t ns) {
  for (int64_t left = ns - monotonic_ns(); left > 0; left = ns - monotonic_ns()) {
    LARGE_INTEGER due;
    due.QuadPart = -(left / kNsPerTimerUnit + 1);  // negative: from now on
    const HANDLE timer = precise_timer();
    if (timer != nullptr && SetWaitableTimer(timer, &due, 0, nullptr, nullptr, FALSE)) {
      WaitForSingleObject(timer, INFINITE);
    } else {
      Sleep(1);
    }
  }
}

}  // namespace palabre
