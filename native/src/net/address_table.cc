#include "net/address_table.h"

#include <bit>
#include <cstring>

namespace palabre::net {
namespace {

/** Spreads every input bit over the result (the finishing step of MurmurHash3, public domain). */
uint64_t mix(uint64_t bits) {
  bits ^= bits >> 33;
  bits *= 0xff51afd7ed558ccdULL;
  bits ^= bits >> 33;
  bits *= 0xc4ceb9fe1a85ec53ULL;
  return bits ^ (bits >> 33);
}

uint32_t hash_of(const Endpoint& endpoint) {
  uint64_t high = 0, low = 0;
  std::memcpy(&high, endpoint.ip.data(), sizeof high);
  std::memcpy(&low, endpoint.ip.data() + sizeof high, sizeof low);
  const uint64_t rest = (static_cast<uint64_t>(endpoint.scope) << 16) | endpoint.port;
  return static_cast<uint32_t>(mix(mix(mix(high) ^ low) ^ rest));
}

}  // namespace

AddressTable::AddressTable(uint32_t limit, int family)
    : family_(family),
      mask_(std::bit_ceil(2 * limit) - 1),
      entries_(limit),
      slots_(mask_ + 1, kUnknownAddress) {
  free_.reserve(limit);
  for (uint32_t id = limit; id > 0; id -= 1) free_.push_back(static_cast<int32_t>(id - 1));
}

uint32_t AddressTable::slot_of(const Endpoint& endpoint) const {
  uint32_t slot = hash_of(endpoint) & mask_;
  while (slots_[slot] != kUnknownAddress && entries_[slots_[slot]].endpoint != endpoint) {
    slot = (slot + 1) & mask_;
  }
  return slot;
}

int32_t AddressTable::find(const Endpoint& endpoint) const { return slots_[slot_of(endpoint)]; }

int32_t AddressTable::add(const Endpoint& endpoint) {
  const uint32_t slot = slot_of(endpoint);
  if (slots_[slot] != kUnknownAddress) return slots_[slot];
  if (free_.empty()) return kUnknownAddress;
  const int32_t id = free_.back();
  free_.pop_back();
  entries_[id] = {endpoint, endpoint.to_system(family_), true};
  slots_[slot] = id;
  size_ += 1;
  return id;
}

void AddressTable::forget(int32_t id) {
  if (!known(id)) return;
  uint32_t gap = slot_of(entries_[id].endpoint);
  entries_[id].used = false;
  free_.push_back(id);
  size_ -= 1;
  // Later entries of the same run move up into the gap, or a search for them would end there.
  for (uint32_t slot = (gap + 1) & mask_; slots_[slot] != kUnknownAddress; slot = (slot + 1) & mask_) {
    const uint32_t home = hash_of(entries_[slots_[slot]].endpoint) & mask_;
    const bool reaches_gap = ((slot - home) & mask_) >= ((slot - gap) & mask_);
    if (!reaches_gap) continue;
    slots_[gap] = slots_[slot];
    gap = slot;
  }
  slots_[gap] = kUnknownAddress;
}

const Endpoint* AddressTable::endpoint(int32_t id) const {
  return known(id) ? &entries_[id].endpoint : nullptr;
}

const SocketAddress* AddressTable::system_address(int32_t id) const {
  return known(id) ? &entries_[id].system : nullptr;
}

}  // namespace palabre::net
