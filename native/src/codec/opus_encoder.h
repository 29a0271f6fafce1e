// One Opus encoder at 48 kHz.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/status.h"

struct OpusEncoder;

namespace palabre::codec {

enum class Application { kVoip, kAudio, kLowDelay };
enum class Signal { kAuto, kVoice, kMusic };
enum class Bandwidth { kNarrow, kMedium, kWide, kSuperWide, kFull };

/** What to change; an empty field stays as it is. Ranges as in native/types.ts, checked by libopus too. */
struct EncoderSettings {
  std::optional<int32_t> bitrate;
  std::optional<int32_t> complexity;
  std::optional<bool> vbr;
  std::optional<bool> inband_fec;
  std::optional<int32_t> expected_loss_percent;
  std::optional<bool> dtx;
  std::optional<Signal> signal;
  std::optional<Bandwidth> max_bandwidth;
};

/** Whether Opus has frames of this many samples per channel at 48 kHz: 2.5 to 60 ms, 80, 100 and 120 ms. */
bool legal_frame(size_t samples_per_channel);

class Encoder {
 public:
  /** nullptr where memory is short. `channels` is 1 or 2. */
  static std::unique_ptr<Encoder> create(int channels, Application application);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /** Applies all settings in order; the first that libopus refuses ends it. */
  Status configure(const EncoderSettings& settings);

  /**
   * Encodes one frame; `pcm` holds a legal frame, interleaved. Allocates nothing.
   * Answers bytes written (at least 1), or a negative libopus error. Samples that are not finite become
   * silence.
   */
  int encode(std::span<const float> pcm, std::span<uint8_t> out);

  int channels() const { return channels_; }
  /** Samples at 48 kHz. */
  int lookahead() const;
  void reset();

 private:
  Encoder(OpusEncoder* encoder, int channels) : encoder_(encoder), channels_(channels) {}

  OpusEncoder* encoder_;
  int channels_;
};

}  // namespace palabre::codec
