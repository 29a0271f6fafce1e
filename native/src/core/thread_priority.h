// How urgent the calling thread is to the scheduler.
#pragma once

namespace palabre {

/** Asks for real-time priority for the calling thread, for as long as it lives; false where refused. */
bool request_realtime();

}  // namespace palabre
