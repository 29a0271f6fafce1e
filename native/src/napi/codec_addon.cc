// codec.node: `CodecAddon` of native/types.ts over src/codec.
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "codec/opus_decoder.h"
#include "codec/opus_encoder.h"
#include "napi/args.h"
#include "napi/wrap.h"

namespace palabre::napi {
namespace {

struct WrappedEncoder {
  static constexpr napi_type_tag kTag = {0x5b1f6a02c9d94e37, 0x93d70e4f8c21ab60};
  static constexpr const char* kName = "Opus encoder";
  std::unique_ptr<codec::Encoder> encoder;
};

struct WrappedDecoder {
  static constexpr napi_type_tag kTag = {0x0c8e73d54f1a4b92, 0xa6402bb9d7e51f38};
  static constexpr const char* kName = "Opus decoder";
  std::unique_ptr<codec::Decoder> decoder;
};

napi_value make_result(napi_env env, int result) {
  napi_value value = nullptr;
  napi_create_int32(env, result, &value);
  return value;
}

int read_channels(Args& args, napi_value options) {
  return static_cast<int>(args.integer(args.property(options, "channels"), "options.channels", 1, 2));
}

void fail_memory(Args& args) { args.succeed(Status::failure("out-of-memory", "Memory is short.")); }

// ---- encoder ----

/** Reads settings one by one; those not given stay empty. */
class SettingsReader {
 public:
  SettingsReader(Args& args, napi_value settings) : args_(args), settings_(settings) {}

  std::optional<int32_t> integer(const char* key, int32_t low, int32_t high) {
    const napi_value value = args_.property(settings_, key);
    if (!args_.given(value)) return std::nullopt;
    return static_cast<int32_t>(args_.integer(value, name(key), low, high));
  }

  std::optional<bool> boolean(const char* key) {
    const napi_value value = args_.property(settings_, key);
    if (!args_.given(value)) return std::nullopt;
    return args_.boolean(value, name(key));
  }

  template <typename Enum>
  std::optional<Enum> choice(const char* key, std::initializer_list<std::string_view> choices) {
    const napi_value value = args_.property(settings_, key);
    if (!args_.given(value)) return std::nullopt;
    return static_cast<Enum>(args_.choice(value, name(key), choices));
  }

 private:
  const char* name(const char* key) {
    name_ = std::string("settings.") + key;
    return name_.c_str();
  }

