// "Something happened, look": posted by real-time threads, waited for by one thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/semaphore.h"

namespace palabre {

/**
 * Posts that pile up count as one, so a waiter that was late does not spin through the past, and nobody
 * waiting costs nothing. What was written before a post is visible after the wait that it ends.
 */
class WakeSignal {
 public:
  void post() noexcept {
    if (!pending_.exchange(true, std::memory_order_acq_rel)) semaphore_.post();
  }

  /** True where posted, false after `timeout_ns`. For one thread at a time. */
  bool wait(int64_t timeout_ns) {
    if (!semaphore_.wait(timeout_ns)) return false;
    pending_.exchange(false, std::memory_order_acq_rel);
    return true;
  }

 private:
  std::atomic<bool> pending_{false};
  Semaphore semaphore_;
};

}  // namespace palabre
