// The system's socket calls, one face for all systems: target_posix/ and target_win/ implement it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/status.h"
#include "net/endpoint.h"
#include "net/platform.h"

namespace palabre::net {

/** What became of one call. */
enum class Outcome {
  kDone,
  /** Nothing to take, or no room to send. */
  kWouldBlock,
  /** This datagram failed, or an ICMP answer to an earlier one was reported; the socket goes on. */
  kFailed,
};

/** Opens a non-blocking socket with voice's traffic class; buffers of 0 bytes are the system's. */
Status open_socket(const SocketAddress& bind_to, int receive_buffer, int send_buffer, SocketHandle* opened);
void close_socket(SocketHandle socket);
SocketAddress local_address(SocketHandle socket);

/** Takes one datagram. A longer one than the slot is cut, and its `length` is slot_bytes + 1. */
Outcome receive_datagram(SocketHandle socket, uint8_t* slot, size_t slot_bytes, size_t* length,
                         SocketAddress* from);
Outcome send_datagram(SocketHandle socket, const SocketAddress& to, const uint8_t* bytes, size_t length);

/** Blocks until the socket takes datagrams again or the time is over; answers whether it does. */
bool await_writable(SocketHandle socket, int timeout_ms);

}  // namespace palabre::net
