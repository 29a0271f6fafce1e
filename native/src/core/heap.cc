#include "core/heap.h"

#include <algorithm>
#include <climits>

#if defined(__linux__)
#include <malloc.h>
#endif

namespace palabre {

#if defined(__GLIBC__)

namespace {

/** By which the heap grows more than it must, bytes: a large block is cut from this where it fits. */
constexpr int kSpareBytes = 8 * 1024;

}  // namespace

bool set_blocks_apart(size_t least_bytes) {
  const int least = static_cast<int>(std::min<size_t>(least_bytes, INT_MAX));
  return mallopt(M_MMAP_THRESHOLD, least) == 1 && mallopt(M_TOP_PAD, std::min(kSpareBytes, least)) == 1;
}

bool return_free_pages() { return malloc_trim(0) == 1; }

#else

bool set_blocks_apart(size_t) { return false; }
bool return_free_pages() { return false; }

#endif

}  // namespace palabre
