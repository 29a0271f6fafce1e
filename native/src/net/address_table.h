// Remote addresses and their small dense ids: found by hash when a datagram comes in, by index when one
// goes out.
#pragma once

#include <cstdint>
#include <vector>

#include "net/endpoint.h"

namespace palabre::net {

inline constexpr int32_t kUnknownAddress = -1;

/** Bounded; all memory is taken at the start. Open addressing with linear probing, at most half full. */
class AddressTable {
 public:
  /** `family` is that of the socket the addresses are for. */
  AddressTable(uint32_t limit, int family);

  int32_t find(const Endpoint& endpoint) const;
  /** The id of an endpoint, new or known; kUnknownAddress where the table is full. */
  int32_t add(const Endpoint& endpoint);
  /** Frees an id; nothing for one that is free. */
  void forget(int32_t id);
  /** The endpoint or the system's form of it; nullptr for an id that is free. */
  const Endpoint* endpoint(int32_t id) const;
  const SocketAddress* system_address(int32_t id) const;
  uint32_t size() const { return size_; }

 private:
  struct Entry {
    Endpoint endpoint;
    SocketAddress system;
    bool used = false;
  };

  /** The slot that holds the endpoint, or the empty one where it would be. */
  uint32_t slot_of(const Endpoint& endpoint) const;
  bool known(int32_t id) const {
    return id >= 0 && static_cast<size_t>(id) < entries_.size() && entries_[id].used;
  }

  const int family_;
  uint32_t size_ = 0;
  uint32_t mask_;
  std::vector<Entry> entries_;
  /** Ids by hash; kUnknownAddress marks an empty slot. */
  std::vector<int32_t> slots_;
  /** Ids to give out; the last is next. */
  std::vector<int32_t> free_;
};

}  // namespace palabre::net
