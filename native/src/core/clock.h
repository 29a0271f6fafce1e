// The clock of process.hrtime: monotonic, nanoseconds, the same in every thread and process of a machine.
#pragma once

#include <cstdint>

namespace palabre {

/** Now. Safe in a real-time thread. */
int64_t monotonic_ns();

/** Blocks the calling thread until the clock reaches `ns`; answers at once where it has. */
void sleep_until(int64_t ns);

}  // namespace palabre
