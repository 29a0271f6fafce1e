// What happens in the callback of a sound card: samples move between the device and a ring, and are counted.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "audio/stream_counters.h"
#include "core/clock.h"
#include "core/spsc_ring.h"
#include "core/wake_signal.h"

namespace palabre::audio {

/** For the callback's thread alone. Nothing here allocates, locks or waits. */
class SampleExchange {
 public:
  /** @param signal posted once per callback; may be null */
  SampleExchange(SpscRing ring, StreamCounters counters, std::shared_ptr<WakeSignal> signal)
      : ring_(ring), counters_(counters), signal_(std::move(signal)) {}

  /** Once true, callbacks touch neither ring nor counters any more: their memory may go. */
  const std::shared_ptr<std::atomic<bool>>& cut() const { return cut_; }

  /** Notes the delay of what is exchanged next, as the system tells it. */
  void delayed(double seconds) noexcept {
    if (cut_->load(std::memory_order_acquire)) return;
    counters_.device_delay(static_cast<int32_t>(std::clamp(seconds, 0.0, 1.0) * 1e6));
  }

  /** Takes `frames` from the device; what the ring has no room for is dropped. A null `from` is silence. */
  void captured(const float* from, uint32_t frames, bool device_xrun) noexcept {
    if (cut_->load(std::memory_order_acquire)) return;
    begin(device_xrun);
    const uint32_t kept = from == nullptr ? 0 : ring_.write(from, frames);
    if (kept < frames) counters_.ring_xrun(frames - kept);
    end();
  }

  /**
   * Gives the device `frames`: what the ring has, then silence. What is missing is waited for up to `spare_ns`: a
   * device that asks twice at once, since its own wake-up was late, still has enough to play meanwhile.
   */
  void wanted(float* to, uint32_t frames, bool device_xrun, int64_t spare_ns = 0) noexcept {
    const size_t channels = ring_.channels();
    if (cut_->load(std::memory_order_acquire)) {
      std::fill(to, to + frames * channels, 0.0F);
      return;
    }
    begin(device_xrun);
    uint32_t played = ring_.read(to, frames);
    if (played < frames && spare_ns > 0) played = await_rest(to, played, frames, spare_ns);
    if (played < frames) {
      std::fill(to + played * channels, to + frames * channels, 0.0F);
      counters_.ring_xrun(frames - played);
    }
    end();
  }

 private:
  /** How often an empty ring is looked at. */
  static constexpr int64_t kLookNs = 100'000;

  /** Reads the frames after the first `played` as they come. Answers how many there are then. */
  uint32_t await_rest(float* to, uint32_t played, uint32_t frames, int64_t spare_ns) noexcept {
    const int64_t until = monotonic_ns() + spare_ns;
    if (signal_ != nullptr) signal_->post();
    for (int64_t now = monotonic_ns(); played < frames && now < until; now = monotonic_ns()) {
      sleep_until(std::min(now + kLookNs, until));
      if (cut_->load(std::memory_order_acquire)) return played;
      played += ring_.read(to + played * ring_.channels(), frames - played);
    }
    return played;
  }

  void begin(bool device_xrun) noexcept {
    if (!started_) counters_.first_callback_at(monotonic_ns());
    started_ = true;
    if (device_xrun) counters_.device_xrun();
  }

  void end() noexcept {
    counters_.callback_done();
    if (signal_ != nullptr) signal_->post();
  }

  SpscRing ring_;
  StreamCounters counters_;
  std::shared_ptr<WakeSignal> signal_;
  std::shared_ptr<std::atomic<bool>> cut_ = std::make_shared<std::atomic<bool>>(false);
  bool started_ = false;
};

}  // namespace palabre::audio
