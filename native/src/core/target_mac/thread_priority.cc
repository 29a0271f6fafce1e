#include "core/thread_priority.h"

#include <mach/mach.h>
#include <mach/mach_time.h>
#include <mach/thread_policy.h>
#include <pthread.h>

namespace palabre {

namespace {

// One block of 10 ms, of which the thread computes at most 2 ms and must be done after 5 ms.
constexpr uint64_t kPeriodNs = 10'000'000;
constexpr uint64_t kComputationNs = 2'000'000;
constexpr uint64_t kConstraintNs = 5'000'000;

uint32_t ticks(uint64_t ns) {
  mach_timebase_info_data_t base{};
  mach_timebase_info(&base);
  return static_cast<uint32_t>(ns * base.denom / base.numer);
}

}  // namespace

bool request_realtime() {
  thread_time_constraint_policy_data_t policy{};
  policy.period = ticks(kPeriodNs);
  policy.computation = ticks(kComputationNs);
  policy.constraint = ticks(kConstraintNs);
  policy.preemptible = 1;
  return thread_policy_set(pthread_mach_thread_np(pthread_self()), THREAD_TIME_CONSTRAINT_POLICY,
                           reinterpret_cast<thread_policy_t>(&policy),
                           THREAD_TIME_CONSTRAINT_POLICY_COUNT) == KERN_SUCCESS;
}

}  // namespace palabre
