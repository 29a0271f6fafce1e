// What the system knows of the calling thread.
#pragma once

#include <cstdint>

namespace palabre {

/** The kernel's id of this thread, 0 where there is none. */
uint64_t thread_id();
/** Processor time this thread has used, nanoseconds. */
int64_t thread_cpu_ns();

}  // namespace palabre
