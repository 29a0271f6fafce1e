// How datagrams cross into the system: several per call where it can, else one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "net/endpoint.h"
#include "net/patience.h"
#include "net/platform.h"

namespace palabre::net {

/** Where a received datagram goes. */
struct ReceiveSlot {
  uint8_t* bytes;
  /** Its length, or slot length + 1 for a longer one. */
  int32_t* length;
  SocketAddress* from;
  /** How long it waited in the system until it was taken, microseconds; 0 where the system does not tell. */
  int32_t* age_us;
};

struct ReceiveResult {
  size_t received = 0;
  /** Errors of the socket that were passed over. */
  size_t errors = 0;
};

class DatagramPath {
 public:
  virtual ~DatagramPath() = default;
  /** Fills slots in order with what has arrived, without waiting. */
  virtual ReceiveResult receive() = 0;
  /** Sends the same bytes to each of at most kSendChunk addresses; answers how many the system took. */
  virtual size_t send(std::span<const SocketAddress* const> to, const uint8_t* bytes, size_t length,
                      Patience& patience) = 0;
};

/** One call per datagram; every system has it. */
std::unique_ptr<DatagramPath> portable_path(SocketHandle socket, std::span<const ReceiveSlot> slots,
                                            size_t slot_bytes);
/** Several per call, and with `stamped` their ages; nullptr where the system cannot. */
std::unique_ptr<DatagramPath> batched_path(SocketHandle socket, std::span<const ReceiveSlot> slots,
                                           size_t slot_bytes, bool stamped);

}  // namespace palabre::net
