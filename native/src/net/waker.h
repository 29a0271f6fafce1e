// Ends another thread's wait for a socket.
#pragma once

#include "core/status.h"
#include "net/platform.h"

namespace palabre::net {

/** `wake` may be called from any thread, as often as one likes; wakes that pile up count as one. */
class Waker {
 public:
  Waker() = default;
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  ~Waker();

  Status open();
  void wake();
  /** Blocks until `socket` has something to read, a wake came, or the time is over. */
  void wait(SocketHandle socket, double timeout_ms);

 private:
  void drain();

  /** What `wait` watches, and what `wake` writes to; the same where the system has such a thing. */
  SocketHandle watched_ = kNoSocket;
  SocketHandle signalled_ = kNoSocket;
};

}  // namespace palabre::net
