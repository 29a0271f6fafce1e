#include "core/semaphore.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "core/clock.h"

namespace palabre {

// Not sem_t: its wait by the monotonic clock (sem_clockwait) would need a C library of 2021 at run time,
// and by the wall clock a wait would grow or end when somebody sets the time.
struct Semaphore::State {
  std::atomic<uint32_t> count{0};
};

namespace {

constexpr int64_t kNsPerSecond = 1'000'000'000;

void futex(std::atomic<uint32_t>* word, int operation, uint32_t value, const timespec* until) {
  syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, until, nullptr, FUTEX_BITSET_MATCH_ANY);
}

bool take(std::atomic<uint32_t>& count) {
  uint32_t now = count.load(std::memory_order_relaxed);
  while (now > 0) {
    if (count.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel, std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

}  // namespace

Semaphore::Semaphore() : state_(std::make_unique<State>()) {}
Semaphore::~Semaphore() = default;

void Semaphore::post() noexcept {
  state_->count.fetch_add(1, std::memory_order_acq_rel);
  futex(&state_->count, FUTEX_WAKE, 1, nullptr);
}

bool Semaphore::wait(int64_t timeout_ns) {
  const int64_t deadline = monotonic_ns() + timeout_ns;
  // WAIT_BITSET takes an absolute time of the monotonic clock, so being woken early costs nothing.
  const timespec until{static_cast<time_t>(deadline / kNsPerSecond),
                       static_cast<long>(deadline % kNsPerSecond)};
  while (!take(state_->count)) {
    if (monotonic_ns() >= deadline) return false;
    futex(&state_->count, FUTEX_WAIT_BITSET, 0, &until);
  }
  return true;
}

}  // namespace palabre
