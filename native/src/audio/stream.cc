#include "audio/stream.h"

#include <algorithm>

#include "audio/host_api.h"
#include "audio/library.h"
#include "core/clock.h"

namespace palabre::audio {

namespace {

/** How long beyond its latency a stream may take to notice that it ends, before it counts as stalled. */
constexpr int64_t kEndGraceNs = 50'000'000;
/**
 * Callbacks before their thread gets real-time priority, 0.05 to 0.1 s. PortAudio looks for the first samples in a loop
 * that does not sleep; two such threads with that priority keep two cores from the sound server, which must first
 * connect the stream in an ordinary thread, until the kernel steps in after a second.
 */
constexpr uint32_t kCallbacksBeforeHurry = 20;
constexpr double kNsPerSecond = 1e9;
constexpr int64_t kEndPollNs = 1'000'000;
constexpr PaStreamCallbackFlags kXruns =
    paInputUnderflow | paInputOverflow | paOutputUnderflow | paOutputOverflow;

/** A callback waits for samples no longer than this, and leaves the device as much. */
constexpr int64_t kMostWaitNs = 2'000'000;

/** How long a callback may wait whose samples are heard after `delay` seconds. */
int64_t spare_ns(double delay) {
  if (!callback_may_wait()) return 0;
  return std::clamp(static_cast<int64_t>(delay * kNsPerSecond) - kMostWaitNs, int64_t{0}, kMostWaitNs);
}

Status device_failure(PaError error, const char* tried) { return failure_of(error, "device-failed", tried); }

PaError open_portaudio(const StreamSettings& settings, PaStreamCallback* callback, void* self,
                       PaStream** stream) {
  const PaStreamParameters side{settings.device, settings.channels, paFloat32, settings.latency_seconds,
                                nullptr};
  const bool capture = settings.direction == Direction::kCapture;
  const MutedStderr muted;
  // No clipping and no dither: samples are floats within range, and both cost time in the callback.
  return Pa_OpenStream(stream, capture ? &side : nullptr, capture ? nullptr : &side, settings.sample_rate,
                       settings.frames_per_buffer, paClipOff | paDitherOff, callback, self);
}

}  // namespace

Status Stream::open(const StreamSettings& settings, SampleExchange exchange,
                    std::unique_ptr<Stream>* opened) {
  Library& library = Library::of_process();
  const Status entered = library.enter();
  if (!entered.ok()) return entered;
  if (settings.device >= Pa_GetDeviceCount()) {
    return Status::failure("device-failed", "There is no device of this index; list the devices again.");
  }
  std::unique_ptr<Stream> stream(new Stream(settings.direction, std::move(exchange)));
  const PaError error = open_portaudio(settings, callback, stream.get(), &stream->stream_);
  if (error != paNoError) {
    stream->stream_ = nullptr;
    return device_failure(error, "The audio device could not be opened");
  }
  library.stream_opened();
  stream->read_granted();
  *opened = std::move(stream);
  return Status::success();
}

Stream::~Stream() {
  if (stream_ == nullptr) return;
  stop();
  Pa_CloseStream(stream_);
  Library::of_process().stream_closed();
}

Status Stream::start() {
  if (Pa_IsStreamStopped(stream_) == 0) return Status::success();
  ending_.store(false, std::memory_order_relaxed);
  early_callbacks_ = 0;
  const OrdinaryChildren ordinary;
  const PaError error = Pa_StartStream(stream_);
  return error == paNoError ? Status::success()
                            : device_failure(error, "The audio device could not be started");
}

Status Stream::stop() {
  if (Pa_IsStreamStopped(stream_) != 0) return Status::success();
  // The callback itself ends the stream: Pa_StopStream on a running one would first play out what is queued,
  // which a suspended sink never does, and Pa_AbortStream cancels a thread that may hold locks of the system.
  ending_.store(true, std::memory_order_relaxed);
  const int64_t limit = monotonic_ns() + static_cast<int64_t>(latency_seconds_ * kNsPerSecond) + kEndGraceNs;
  while (Pa_IsStreamActive(stream_) == 1 && monotonic_ns() < limit) sleep_until(monotonic_ns() + kEndPollNs);
  // A callback that is no longer called waits for the device, and there it can be cancelled safely.
  const bool stalled = Pa_IsStreamActive(stream_) == 1;
  const PaError error = stalled ? Pa_AbortStream(stream_) : Pa_StopStream(stream_);
  return error == paNoError ? Status::success()
                            : device_failure(error, "The audio device could not be stopped");
}

void Stream::read_granted() {
  const PaStreamInfo* info = Pa_GetStreamInfo(stream_);
  if (info == nullptr) return;
  latency_seconds_ = direction_ == Direction::kCapture ? info->inputLatency : info->outputLatency;
  sample_rate_ = info->sampleRate;
}

int Stream::callback(const void* input, void* output, unsigned long frames,
                     const PaStreamCallbackTimeInfo* times, PaStreamCallbackFlags flags, void* self) noexcept {
  Stream& stream = *static_cast<Stream*>(self);
  if (stream.early_callbacks_ < kCallbacksBeforeHurry && ++stream.early_callbacks_ == kCallbacksBeforeHurry) {
    hurry_callback_thread();
  }
  const bool xrun = (flags & kXruns) != 0;
  const auto count = static_cast<uint32_t>(frames);
  const bool captures = stream.direction_ == Direction::kCapture;
  const double delay = captures ? times->currentTime - times->inputBufferAdcTime
                                : times->outputBufferDacTime - times->currentTime;
  stream.exchange_.delayed(delay);
  if (captures) {
    stream.exchange_.captured(static_cast<const float*>(input), count, xrun);
  } else {
    stream.exchange_.wanted(static_cast<float*>(output), count, xrun, spare_ns(delay));
  }
  return stream.ending_.load(std::memory_order_relaxed) ? paAbort : paContinue;
}

}  // namespace palabre::audio
