// A capture or playback stream of PortAudio.
#pragma once

#include <portaudio.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "audio/sample_exchange.h"
#include "core/status.h"

namespace palabre::audio {

enum class Direction { kCapture, kPlayback };

struct StreamSettings {
  Direction direction = Direction::kCapture;
  /** PortAudio's index. */
  int device = 0;
  int channels = 1;
  double sample_rate = 0;
  /** Per callback; 0 lets PortAudio choose. */
  uint32_t frames_per_buffer = 0;
  double latency_seconds = 0;
};

/** Everything here is for the thread that owns the Library, but for what the callback does. */
class Stream {
 public:
  /**
   * Opens, without starting. The memory behind `exchange` must outlive the stream. Failures: those of the
   * Library, and `device-failed`.
   */
  static Status open(const StreamSettings& settings, SampleExchange exchange,
                     std::unique_ptr<Stream>* opened);

  /** Closes, ending the callbacks first. */
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /** Begins the callbacks; nothing where they run. */
  Status start();
  /** Ends the callbacks at once: what the system still holds is not played. Nothing where none run. */
  Status stop();

  /** Seconds and hertz as the system granted them. */
  double latency_seconds() const { return latency_seconds_; }
  double sample_rate() const { return sample_rate_; }

 private:
  Stream(Direction direction, SampleExchange exchange)
      : direction_(direction), exchange_(std::move(exchange)) {}

  static int callback(const void* input, void* output, unsigned long frames,
                      const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags, void* self) noexcept;
  void read_granted();

  Direction direction_;
  SampleExchange exchange_;
  PaStream* stream_ = nullptr;
  std::atomic<bool> ending_{false};
  /** Counted by the callback, up to where it no longer matters. */
  uint32_t early_callbacks_ = 0;
  double latency_seconds_ = 0;
  double sample_rate_ = 0;
};

}  // namespace palabre::audio
