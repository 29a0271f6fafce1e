// A UDP socket that receives in batches into its owner's memory and sends the same bytes to many.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/status.h"
#include "net/address_table.h"
#include "net/datagram_path.h"
#include "net/waker.h"

namespace palabre::net {

/** Places in the array of counters: doubles, so that JavaScript reads them as they are. */
enum Counter : size_t {
  kDatagramsIn,
  kBytesIn,
  kDatagramsOut,
  kBytesOut,
  kSendFailed,
  kSocketErrors,
  kCounterCount,
};

struct UdpSocketOptions {
  Endpoint bind;
  uint32_t slot_bytes = 0;
  uint32_t batch = 0;
  uint32_t address_limit = 0;
  int receive_buffer = 0;
  int send_buffer = 0;
  /** False: one call per datagram even where the system could take several. */
  bool batched = true;
  /** Whether `ages` are asked of the system. */
  bool stamped = false;
  /** Memory of the owner that outlives the socket: batch * slot_bytes, four times batch, kCounterCount. */
  std::span<uint8_t> slab;
  std::span<int32_t> offsets;
  std::span<int32_t> lengths;
  std::span<int32_t> addresses;
  /** Of each datagram, how long it waited in the system, microseconds; 0 where that is not known. */
  std::span<int32_t> ages;
  std::span<double> counters;
};

/** Owned by one thread; only `wake_registered` may come from others. Allocates nothing after `open`. */
class UdpSocket {
 public:
  static Status open(const UdpSocketOptions& options, std::unique_ptr<UdpSocket>* opened);
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  uint16_t local_port() const { return local_port_; }
  uint32_t wake_id() const { return wake_id_; }

  /** Takes what has arrived, at most one batch, without waiting; answers the number of datagrams. */
  uint32_t receive();
  /** Blocks until a datagram, a wake or the time limit. */
  void wait(double timeout_ms) { waker_.wait(socket_, timeout_ms); }

  /** Whether a socket bound as this one can reach the endpoint's family. */
  bool reaches(const Endpoint& endpoint) const;
  /** The id of an endpoint, new or known; kUnknownAddress where the table is full. */
  int32_t address(const Endpoint& endpoint) { return table_.add(endpoint); }
  /** Datagrams of the last batch. */
  uint32_t batch_size() const { return batch_size_; }
  /** The id of the sender of a datagram of the last batch; kUnknownAddress where it can get none. */
  int32_t learn(uint32_t index);
  void forget(int32_t id) { table_.forget(id); }
  const Endpoint* describe(int32_t id) const { return table_.endpoint(id); }

  bool send(int32_t to, std::span<const uint8_t> bytes);
  /** Answers to how many targets the system took it; ids that are free count as failed. */
  uint32_t fanout(std::span<const int32_t> targets, std::span<const uint8_t> bytes);

 private:
  UdpSocket(const UdpSocketOptions& options, SocketHandle socket);
  void count(Counter counter, size_t amount) { options_.counters[counter] += static_cast<double>(amount); }

  const UdpSocketOptions options_;
  const SocketHandle socket_;
  const int family_;
  uint16_t local_port_ = 0;
  uint32_t wake_id_ = 0;
  uint32_t batch_size_ = 0;
  Waker waker_;
  AddressTable table_;
  std::vector<SocketAddress> senders_;
  std::vector<ReceiveSlot> slots_;
  std::unique_ptr<DatagramPath> path_;
};

}  // namespace palabre::net
