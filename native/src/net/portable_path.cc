#include "net/config.h"
#include "net/datagram_path.h"
#include "net/socket_calls.h"

namespace palabre::net {
namespace {

class PortablePath final : public DatagramPath {
 public:
  PortablePath(SocketHandle socket, std::span<const ReceiveSlot> slots, size_t slot_bytes)
      : socket_(socket), slots_(slots), slot_bytes_(slot_bytes) {}

  ReceiveResult receive() override {
    ReceiveResult result;
    while (result.received < slots_.size() && result.errors < kReceiveErrorsPerTurn) {
      const ReceiveSlot& slot = slots_[result.received];
      size_t length = 0;
      const Outcome outcome = receive_datagram(socket_, slot.bytes, slot_bytes_, &length, slot.from);
      if (outcome == Outcome::kWouldBlock) break;
      if (outcome == Outcome::kFailed) {
        result.errors += 1;
        continue;
      }
      *slot.length = static_cast<int32_t>(length);
      result.received += 1;
    }
    return result;
  }

  size_t send(std::span<const SocketAddress* const> to, const uint8_t* bytes, size_t length,
              Patience& patience) override {
    size_t sent = 0;
    for (const SocketAddress* const address : to) {
      Outcome outcome = send_datagram(socket_, *address, bytes, length);
      while (outcome == Outcome::kWouldBlock && patience.await_room(socket_)) {
        outcome = send_datagram(socket_, *address, bytes, length);
      }
      if (outcome == Outcome::kWouldBlock) break;
      if (outcome == Outcome::kDone) sent += 1;
    }
    return sent;
  }

 private:
  const SocketHandle socket_;
  const std::span<const ReceiveSlot> slots_;
  const size_t slot_bytes_;
};

}  // namespace

std::unique_ptr<DatagramPath> portable_path(SocketHandle socket, std::span<const ReceiveSlot> slots,
                                            size_t slot_bytes) {
  return std::make_unique<PortablePath>(socket, slots, slot_bytes);
}

}  // namespace palabre::net
