#include "codec/opus_encoder.h"

#include <opus.h>

#include <algorithm>
#include <new>
#include <string>

namespace palabre::codec {
namespace {

constexpr opus_int32 kSampleRate = 48000;
/** More than the largest packet that libopus makes (three frames of 1275 bytes, a few of framing). */
constexpr size_t kMostPacketBytes = 8192;

int constant_of(Application application) {
  switch (application) {
    case Application::kVoip:
      return OPUS_APPLICATION_VOIP;
    case Application::kAudio:
      return OPUS_APPLICATION_AUDIO;
    case Application::kLowDelay:
      return OPUS_APPLICATION_RESTRICTED_LOWDELAY;
  }
  return OPUS_APPLICATION_VOIP;
}

opus_int32 constant_of(Signal signal) {
  switch (signal) {
    case Signal::kAuto:
      return OPUS_AUTO;
    case Signal::kVoice:
      return OPUS_SIGNAL_VOICE;
    case Signal::kMusic:
      return OPUS_SIGNAL_MUSIC;
  }
  return OPUS_AUTO;
}

opus_int32 constant_of(Bandwidth bandwidth) {
  return OPUS_BANDWIDTH_NARROWBAND + static_cast<opus_int32>(bandwidth);
}

static_assert(OPUS_BANDWIDTH_NARROWBAND + static_cast<int>(Bandwidth::kFull) == OPUS_BANDWIDTH_FULLBAND);

}  // namespace

bool legal_frame(size_t samples_per_channel) {
  constexpr size_t kFrames[] = {120, 240, 480, 960, 1920, 2880, 3840, 4800, 5760};
  return std::find(std::begin(kFrames), std::end(kFrames), samples_per_channel) != std::end(kFrames);
}

std::unique_ptr<Encoder> Encoder::create(int channels, Application application) {
  int error = OPUS_OK;
  OpusEncoder* encoder = opus_encoder_create(kSampleRate, channels, constant_of(application), &error);
  if (encoder == nullptr) return nullptr;
  return std::unique_ptr<Encoder>(new Encoder(encoder, channels));
}

Encoder::~Encoder() { opus_encoder_destroy(encoder_); }

Status Encoder::configure(const EncoderSettings& settings) {
  int result = OPUS_OK;
  const auto apply = [this, &result](const auto& setting, int request, const auto& convert) {
    if (!setting.has_value() || result != OPUS_OK) return;
    result = opus_encoder_ctl(encoder_, request, static_cast<opus_int32>(convert(*setting)));
  };
  const auto as_is = [](auto value) { return value; };
  const auto as_constant = [](auto value) { return constant_of(value); };
  apply(settings.bitrate, OPUS_SET_BITRATE_REQUEST, as_is);
  apply(settings.complexity, OPUS_SET_COMPLEXITY_REQUEST, as_is);
  apply(settings.vbr, OPUS_SET_VBR_REQUEST, as_is);
  apply(settings.inband_fec, OPUS_SET_INBAND_FEC_REQUEST, as_is);
  apply(settings.expected_loss_percent, OPUS_SET_PACKET_LOSS_PERC_REQUEST, as_is);
  apply(settings.dtx, OPUS_SET_DTX_REQUEST, as_is);
  apply(settings.signal, OPUS_SET_SIGNAL_REQUEST, as_constant);
  apply(settings.max_bandwidth, OPUS_SET_MAX_BANDWIDTH_REQUEST, as_constant);
  if (result == OPUS_OK) return Status::success();
  return Status::failure("codec-refused", std::string("The encoder refused a setting: ") +
                                              opus_strerror(result) + ".");
}

int Encoder::encode(std::span<const float> pcm, std::span<uint8_t> out) {
  const auto room = static_cast<opus_int32>(std::min(out.size(), kMostPacketBytes));
  const auto samples = static_cast<int>(pcm.size()) / channels_;
  return opus_encode_float(encoder_, pcm.data(), samples, out.data(), room);
}

int Encoder::lookahead() const {
  opus_int32 samples = 0;
  opus_encoder_ctl(encoder_, OPUS_GET_LOOKAHEAD(&samples));
  return samples;
}

void Encoder::reset() { opus_encoder_ctl(encoder_, OPUS_RESET_STATE); }

}  // namespace palabre::codec
