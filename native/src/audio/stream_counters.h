// The counters of a stream in shared memory: STREAM_COUNTERS in native/types.ts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/shared_word.h"

namespace palabre::audio {

/** Written by the callback's thread alone; wrapping. */
class StreamCounters {
 public:
  static constexpr size_t kWords = 16;

  explicit StreamCounters(int32_t* words) : words_(words) {}

  void device_xrun() { add_to_counter(words_ + kDeviceXruns, 1); }

  void ring_xrun(uint32_t frames) {
    add_to_counter(words_ + kRingXrunFrames, frames);
    add_to_counter(words_ + kRingXruns, 1);
  }

  void first_callback_at(int64_t monotonic_ns) {
    const auto ns = static_cast<uint64_t>(monotonic_ns);
    shared_word(words_ + kFirstCallbackLow).store(static_cast<uint32_t>(ns), std::memory_order_relaxed);
    shared_word(words_ + kFirstCallbackHigh)
        .store(static_cast<uint32_t>(ns >> 32), std::memory_order_relaxed);
  }

  /** Of the samples of this callback, as the system tells it; microseconds. */
  void device_delay(int32_t us) {
    shared_word(words_ + kDeviceDelay).store(static_cast<uint32_t>(us), std::memory_order_relaxed);
  }

  /** Last in a callback: whoever sees this count sees what the callback wrote before. */
  void callback_done() {
    std::atomic<uint32_t>& callbacks = shared_word(words_ + kCallbacks);
    callbacks.store(callbacks.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

 private:
  enum Place : size_t {
    kCallbacks = 0,
    kDeviceXruns = 1,
    kRingXrunFrames = 2,
    kRingXruns = 3,
    kFirstCallbackLow = 4,
    kFirstCallbackHigh = 5,
    kDeviceDelay = 6,
  };

  int32_t* words_;
};

}  // namespace palabre::audio
