// How long a fan-out may wait for a full send buffer, over all its datagrams together.
#pragma once

#include <cstdint>

#include "net/platform.h"

namespace palabre::net {

class Patience {
 public:
  /** Waits until the socket takes datagrams again; false once the time is used up. */
  bool await_room(SocketHandle socket);

 private:
  bool started_ = false;
  int64_t deadline_ns_ = 0;
};

}  // namespace palabre::net
