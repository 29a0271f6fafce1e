#include "net/socket_calls.h"

#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "net/config.h"

namespace palabre::net {
namespace {

/** Names as Node has them, so that a program meets one set of codes whichever transport it took. */
const char* code_of(int error) {
  switch (error) {
    case EADDRINUSE:
      return "EADDRINUSE";
    case EADDRNOTAVAIL:
      return "EADDRNOTAVAIL";
    case EACCES:
      return "EACCES";
    case EAFNOSUPPORT:
      return "EAFNOSUPPORT";
    case EINVAL:
      return "EINVAL";
    case EMFILE:
    case ENFILE:
      return "EMFILE";
    default:
      return "socket-failed";
  }
}

Status failure_of(const char* doing) {
  const int error = errno;
  return Status::failure(code_of(error), std::string(doing) + ": " + std::strerror(error));
}

void set_option(int socket, int level, int option, int value) {
  // Wishes: a system that refuses one still carries voice.
  (void)setsockopt(socket, level, option, &value, sizeof value);
}

bool set_modes(int socket) {
  const int flags = fcntl(socket, F_GETFL);
  return flags >= 0 && fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0 &&
         fcntl(socket, F_SETFD, FD_CLOEXEC) == 0;
}

void set_wishes(int socket, int family, int receive_buffer, int send_buffer) {
  if (family == AF_INET6) {
    set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    set_option(socket, IPPROTO_IPV6, IPV6_TCLASS, kVoiceTrafficClass);
  }
  set_option(socket, IPPROTO_IP, IP_TOS, kVoiceTrafficClass);
  if (receive_buffer > 0) set_option(socket, SOL_SOCKET, SO_RCVBUF, receive_buffer);
  if (send_buffer > 0) set_option(socket, SOL_SOCKET, SO_SNDBUF, send_buffer);
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

Status open_socket(const SocketAddress& bind_to, int receive_buffer, int send_buffer, SocketHandle* opened) {
  const int socket = ::socket(bind_to.any.sa_family, SOCK_DGRAM, IPPROTO_UDP);
  if (socket < 0) return failure_of("The socket could not be made");
  set_wishes(socket, bind_to.any.sa_family, receive_buffer, send_buffer);
  if (!set_modes(socket) || bind(socket, &bind_to.any, bind_to.size()) != 0) {
    const Status status = failure_of("The address could not be bound");
    close(socket);
    return status;
  }
  *opened = socket;
  return Status::success();
}

void close_socket(SocketHandle socket) { close(socket); }

SocketAddress local_address(SocketHandle socket) {
  SocketAddress address{};
  socklen_t size = sizeof address;
  getsockname(socket, &address.any, &size);
  return address;
}

Outcome receive_datagram(SocketHandle socket, uint8_t* slot, size_t slot_bytes, size_t* length,
                         SocketAddress* from) {
  iovec buffer = {slot, slot_bytes};
  msghdr header = {};
  header.msg_name = from;
  header.msg_namelen = sizeof *from;
  header.msg_iov = &buffer;
  header.msg_iovlen = 1;
  ssize_t count = -1;
  do {
    count = recvmsg(socket, &header, MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return would_block(errno) ? Outcome::kWouldBlock : Outcome::kFailed;
  *length = (header.msg_flags & MSG_TRUNC) != 0 ? slot_bytes + 1 : static_cast<size_t>(count);
  return Outcome::kDone;
}

Outcome send_datagram(SocketHandle socket, const SocketAddress& to, const uint8_t* bytes, size_t length) {
  ssize_t count = -1;
  do {
    count = sendto(socket, bytes, length, MSG_DONTWAIT, &to.any, to.size());
  } while (count < 0 && errno == EINTR);
  if (count >= 0) return Outcome::kDone;
  return would_block(errno) || errno == ENOBUFS ? Outcome::kWouldBlock : Outcome::kFailed;
}

bool await_writable(SocketHandle socket, int timeout_ms) {
  pollfd watched = {socket, POLLOUT, 0};
  return poll(&watched, 1, timeout_ms) == 1;
}

uint32_t interface_index(const std::string& name) {
  const unsigned index = if_nametoindex(name.c_str());
  if (index != 0) return index;
  char* end = nullptr;
  const unsigned long number = std::strtoul(name.c_str(), &end, 10);
  return end != name.c_str() && *end == '\0' && number <= UINT32_MAX ? static_cast<uint32_t>(number) : 0;
}

std::string interface_name(uint32_t index) {
  char name[IF_NAMESIZE] = "";
  return if_indextoname(index, name) == nullptr ? std::to_string(index) : name;
}

}  // namespace palabre::net
