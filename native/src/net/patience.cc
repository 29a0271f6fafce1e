#include "net/patience.h"

#include <chrono>

#include "net/config.h"
#include "net/socket_calls.h"

namespace palabre::net {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;

int64_t now_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace

bool Patience::await_room(SocketHandle socket) {
  const int64_t now = now_ns();
  if (!started_) {
    started_ = true;
    deadline_ns_ = now + kSendPatienceMs * kNsPerMs;
  }
  const int64_t left_ms = (deadline_ns_ - now + kNsPerMs - 1) / kNsPerMs;
  return left_ms > 0 && await_writable(socket, static_cast<int>(left_ms));
}

}  // namespace palabre::net
