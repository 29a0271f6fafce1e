// How the C library of this process gives memory back to the system.
#pragma once

namespace palabre {

/** Gives pages in which nothing is held back to the system, those of all threads. False where there are none to give. */
bool return_free_pages();

}  // namespace palabre
