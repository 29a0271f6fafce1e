#include "net/udp_socket.h"

#include <array>

#include "net/config.h"
#include "net/socket_calls.h"
#include "net/wake_registry.h"

namespace palabre::net {
namespace {

int family_of(const Endpoint& bind) { return bind.is_ipv4() ? AF_INET : AF_INET6; }

}  // namespace

Status UdpSocket::open(const UdpSocketOptions& options, std::unique_ptr<UdpSocket>* opened) {
  SocketHandle handle = kNoSocket;
  const SocketAddress bind = options.bind.to_system(family_of(options.bind));
  const Status bound = open_socket(bind, options.receive_buffer, options.send_buffer, &handle);
  if (!bound.ok()) return bound;
  std::unique_ptr<UdpSocket> socket(new UdpSocket(options, handle));
  const Status ready = socket->waker_.open();
  if (!ready.ok()) return ready;
  socket->wake_id_ = register_waker(&socket->waker_);
  *opened = std::move(socket);
  return Status::success();
}

UdpSocket::UdpSocket(const UdpSocketOptions& options, SocketHandle socket)
    : options_(options),
      socket_(socket),
      family_(family_of(options.bind)),
      local_port_(Endpoint::from_system(local_address(socket)).port),
      table_(options.address_limit, family_),
      senders_(options.batch),
      slots_(options.batch) {
  for (uint32_t index = 0; index < options.batch; index += 1) {
    const size_t offset = static_cast<size_t>(index) * options.slot_bytes;
    options_.offsets[index] = static_cast<int32_t>(offset);
    options_.ages[index] = 0;
    slots_[index] = {&options_.slab[offset], &options_.lengths[index], &senders_[index], &options_.ages[index]};
  }
  if (options.batched) path_ = batched_path(socket_, slots_, options.slot_bytes, options.stamped);
  if (path_ == nullptr) path_ = portable_path(socket_, slots_, options.slot_bytes);
}

UdpSocket::~UdpSocket() {
  if (wake_id_ != 0) unregister_waker(wake_id_);
  close_socket(socket_);
}

uint32_t UdpSocket::receive() {
  const ReceiveResult result = path_->receive();
  size_t bytes = 0;
  for (size_t index = 0; index < result.received; index += 1) {
    options_.addresses[index] = table_.find(Endpoint::from_system(senders_[index]));
    bytes += static_cast<size_t>(options_.lengths[index]);
  }
  count(kDatagramsIn, result.received);
  count(kBytesIn, bytes);
  count(kSocketErrors, result.errors);
  batch_size_ = static_cast<uint32_t>(result.received);
  return batch_size_;
}

bool UdpSocket::reaches(const Endpoint& endpoint) const {
  if (endpoint.is_ipv4()) return family_ == AF_INET || options_.bind.is_any_ipv6();
  return family_ == AF_INET6;
}

int32_t UdpSocket::learn(uint32_t index) {
  const Endpoint sender = Endpoint::from_system(senders_[index]);
  // Port 0 can be forged, and nothing can be sent to it.
  const int32_t id = sender.port == 0 ? kUnknownAddress : table_.add(sender);
  options_.addresses[index] = id;
  return id;
}

bool UdpSocket::send(int32_t to, std::span<const uint8_t> bytes) { return fanout({&to, 1}, bytes) == 1; }

uint32_t UdpSocket::fanout(std::span<const int32_t> targets, std::span<const uint8_t> bytes) {
  std::array<const SocketAddress*, kSendChunk> chunk;
  Patience patience;
  size_t sent = 0;
  size_t next = 0;
  while (next < targets.size()) {
    size_t filled = 0;
    for (; next < targets.size() && filled < chunk.size(); next += 1) {
      const SocketAddress* const address = table_.system_address(targets[next]);
      if (address != nullptr) chunk[filled++] = address;
    }
    sent += path_->send({chunk.data(), filled}, bytes.data(), bytes.size(), patience);
  }
  count(kDatagramsOut, sent);
  count(kBytesOut, sent * bytes.size());
  count(kSendFailed, targets.size() - sent);
  return static_cast<uint32_t>(sent);
}

}  // namespace palabre::net
