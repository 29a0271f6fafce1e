#include "core/thread_priority.h"

#include <pthread.h>
#include <sched.h>

namespace palabre {

// Low among the real-time priorities: above all ordinary threads, below the sound server and the kernel's.
constexpr int kPriority = 5;

bool request_realtime() {
  sched_param parameters{};
  parameters.sched_priority = kPriority;
  return pthread_setschedparam(pthread_self(), SCHED_RR, &parameters) == 0;
}

}  // namespace palabre
