// How the C library of this process hands memory out, and gives it back to the system.
#pragma once

#include <cstddef>

namespace palabre {

/**
 * Blocks of so many bytes or more stand in pages of their own from now on, unless what was freed has room for them, so
 * that only what of them is used takes memory, and all of it is the system's again when they are freed. For the whole
 * process. False where the library has no such setting; on Linux musl has none.
 */
bool set_blocks_apart(size_t least_bytes);
/** Gives pages in which nothing is held back to the system, those of all threads. False where there are none to give. */
bool return_free_pages();

}  // namespace palabre
