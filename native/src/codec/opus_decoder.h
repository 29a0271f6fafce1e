// One Opus decoder at 48 kHz, and what can be told of a packet without decoding it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

struct OpusDecoder;

namespace palabre::codec {

/** The longest packet, 120 ms, in samples per channel. */
constexpr size_t kMostPacketSamples = 5760;
/** Lost audio is made in steps of 2.5 ms. */
constexpr size_t kConcealStep = 120;

/** The version text of libopus. */
const char* library_version();
/** The text of a negative result. */
const char* error_text(int error);

/** Samples per channel at 48 kHz of a well-formed packet, a negative libopus error for other bytes. */
int packet_samples(std::span<const uint8_t> packet);
/** Whether a packet carries the frame before it, at lower quality; false for bytes that are no packet. */
bool packet_has_fec(std::span<const uint8_t> packet);

/**
 * None of these allocates, writes past `out` or fails but by a negative libopus error; `out` is
 * interleaved and a whole number of frames of all channels. Samples may lie outside -1..1.
 */
class Decoder {
 public:
  /** nullptr where memory is short. `channels` is 1 or 2. */
  static std::unique_ptr<Decoder> create(int channels);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /** Samples per channel written. An empty packet is an error here, not a loss. */
  int decode(std::span<const uint8_t> packet, std::span<float> out);
  /** Fills `out`, the frame before `packet`, from its FEC where it has some, else by concealment. */
  int decode_fec(std::span<const uint8_t> packet, std::span<float> out);
  /** Fills `out` with what may have been there. */
  int conceal(std::span<float> out);

  int channels() const { return channels_; }
  void reset();

 private:
  Decoder(OpusDecoder* decoder, int channels) : decoder_(decoder), channels_(channels) {}
  int samples_of(std::span<float> out) const;

  OpusDecoder* decoder_;
  int channels_;
};

}  // namespace palabre::codec
