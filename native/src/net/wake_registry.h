// The wakers of this process by number, so that a thread can wake a socket that another thread owns.
#pragma once

#include <cstdint>

#include "net/waker.h"

namespace palabre::net {

/** Numbers start at 1 and are never given twice. The waker must be removed before it ends. */
uint32_t register_waker(Waker* waker);
void unregister_waker(uint32_t id);
/** False where there is no waker of this number. */
bool wake_registered(uint32_t id);

}  // namespace palabre::net
