// A loopback UDP socket that sends to itself: WSAPoll watches sockets only.
#include "net/waker.h"

#include <cmath>

#include "net/socket_calls.h"

namespace palabre::net {

Waker::~Waker() {
  if (watched_ != kNoSocket) close_socket(watched_);
}

Status Waker::open() {
  const SocketAddress loopback = Endpoint::parse("127.0.0.1", 0)->to_system(AF_INET);
  const Status status = open_socket(loopback, 0, 0, &watched_);
  if (!status.ok()) return status;
  // Connected to itself, so that nobody else's datagram can wake.
  const SocketAddress self = local_address(watched_);
  signalled_ = watched_;
  if (connect(watched_, &self.any, self.size()) == 0) return status;
  return Status::failure("socket-failed", "The loopback socket could not be connected.");
}

void Waker::wake() {
  const char byte = 0;
  // Fails only where the buffer is full, and then a wake is pending anyway.
  ::send(signalled_, &byte, sizeof byte, 0);
}

void Waker::drain() {
  char byte = 0;
  while (recv(watched_, &byte, sizeof byte, 0) >= 0) continue;
}

void Waker::wait(SocketHandle socket, double timeout_ms) {
  WSAPOLLFD watched[] = {{socket, POLLIN, 0}, {watched_, POLLIN, 0}};
  if (WSAPoll(watched, 2, static_cast<int>(std::ceil(timeout_ms))) > 0 && watched[1].revents != 0) drain();
}

}  // namespace palabre::net
