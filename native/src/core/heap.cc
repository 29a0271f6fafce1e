#include "core/heap.h"

#if defined(__linux__)
#include <malloc.h>
#endif

namespace palabre {

#if defined(__GLIBC__)

bool return_free_pages() { return malloc_trim(0) == 1; }

#else

bool return_free_pages() { return false; }

#endif

}  // namespace palabre
