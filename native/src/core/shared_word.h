// 32-bit words that JavaScript and C++ both read and write through atomic operations.
#pragma once

#include <atomic>
#include <cstdint>

namespace palabre {

// JavaScript's Atomics work on the plain four bytes, so the C++ atomic must be the plain four bytes too.
static_assert(sizeof(std::atomic<uint32_t>) == sizeof(int32_t));
static_assert(std::atomic<uint32_t>::is_always_lock_free);

/** A word of an Int32Array over shared memory, as an atomic. */
inline std::atomic<uint32_t>& shared_word(int32_t* word) {
  return *reinterpret_cast<std::atomic<uint32_t>*>(word);
}

/** Adds to a wrapping counter that one thread writes and others read. */
inline void add_to_counter(int32_t* word, uint32_t amount) {
  std::atomic<uint32_t>& counter = shared_word(word);
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

}  // namespace palabre
