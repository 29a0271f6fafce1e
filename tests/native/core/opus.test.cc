// sources: native/src/codec/opus_decoder.cc native/src/codec/opus_encoder.cc
// sources-from: node native/gyp/opus-sources.mjs node_modules/audify/vendor/opus OPUS_SOURCES OPUS_SOURCES_FLOAT CELT_SOURCES SILK_SOURCES SILK_SOURCES_FLOAT
// flags: -DOPUS_BUILD -DENABLE_HARDENING -DFLOAT_APPROX -DDISABLE_DEBUG_FLOAT -DHAVE_LRINT -DHAVE_LRINTF -DVAR_ARRAYS -DPACKAGE_VERSION="1.5.2"
// flags: -Inode_modules/audify/vendor/opus -Inode_modules/audify/vendor/opus/include -Inode_modules/audify/vendor/opus/celt
// flags: -Inode_modules/audify/vendor/opus/silk -Inode_modules/audify/vendor/opus/silk/float -Inode_modules/audify/vendor/opus/dnn
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "check.h"
#include "codec/opus_decoder.h"
#include "codec/opus_encoder.h"

using namespace palabre::codec;

namespace {

constexpr size_t kMostBytes = 1276;

/** Exactly as long as asked, so that the sanitizer sees the first byte beyond. */
std::unique_ptr<uint8_t[]> random_bytes(std::mt19937& random, size_t length) {
  auto bytes = std::make_unique<uint8_t[]>(length);
  for (size_t i = 0; i < length; i++) bytes[i] = static_cast<uint8_t>(random());
  return bytes;
}

std::vector<float> tone(size_t samples, int channels) {
  std::vector<float> pcm(samples * static_cast<size_t>(channels));
  for (size_t i = 0; i < pcm.size(); i++) pcm[i] = 0.4f * std::sin(0.05f * static_cast<float>(i));
  return pcm;
}

std::vector<uint8_t> encoded(size_t samples, int channels) {
  const auto encoder = Encoder::create(channels, Application::kVoip);
  std::vector<uint8_t> packet(kMostBytes);
  const std::vector<float> pcm = tone(samples, channels);
  packet.resize(static_cast<size_t>(std::max(0, encoder->encode(pcm, packet))));
  return packet;
}

}  // namespace

TEST(random_bytes_never_break_the_decoder) {
  std::mt19937 random(1);
  for (const int channels : {1, 2}) {
    const auto decoder = Decoder::create(channels);
    std::vector<float> out(kMostPacketSamples * static_cast<size_t>(channels));
    for (int round = 0; round < 3000; round++) {
      const size_t length = 1 + random() % kMostBytes;
      const auto bytes = random_bytes(random, length);
      const std::span<const uint8_t> packet(bytes.get(), length);
      const int samples = packet_samples(packet);
      (void)packet_has_fec(packet);
      const int decoded = decoder->decode(packet, out);
      CHECK(decoded == samples || decoded < 0);
      if (round % 8 == 0) (void)decoder->decode_fec(packet, std::span(out).first(960u * channels));
    }
  }
}

TEST(damaged_packets_never_break_the_decoder) {
  std::mt19937 random(2);
  const auto decoder = Decoder::create(1);
  const std::vector<uint8_t> packet = encoded(960, 1);
  std::vector<float> out(960);
  for (int round = 0; round < 3000; round++) {
    const size_t length = 1 + random() % packet.size();
    auto bytes = std::make_unique<uint8_t[]>(length);
    std::copy_n(packet.begin(), length, bytes.get());
    for (int flips = 0; flips < 3; flips++) bytes[random() % length] ^= uint8_t{1} << random() % 8;
    CHECK(decoder->decode({bytes.get(), length}, out) <= 960);
  }
}

TEST(no_bytes_and_too_many_are_errors) {
  const auto decoder = Decoder::create(1);
  std::vector<float> out(960);
  const std::vector<uint8_t> many(100000, 0x4b);
  CHECK(decoder->decode({}, out) < 0);
  CHECK(decoder->decode_fec({}, out) < 0);
  CHECK(decoder->decode(many, out) < 0);
  CHECK(packet_samples({}) < 0);
  CHECK(packet_samples(many) < 0);
  CHECK(!packet_has_fec({}));
}

TEST(a_packet_of_one_byte_has_no_fec) {
  for (int toc = 0; toc < 256; toc++) {
    const auto byte = std::make_unique<uint8_t>(static_cast<uint8_t>(toc));
    CHECK(!packet_has_fec({byte.get(), 1}));
  }
}

TEST(a_long_packet_does_not_overflow_a_short_buffer) {
  for (const int channels : {1, 2}) {
    const std::vector<uint8_t> packet = encoded(5760, channels);
    CHECK_EQ(packet_samples(packet), 5760);
    const auto decoder = Decoder::create(channels);
    const auto out = std::make_unique<float[]>(960u * static_cast<size_t>(channels));
    CHECK(decoder->decode(packet, {out.get(), 960u * static_cast<size_t>(channels)}) < 0);
  }
}

TEST(samples_that_are_no_numbers_are_encoded_as_silence) {
  constexpr float kStrange[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                                -std::numeric_limits<float>::infinity(), 1e30f, -3e38f};
  for (const Application application : {Application::kVoip, Application::kAudio, Application::kLowDelay}) {
    const auto encoder = Encoder::create(1, application);
    const auto decoder = Decoder::create(1);
    std::vector<uint8_t> packet(kMostBytes);
    std::vector<float> out(480);
    for (const float strange : kStrange) {
      for (int round = 0; round < 20; round++) {
        std::vector<float> pcm = tone(480, 1);
        if (round < 10) pcm[static_cast<size_t>(round) * 40] = strange;
        const int bytes = encoder->encode(pcm, packet);
        CHECK(bytes > 0);
        CHECK_EQ(decoder->decode({packet.data(), static_cast<size_t>(bytes)}, out), 480);
        CHECK(std::all_of(out.begin(), out.end(), [](float sample) { return std::isfinite(sample); }));
      }
    }
  }
}

TEST(small_packet_buffers_are_kept_to) {
  const auto encoder = Encoder::create(1, Application::kVoip);
  const std::vector<float> pcm = tone(960, 1);
  for (size_t room = 1; room < 40; room++) {
    const auto out = std::make_unique<uint8_t[]>(room);
    CHECK(encoder->encode(pcm, {out.get(), room}) <= static_cast<int>(room));
  }
}

TEST(legal_frames_are_those_of_opus) {
  for (const size_t samples : {120, 240, 480, 960, 1920, 2880, 3840, 4800, 5760}) CHECK(legal_frame(samples));
  for (const size_t samples : {0, 1, 119, 121, 360, 720, 1440, 5761, 11520}) CHECK(!legal_frame(samples));
}
