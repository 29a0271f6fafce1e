// A pipe beside the socket in one poll.
#include "net/waker.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

namespace palabre::net {

Waker::~Waker() {
  if (watched_ != kNoSocket) close(watched_);
  if (signalled_ != kNoSocket) close(signalled_);
}

Status Waker::open() {
  int ends[2];
  if (pipe(ends) != 0) {
    return Status::failure("socket-failed", std::string("No pipe: ") + std::strerror(errno));
  }
  watched_ = ends[0];
  signalled_ = ends[1];
  for (const int end : ends) {
    fcntl(end, F_SETFL, O_NONBLOCK);
    fcntl(end, F_SETFD, FD_CLOEXEC);
  }
  return Status::success();
}

void Waker::wake() {
  const char byte = 0;
  // Fails only where the pipe is full, and then a wake is pending anyway.
  (void)!write(signalled_, &byte, sizeof byte);
}

void Waker::drain() {
  char bytes[64];
  while (read(watched_, bytes, sizeof bytes) == sizeof bytes) continue;
}

void Waker::wait(SocketHandle socket, double timeout_ms) {
  pollfd watched[] = {{socket, POLLIN, 0}, {watched_, POLLIN, 0}};
  if (poll(watched, 2, static_cast<int>(std::ceil(timeout_ms))) > 0 && watched[1].revents != 0) drain();
}

}  // namespace palabre::net
