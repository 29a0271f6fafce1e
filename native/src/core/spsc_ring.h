// Lock-free ring of interleaved float samples for one writer and one reader on different threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/shared_word.h"

namespace palabre {

/**
 * A view of memory that somebody else owns (`SharedRing` in native/types.ts); copying the view is cheap.
 *
 * Indices count frames, run freely through all 32 bits and are reduced only to find a place. The writer
 * alone stores the write index, the reader alone the read index; each publishes with release what the
 * other takes with acquire. Nothing here locks, waits or allocates.
 */
class SpscRing {
 public:
  /** Places of the indices in `indices`: 64 bytes apart, so that the two threads share no cache line. */
  static constexpr size_t kWriteIndex = 0;
  static constexpr size_t kReadIndex = 16;
  static constexpr size_t kIndexWords = kReadIndex + 1;
  /** The largest capacity: full and empty must differ in 32 bits. */
  static constexpr uint32_t kMostFrames = 1u << 30;

  static bool valid_capacity(uint64_t frames) {
    return frames > 0 && frames <= kMostFrames && (frames & (frames - 1)) == 0;
  }

  /**
   * @param samples capacity * channels floats
   * @param capacity frames, for which `valid_capacity` holds
   * @param indices at least kIndexWords words
   */
  SpscRing(float* samples, uint32_t capacity, uint32_t channels, int32_t* indices)
      : samples_(samples), capacity_(capacity), channels_(channels), indices_(indices) {}

  uint32_t capacity() const { return capacity_; }
  uint32_t channels() const { return channels_; }

  /** Frames that the reader may take now. For the writer and the reader: to the writer an upper bound. */
  uint32_t readable() const {
    return used(write_word().load(std::memory_order_acquire), read_word().load(std::memory_order_acquire));
  }

  /** Frames that the writer may put now. For the writer and the reader: to the reader an upper bound. */
  uint32_t writable() const { return capacity_ - readable(); }

  /** Copies in as many of `frames` as there is room for. Answers how many. For the writer alone. */
  uint32_t write(const float* from, uint32_t frames) {
    const uint32_t at = write_word().load(std::memory_order_relaxed);
    const uint32_t room = capacity_ - used(at, read_word().load(std::memory_order_acquire));
    const uint32_t count = std::min(frames, room);
    const uint32_t before_end = std::min(count, capacity_ - place(at));
    copy(samples_ + offset(at), from, before_end);
    copy(samples_, from + size_t{before_end} * channels_, count - before_end);
    write_word().store(at + count, std::memory_order_release);
    return count;
  }

  /** Copies out as many of `frames` as there are. Answers how many. For the reader alone. */
  uint32_t read(float* to, uint32_t frames) {
    const uint32_t at = read_word().load(std::memory_order_relaxed);
    const uint32_t count = std::min(frames, used(write_word().load(std::memory_order_acquire), at));
    const uint32_t before_end = std::min(count, capacity_ - place(at));
    copy(to, samples_ + offset(at), before_end);
    copy(to + size_t{before_end} * channels_, samples_, count - before_end);
    read_word().store(at + count, std::memory_order_release);
    return count;
  }

  /** Gives up as many of `frames` as there are, unread. Answers how many. For the reader alone. */
  uint32_t skip(uint32_t frames) {
    const uint32_t at = read_word().load(std::memory_order_relaxed);
    const uint32_t count = std::min(frames, used(write_word().load(std::memory_order_acquire), at));
    read_word().store(at + count, std::memory_order_release);
    return count;
  }

 private:
  std::atomic<uint32_t>& write_word() const { return shared_word(indices_ + kWriteIndex); }
  std::atomic<uint32_t>& read_word() const { return shared_word(indices_ + kReadIndex); }

  // Indices come from memory that a faulty peer may have overwritten: never believe more than fits.
  uint32_t used(uint32_t write, uint32_t read) const { return std::min(write - read, capacity_); }
  uint32_t place(uint32_t index) const { return index & (capacity_ - 1); }
  size_t offset(uint32_t index) const { return size_t{place(index)} * channels_; }
  void copy(float* to, const float* from, uint32_t frames) const {
    if (frames > 0) std::memcpy(to, from, size_t{frames} * channels_ * sizeof(float));
  }

  float* samples_;
  uint32_t capacity_;
  uint32_t channels_;
  int32_t* indices_;
};

}  // namespace palabre
