// An eventfd beside the socket in one ppoll, whose time limit has nanoseconds.
#include "net/waker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace palabre::net {

Waker::~Waker() {
  if (watched_ != kNoSocket) close(watched_);
}

Status Waker::open() {
  watched_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  signalled_ = watched_;
  if (watched_ != kNoSocket) return Status::success();
  return Status::failure("socket-failed", std::string("No eventfd: ") + std::strerror(errno));
}

void Waker::wake() {
  const uint64_t one = 1;
  // Fails only where the counter is full, and then a wake is pending anyway.
  (void)!write(signalled_, &one, sizeof one);
}

void Waker::drain() {
  uint64_t wakes = 0;
  (void)!read(watched_, &wakes, sizeof wakes);
}

void Waker::wait(SocketHandle socket, double timeout_ms) {
  pollfd watched[] = {{socket, POLLIN, 0}, {watched_, POLLIN, 0}};
  const double seconds = std::floor(timeout_ms / 1000);
  const auto nanoseconds = static_cast<long>((timeout_ms - seconds * 1000) * 1e6);
  const timespec limit = {static_cast<time_t>(seconds), nanoseconds};
  if (ppoll(watched, 2, &limit, nullptr) > 0 && watched[1].revents != 0) drain();
}

}  // namespace palabre::net
