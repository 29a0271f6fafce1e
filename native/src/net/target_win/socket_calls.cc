#include "net/socket_calls.h"

#include <mstcpip.h>

#include <cstdlib>
#include <string>

#include "net/config.h"

namespace palabre::net {
namespace {

/** Names as Node has them, so that a program meets one set of codes whichever transport it took. */
const char* code_of(int error) {
  switch (error) {
    case WSAEADDRINUSE:
      return "EADDRINUSE";
    case WSAEADDRNOTAVAIL:
      return "EADDRNOTAVAIL";
    case WSAEACCES:
      return "EACCES";
    case WSAEAFNOSUPPORT:
      return "EAFNOSUPPORT";
    case WSAEINVAL:
      return "EINVAL";
    case WSAEMFILE:
      return "EMFILE";
    default:
      return "socket-failed";
  }
}

Status failure_of(const char* doing) {
  const int error = WSAGetLastError();
  return Status::failure(code_of(error), std::string(doing) + ": Windows error " + std::to_string(error));
}

bool start_sockets() {
  static const bool started = [] {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
  }();
  return started;
}

void set_option(SOCKET socket, int level, int option, int value) {
  // Wishes: a system that refuses one still carries voice.
  setsockopt(socket, level, option, reinterpret_cast<const char*>(&value), sizeof value);
}

/** Without this, an ICMP answer to a sent datagram makes later receives fail. */
void ignore_port_unreachable(SOCKET socket) {
  BOOL report = FALSE;
  DWORD answered = 0;
  WSAIoctl(socket, SIO_UDP_CONNRESET, &report, sizeof report, nullptr, 0, &answered, nullptr, nullptr);
}

void set_wishes(SOCKET socket, int family, int receive_buffer, int send_buffer) {
  set_option(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
  if (family == AF_INET6) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (family == AF_INET) set_option(socket, IPPROTO_IP, IP_TOS, kVoiceTrafficClass);
  if (receive_buffer > 0) set_option(socket, SOL_SOCKET, SO_RCVBUF, receive_buffer);
  if (send_buffer > 0) set_option(socket, SOL_SOCKET, SO_SNDBUF, send_buffer);
  ignore_port_unreachable(socket);
}

}  // namespace

Status open_socket(const SocketAddress& bind_to, int receive_buffer, int send_buffer, SocketHandle* opened) {
  if (!start_sockets()) return Status::failure("socket-failed", "Windows sockets could not be started.");
  const SOCKET socket = ::socket(bind_to.any.sa_family, SOCK_DGRAM, IPPROTO_UDP);
  if (socket == INVALID_SOCKET) return failure_of("The socket could not be made");
  set_wishes(socket, bind_to.any.sa_family, receive_buffer, send_buffer);
  u_long non_blocking = 1;
  if (ioctlsocket(socket, FIONBIO, &non_blocking) != 0 || bind(socket, &bind_to.any, bind_to.size()) != 0) {
    const Status status = failure_of("The address could not be bound");
    closesocket(socket);
    return status;
  }
  *opened = socket;
  return Status::success();
}

void close_socket(SocketHandle socket) { closesocket(socket); }

SocketAddress local_address(SocketHandle socket) {
  SocketAddress address{};
  int size = sizeof address;
  getsockname(socket, &address.any, &size);
  return address;
}

Outcome receive_datagram(SocketHandle socket, uint8_t* slot, size_t slot_bytes, size_t* length,
                         SocketAddress* from) {
  WSABUF buffer = {static_cast<ULONG>(slot_bytes), reinterpret_cast<char*>(slot)};
  DWORD count = 0;
  DWORD flags = 0;
  int size = sizeof *from;
  if (WSARecvFrom(socket, &buffer, 1, &count, &flags, &from->any, &size, nullptr, nullptr) == 0) {
    *length = count;
    return Outcome::kDone;
  }
  const int error = WSAGetLastError();
  if (error == WSAEWOULDBLOCK) return Outcome::kWouldBlock;
  if (error != WSAEMSGSIZE) return Outcome::kFailed;
  *length = slot_bytes + 1;
  return Outcome::kDone;
}

Outcome send_datagram(SocketHandle socket, const SocketAddress& to, const uint8_t* bytes, size_t length) {
  WSABUF buffer = {static_cast<ULONG>(length), reinterpret_cast<char*>(const_cast<uint8_t*>(bytes))};
  DWORD count = 0;
  if (WSASendTo(socket, &buffer, 1, &count, 0, &to.any, to.size(), nullptr, nullptr) == 0) {
    return Outcome::kDone;
  }
  const int error = WSAGetLastError();
  return error == WSAEWOULDBLOCK || error == WSAENOBUFS ? Outcome::kWouldBlock : Outcome::kFailed;
}

bool await_writable(SocketHandle socket, int timeout_ms) {
  WSAPOLLFD watched = {socket, POLLOUT, 0};
  return WSAPoll(&watched, 1, timeout_ms) == 1;
}

/** Windows names interfaces in literals by number. */
uint32_t interface_index(const std::string& name) {
  char* end = nullptr;
  const unsigned long number = std::strtoul(name.c_str(), &end, 10);
  return end != name.c_str() && *end == '\0' ? static_cast<uint32_t>(number) : 0;
}

std::string interface_name(uint32_t index) { return std::to_string(index); }

}  // namespace palabre::net
