// For systems without calls that take several datagrams.
#include "net/datagram_path.h"

namespace palabre::net {

std::unique_ptr<DatagramPath> batched_path(SocketHandle, std::span<const ReceiveSlot>, size_t, bool) {
  return nullptr;
}

}  // namespace palabre::net