  Args& args_;
  napi_value settings_;
  std::string name_;
};

napi_value configure(napi_env env, napi_callback_info info) {
  Args args(env, info);
  SettingsReader reader(args, args.object(args.at(0), "settings"));
  codec::EncoderSettings settings;
  settings.bitrate = reader.integer("bitrate", 500, 512000);
  settings.complexity = reader.integer("complexity", 0, 10);
  settings.vbr = reader.boolean("vbr");
  settings.inband_fec = reader.boolean("inbandFec");
  settings.expected_loss_percent = reader.integer("expectedLossPercent", 0, 100);
  settings.dtx = reader.boolean("dtx");
  settings.signal = reader.choice<codec::Signal>("signal", {"auto", "voice", "music"});
  settings.max_bandwidth =
      reader.choice<codec::Bandwidth>("maxBandwidth", {"narrow", "medium", "wide", "superwide", "full"});
  auto* self = unwrap_self<WrappedEncoder>(args);
  if (self != nullptr) args.succeed(self->encoder->configure(settings));
  return nullptr;
}

napi_value encode(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto pcm = args.array<float>(args.at(0), "pcm", 1);
  const auto out = args.array<uint8_t>(args.at(1), "out", 1);
  auto* self = unwrap_self<WrappedEncoder>(args);
  if (self == nullptr) return nullptr;
  const auto channels = static_cast<size_t>(self->encoder->channels());
  if (pcm.size() % channels != 0 || !codec::legal_frame(pcm.size() / channels)) {
    args.fail_range("pcm", "2.5, 5, 10, 20, 40, 60, 80, 100 or 120 ms of all channels at 48 kHz");
    return nullptr;
  }
  const int result = self->encoder->encode(pcm, out);
  if (result < 0) {
    args.succeed(Status::failure("encode-failed", std::string("Opus cannot encode this frame: ") +
                                                      codec::error_text(result) + "."));
    return nullptr;
  }
  return make_result(env, result);
}

napi_value reset_encoder(napi_env env, napi_callback_info info) {
  Args args(env, info);
  auto* self = unwrap_self<WrappedEncoder>(args);
  if (self != nullptr) self->encoder->reset();
  return nullptr;
}

napi_value create_encoder(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const napi_value options = args.object(args.at(0), "options");
  const int channels = read_channels(args, options);
  const auto application = static_cast<codec::Application>(args.choice(
      args.property(options, "application"), "options.application", {"voip", "audio", "lowdelay"}));
  if (!args.ok()) return nullptr;
  auto wrapped = std::make_unique<WrappedEncoder>();
  wrapped->encoder = codec::Encoder::create(channels, application);
  if (wrapped->encoder == nullptr) {
    fail_memory(args);
    return nullptr;
  }
  const napi_value lookahead = make_result(env, wrapped->encoder->lookahead());
  return wrap<WrappedEncoder>(env, std::move(wrapped),
                              {method("configure", configure), method("encode", encode),
                               constant("lookahead", lookahead), method("reset", reset_encoder),
                               method("close", close_method<WrappedEncoder>)});
}

// ---- decoder ----

/** Whether `out` is whole 2.5 ms steps of all channels; throws where it is not. */
bool expect_steps(Args& args, std::span<float> out, const codec::Decoder& decoder) {
  const size_t step = codec::kConcealStep * static_cast<size_t>(decoder.channels());
  const size_t most = codec::kMostPacketSamples * static_cast<size_t>(decoder.channels());
  if (!out.empty() && out.size() % step == 0 && out.size() <= most) return true;
  args.fail_range("out", "2.5 to 120 ms of all channels at 48 kHz, in steps of 2.5 ms");
  return false;
}

napi_value decode(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto packet = args.array<uint8_t>(args.at(0), "packet", 0);
  const auto out = args.array<float>(args.at(1), "out", 1);
  auto* self = unwrap_self<WrappedDecoder>(args);
  if (self == nullptr) return nullptr;
  if (out.size() % static_cast<size_t>(self->decoder->channels()) != 0) {
    args.fail_range("out", "whole samples of all channels");
    return nullptr;
  }
  return make_result(env, self->decoder->decode(packet, out));
}

napi_value decode_fec(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto packet = args.array<uint8_t>(args.at(0), "packet", 0);
  const auto out = args.array<float>(args.at(1), "out", 1);
  auto* self = unwrap_self<WrappedDecoder>(args);
  if (self == nullptr || !expect_steps(args, out, *self->decoder)) return nullptr;
  return make_result(env, self->decoder->decode_fec(packet, out));
}

napi_value conceal(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto out = args.array<float>(args.at(0), "out", 1);
  auto* self = unwrap_self<WrappedDecoder>(args);
  if (self == nullptr || !expect_steps(args, out, *self->decoder)) return nullptr;
  return make_result(env, self->decoder->conceal(out));
}

napi_value reset_decoder(napi_env env, napi_callback_info info) {
  Args args(env, info);
  auto* self = unwrap_self<WrappedDecoder>(args);
  if (self != nullptr) self->decoder->reset();
  return nullptr;
}

napi_value create_decoder(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int channels = read_channels(args, args.object(args.at(0), "options"));
  if (!args.ok()) return nullptr;
  auto wrapped = std::make_unique<WrappedDecoder>();
  wrapped->decoder = codec::Decoder::create(channels);
  if (wrapped->decoder == nullptr) {
    fail_memory(args);
    return nullptr;
  }
  return wrap<WrappedDecoder>(env, std::move(wrapped),
                              {method("decode", decode), method("decodeFec", decode_fec),
                               method("conceal", conceal), method("reset", reset_decoder),
                               method("close", close_method<WrappedDecoder>)});
}

// ---- packets ----

napi_value packet_samples(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto packet = args.array<uint8_t>(args.at(0), "packet", 0);
  return args.ok() ? make_result(env, codec::packet_samples(packet)) : nullptr;
}

napi_value packet_has_fec(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto packet = args.array<uint8_t>(args.at(0), "packet", 0);
  return args.ok() ? make_boolean(env, codec::packet_has_fec(packet)) : nullptr;
}

}  // namespace
}  // namespace palabre::napi

NAPI_MODULE_INIT() {
  using namespace palabre::napi;
  const napi_property_descriptor properties[] = {
      constant("version", make_string(env, palabre::codec::library_version())),
      method("createEncoder", create_encoder),
      method("createDecoder", create_decoder),
      method("packetSamples", packet_samples),
      method("packetHasFec", packet_has_fec),
  };
  napi_define_properties(env, exports, std::size(properties), properties);
  return exports;
}
