#include "napi/audio_stream.h"

#include <memory>
#include <utility>


namespace palabre::napi {

namespace {

using audio::Direction;

constexpr int64_t kMostDevices = 1 << 16;
constexpr int64_t kMostChannels = 32;
constexpr double kLeastRate = 8'000;
constexpr double kMostRate = 384'000;
constexpr int64_t kMostFramesPerBuffer = 1 << 16;
constexpr double kMostLatencyMs = 5'000;
/** A thread that waits natively cannot be ended, so it must come back now and then. */
constexpr double kMostWaitMs = 60'000;
constexpr double kMsPerSecond = 1e3;
constexpr double kNsPerMs = 1e6;

struct Signal {
  static constexpr napi_type_tag kTag = {0x6b1d9b0e5c3e4f27, 0x9a417ce80f25d3b6};
  static constexpr const char* kName = "signal";

  std::shared_ptr<WakeSignal> native = std::make_shared<WakeSignal>();
};

struct Stream {
  static constexpr napi_type_tag kTag = {0xe07f43c2a9d84b15, 0x83c65e1fb7904ad2};
  static constexpr const char* kName = "stream";

  // The memory that the callback uses outlives the stream: members go in reverse order.
  StreamMemory memory;
  std::unique_ptr<audio::Stream> native;
};

/** The values of StreamOptions that live in JavaScript's memory. */
struct Memory {
  napi_value samples = nullptr;
  napi_value indices = nullptr;
  napi_value counters = nullptr;
  napi_value signal = nullptr;
};

audio::StreamSettings settings_of(Args& args, napi_value options, Direction direction) {
  const auto integer = [&](const char* name, int64_t low, int64_t high) {
    return args.integer(args.property(options, name), name, low, high);
  };
  const auto number = [&](const char* name, double low, double high) {
    return args.number(args.property(options, name), name, low, high);
  };
  audio::StreamSettings settings;
  settings.direction = direction;
  settings.device = static_cast<int>(integer("device", 0, kMostDevices));
  settings.channels = static_cast<int>(integer("channels", 1, kMostChannels));
  settings.sample_rate = number("sampleRate", kLeastRate, kMostRate);
  settings.frames_per_buffer = static_cast<uint32_t>(integer("framesPerBuffer", 0, kMostFramesPerBuffer));
  settings.latency_seconds = number("latencyMs", 0, kMostLatencyMs) / kMsPerSecond;
  return settings;
}

Memory memory_of(Args& args, napi_value options) {
  Memory memory;
  const napi_value ring = args.object(args.property(options, "ring"), "ring");
  memory.samples = args.property(ring, "samples");
  memory.indices = args.property(ring, "indices");
  memory.counters = args.property(options, "counters");
  memory.signal = args.property(options, "signal");
  return memory;
}

SpscRing ring_of(Args& args, const Memory& memory, uint32_t channels) {
  const auto samples = args.shared_array<float>(memory.samples, "ring.samples", channels);
  const auto indices = args.shared_array<int32_t>(memory.indices, "ring.indices", SpscRing::kIndexWords);
  const size_t capacity = samples.size() / channels;
  if (args.ok() && (samples.size() % channels != 0 || !SpscRing::valid_capacity(capacity))) {
    args.fail_range("ring.samples", "a power of two of frames long");
  }
  return SpscRing(samples.data(), static_cast<uint32_t>(capacity), channels, indices.data());
}

napi_value start_stream(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Stream* stream = unwrap_self<Stream>(args);
  if (stream != nullptr) args.succeed(stream->native->start());
  return nullptr;
}

napi_value stop_stream(napi_env env, napi_callback_info info) {
  Args args(env, info);
  Stream* stream = unwrap_self<Stream>(args);
  if (stream != nullptr) args.succeed(stream->native->stop());
  return nullptr;
}

napi_value wrap_stream(napi_env env, std::unique_ptr<Stream> stream) {
  const napi_value latency = make_number(env, stream->native->latency_seconds() * kMsPerSecond);
  const napi_value rate = make_number(env, stream->native->sample_rate());
  return wrap(env, std::move(stream),
              {method("start", start_stream), method("stop", stop_stream),
               method("close", close_method<Stream>), constant("latencyMs", latency),
               constant("sampleRate", rate)});
}

napi_value open_stream(napi_env env, napi_callback_info info, Direction direction) {
  Args args(env, info);
  std::optional<StreamRequest> request = read_stream_request(args, args.at(0), direction);
  if (!request) return nullptr;
  auto stream = std::make_unique<Stream>();
  if (!args.succeed(audio::Stream::open(request->settings, std::move(request->exchange), &stream->native))) {
    return nullptr;
  }
  stream->memory = std::move(request->memory);
  return wrap_stream(env, std::move(stream));
}

napi_value wait_signal(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const double timeout_ms = args.number(args.at(0), "timeoutMs", 0, kMostWaitMs);
  const Signal* signal = unwrap_self<Signal>(args);
  if (signal == nullptr) return nullptr;
  return make_boolean(env, signal->native->wait(static_cast<int64_t>(timeout_ms * kNsPerMs)));
}

}  // namespace

std::shared_ptr<WakeSignal> signal_of(Args& args, napi_value value) {
  if (!args.ok() || !args.given(value)) return nullptr;
  const Signal* signal = unwrap<Signal>(args, value, "signal");
  return signal == nullptr ? nullptr : signal->native;
}

std::optional<StreamRequest> read_stream_request(Args& args, napi_value value, Direction direction) {
  const napi_value options = args.object(value, "options");
  const audio::StreamSettings settings = settings_of(args, options, direction);
  const Memory memory = memory_of(args, options);
  if (!args.ok()) return std::nullopt;
  const SpscRing ring = ring_of(args, memory, static_cast<uint32_t>(settings.channels));
  const auto counters =
      args.shared_array<int32_t>(memory.counters, "counters", audio::StreamCounters::kWords);
  std::shared_ptr<WakeSignal> signal = signal_of(args, memory.signal);
  if (!args.ok()) return std::nullopt;
  const napi_env env = args.env();
  return StreamRequest{
      settings,
      audio::SampleExchange(ring, audio::StreamCounters(counters.data()), std::move(signal)),
      {Kept(env, memory.samples), Kept(env, memory.indices), Kept(env, memory.counters)},
  };
}

napi_value open_capture(napi_env env, napi_callback_info info) {
  return open_stream(env, info, Direction::kCapture);
}

napi_value open_playback(napi_env env, napi_callback_info info) {
  return open_stream(env, info, Direction::kPlayback);
}

napi_value create_signal(napi_env env, napi_callback_info) {
  return wrap(env, std::make_unique<Signal>(),
              {method("wait", wait_signal), method("close", close_method<Signal>)});
}

}  // namespace palabre::napi
