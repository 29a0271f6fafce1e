#include "codec/opus_decoder.h"

#include <opus.h>

#include <algorithm>

namespace palabre::codec {
namespace {

constexpr opus_int32 kSampleRate = 48000;
/** 48 frames of 1275 bytes and their framing: nothing longer is a packet. */
constexpr size_t kMostPacketBytes = 48 * (1275 + 2) + 2;
constexpr int kMostFrames = 48;

bool plausible(std::span<const uint8_t> packet) {
  return !packet.empty() && packet.size() <= kMostPacketBytes;
}

}  // namespace

const char* library_version() { return opus_get_version_string(); }

const char* error_text(int error) { return opus_strerror(error); }

int packet_samples(std::span<const uint8_t> packet) {
  if (!plausible(packet)) return OPUS_INVALID_PACKET;
  const auto bytes = static_cast<opus_int32>(packet.size());
  opus_int16 sizes[kMostFrames];
  // Counting samples looks at the first bytes alone; parsing sees that the frames fit the length.
  const int frames = opus_packet_parse(packet.data(), bytes, nullptr, nullptr, sizes, nullptr);
  if (frames <= 0) return OPUS_INVALID_PACKET;
  return opus_packet_get_nb_samples(packet.data(), bytes, kSampleRate);
}

bool packet_has_fec(std::span<const uint8_t> packet) {
  if (!plausible(packet)) return false;
  const auto bytes = static_cast<opus_int32>(packet.size());
  opus_int16 sizes[kMostFrames];
  const int frames = opus_packet_parse(packet.data(), bytes, nullptr, nullptr, sizes, nullptr);
  // libopus reads the first byte of the first frame without asking whether there is one.
  if (frames <= 0 || sizes[0] == 0) return false;
  return opus_packet_has_lbrr(packet.data(), bytes) > 0;
}

std::unique_ptr<Decoder> Decoder::create(int channels) {
  int error = OPUS_OK;
  OpusDecoder* decoder = opus_decoder_create(kSampleRate, channels, &error);
  if (decoder == nullptr) return nullptr;
  return std::unique_ptr<Decoder>(new Decoder(decoder, channels));
}

Decoder::~Decoder() { opus_decoder_destroy(decoder_); }

int Decoder::samples_of(std::span<float> out) const {
  return static_cast<int>(std::min(out.size() / static_cast<size_t>(channels_), kMostPacketSamples));
}

int Decoder::decode(std::span<const uint8_t> packet, std::span<float> out) {
  // To libopus no bytes mean a lost packet; here that is said by `conceal`.
  if (!plausible(packet)) return OPUS_INVALID_PACKET;
  const auto bytes = static_cast<opus_int32>(packet.size());
  return opus_decode_float(decoder_, packet.data(), bytes, out.data(), samples_of(out), 0);
}

int Decoder::decode_fec(std::span<const uint8_t> packet, std::span<float> out) {
  if (!plausible(packet)) return OPUS_INVALID_PACKET;
  const auto bytes = static_cast<opus_int32>(packet.size());
  return opus_decode_float(decoder_, packet.data(), bytes, out.data(), samples_of(out), 1);
}

int Decoder::conceal(std::span<float> out) {
  return opus_decode_float(decoder_, nullptr, 0, out.data(), samples_of(out), 0);
}

void Decoder::reset() { opus_decoder_ctl(decoder_, OPUS_RESET_STATE); }

}  // namespace palabre::codec
