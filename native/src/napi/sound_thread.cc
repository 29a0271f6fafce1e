#include "napi/sound_thread.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audio/device_list.h"
#include "audio/library.h"
#include "audio/sound_server.h"
#include "core/clock.h"
#include "core/environment.h"
#include "core/job_thread.h"
#include "napi/args.h"
#include "napi/audio_stream.h"
#include "napi/device_objects.h"
#include "napi/wrap.h"

namespace palabre::napi {

namespace {

using audio::Direction;

constexpr double kMsPerSecond = 1e3;
constexpr double kNsPerMs = 1e6;
constexpr size_t kMostNameBytes = 256;
/** What a driver gets to let go when everything ends. */
constexpr int64_t kEndNs = 2'000'000'000;
/** No callback lasts as long. */
constexpr int64_t kCallbackNs = 20'000'000;

/** A variable of the environment that is read when a stream is opened. */
struct Route {
  std::string name;
  std::optional<std::string> value;
};

/** A stream on its way, shared by the sound thread and the one that asked for it. */
struct Opening {
  enum State { kOpening, kRunning, kFailed, kClosed };

  std::atomic<int> state{kOpening};
  std::atomic<bool> unwanted{false};
  // Written by the sound thread before `state`.
  Status failure = Status::success();
  double latency_ms = 0;
  double sample_rate = 0;
  std::shared_ptr<std::atomic<bool>> cut;
  // For the sound thread alone.
  std::unique_ptr<audio::Stream> native;

  void open(const audio::StreamSettings& settings, audio::SampleExchange exchange) {
    if (unwanted) return;
    failure = audio::Stream::open(settings, std::move(exchange), &native);
    if (failure.ok()) failure = native->start();
    if (!failure.ok()) {
      native.reset();
      state.store(kFailed, std::memory_order_release);
      return;
    }
    latency_ms = native->latency_seconds() * kMsPerSecond;
    sample_rate = native->sample_rate();
    state.store(kRunning, std::memory_order_release);
  }

  void close() {
    native.reset();
    state.store(kClosed, std::memory_order_release);
  }
};

/** The answer to the last `list`. */
struct Listing {
  std::mutex mutex;
  bool fresh = false;
  Status status = Status::success();
  std::vector<audio::Device> devices;
};

/** The memory of a stream that is being closed. */
struct Parting {
  std::shared_ptr<Opening> opening;
  StreamMemory memory;
};

/** What a sound thread and its streams have in common; only the thread of JavaScript touches it. */
struct Shop {
  JobThread jobs;
  std::vector<Parting> partings;
  std::vector<std::weak_ptr<Opening>> openings;

  /** Lets go of memory that no callback can touch any more. */
  void sweep() {
    std::erase_if(partings, [](const Parting& one) { return one.opening->state.load() == Opening::kClosed; });
    std::erase_if(openings, [](const std::weak_ptr<Opening>& one) { return one.expired(); });
  }

  /** Ends the thread; what hangs in a driver is cut off from the memory of JavaScript. */
  void end() {
    for (const std::weak_ptr<Opening>& one : openings) {
      const std::shared_ptr<Opening> opening = one.lock();
      if (opening == nullptr) continue;
      opening->unwanted = true;
      jobs.post([opening] { opening->close(); });
    }
    jobs.post([] { audio::Library::of_process().thread_ends(); });
    if (jobs.end(kEndNs)) return;
    for (const std::weak_ptr<Opening>& one : openings) {
      const std::shared_ptr<Opening> opening = one.lock();
      if (opening != nullptr) opening->cut->store(true);
    }
    sleep_until(monotonic_ns() + kCallbackNs);
  }
};

struct SoundThread {
  static constexpr napi_type_tag kTag = {0x31c7f0a85d2e4b96, 0xb28e06d4137fa5c9};
  static constexpr const char* kName = "sound thread";

  std::shared_ptr<Shop> shop = std::make_shared<Shop>();
  std::shared_ptr<Listing> listing = std::make_shared<Listing>();
  std::shared_ptr<WakeSignal> signal;

  ~SoundThread() { shop->end(); }
};

struct ThreadStream {
  static constexpr napi_type_tag kTag = {0x7d40b9e2f6c15a83, 0x94ac2e7f50d8136b};
  static constexpr const char* kName = "stream";

  std::shared_ptr<Shop> shop;
  std::shared_ptr<Opening> opening = std::make_shared<Opening>();
  StreamMemory memory;

  ~ThreadStream() {
    if (shop == nullptr) return;
    opening->unwanted = true;
    shop->partings.push_back({opening, std::move(memory)});
    shop->jobs.post([opening = opening] { opening->close(); });
  }
};

struct ServerWatch {
  static constexpr napi_type_tag kTag = {0xa5528c1df0734e6b, 0x8e91d36b24c70fa2};
  static constexpr const char* kName = "server watch";

  std::unique_ptr<audio::SoundServer> native;
};

std::optional<Route> route_of(Args& args, napi_value options) {
  const napi_value route = args.property(options, "route");
  if (!args.ok() || !args.given(route)) return std::nullopt;
  const napi_value object = args.object(route, "route");
  const napi_value value = args.property(object, "value");
  Route read;
  read.name = args.string(args.property(object, "name"), "route.name", kMostNameBytes);
  if (read.name.empty() || read.name.find('=') != std::string::npos) {
    args.fail_range("route.name", "not empty and free of '='");
  }
  if (args.type(value) != napi_null) read.value = args.string(value, "route.value", kMostNameBytes);
  return read;
}

void take(const Route& route) { set_environment(route.name, route.value ? &*route.value : nullptr); }

napi_value check_stream(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const ThreadStream* stream = unwrap_self<ThreadStream>(args);
  if (stream == nullptr) return nullptr;
  const int state = stream->opening->state.load(std::memory_order_acquire);
  if (state == Opening::kFailed && !args.succeed(stream->opening->failure)) return nullptr;
  return make_boolean(env, state == Opening::kRunning);
}

napi_value stream_number(napi_env env, napi_callback_info info, double Opening::* number) {
  Args args(env, info);
  const ThreadStream* stream = unwrap_self<ThreadStream>(args);
  if (stream == nullptr) return nullptr;
  const bool running = stream->opening->state.load(std::memory_order_acquire) == Opening::kRunning;
  return make_number(env, running ? (*stream->opening).*number : 0);
}

napi_value latency_of_stream(napi_env env, napi_callback_info info) {
  return stream_number(env, info, &Opening::latency_ms);
}

napi_value rate_of_stream(napi_env env, napi_callback_info info) {
  return stream_number(env, info, &Opening::sample_rate);
}

napi_value open_on_thread(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const auto direction = static_cast<Direction>(args.choice(args.at(0), "direction", {"capture", "playback"}));
  const std::optional<Route> route = route_of(args, args.object(args.at(1), "options"));
  std::optional<StreamRequest> request = read_stream_request(args, args.at(1), direction);
  const SoundThread* self = unwrap_self<SoundThread>(args);
  if (self == nullptr || !request) return nullptr;
  auto stream = std::make_unique<ThreadStream>();
  stream->shop = self->shop;
  stream->memory = std::move(request->memory);
  stream->opening->cut = request->exchange.cut();
  self->shop->sweep();
  self->shop->openings.push_back(stream->opening);
  // A job can be copied, which an exchange shared by its copies allows.
  auto exchange = std::make_shared<audio::SampleExchange>(std::move(request->exchange));
  self->shop->jobs.post([opening = stream->opening, settings = request->settings, route, exchange,
                         signal = self->signal] {
    if (route) take(*route);
    opening->open(settings, std::move(*exchange));
    if (signal != nullptr) signal->post();
  });
  return wrap(env, std::move(stream),
              {method("check", check_stream), method("close", close_method<ThreadStream>),
               getter("latencyMs", latency_of_stream), getter("sampleRate", rate_of_stream)});
}

napi_value list_on_thread(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const bool refresh = args.boolean(args.at(0), "refresh");
  const SoundThread* self = unwrap_self<SoundThread>(args);
  if (self == nullptr) return nullptr;
  self->shop->sweep();
  self->shop->jobs.post([listing = self->listing, signal = self->signal, refresh] {
    std::vector<audio::Device> devices;
    Status status = refresh ? audio::Library::of_process().restart() : Status::success();
    if (status.ok()) status = audio::list_devices(&devices);
    {
      const std::lock_guard lock(listing->mutex);
      listing->fresh = true;
      listing->status = std::move(status);
      listing->devices = std::move(devices);
    }
    if (signal != nullptr) signal->post();
  });
  return nullptr;
}

napi_value take_list(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const SoundThread* self = unwrap_self<SoundThread>(args);
  if (self == nullptr) return nullptr;
  const std::lock_guard lock(self->listing->mutex);
  if (!std::exchange(self->listing->fresh, false) || !args.succeed(self->listing->status)) return nullptr;
  return describe_devices(env, self->listing->devices);
}

napi_value busy_of_thread(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const SoundThread* self = unwrap_self<SoundThread>(args);
  if (self == nullptr) return nullptr;
  return make_number(env, static_cast<double>(self->shop->jobs.busy_ns()) / kNsPerMs);
}

napi_value version_of_server(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const ServerWatch* self = unwrap_self<ServerWatch>(args);
  return self == nullptr ? nullptr : make_number(env, self->native->version());
}

napi_value connected_to_server(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const ServerWatch* self = unwrap_self<ServerWatch>(args);
  return self == nullptr ? nullptr : make_boolean(env, self->native->connected());
}

napi_value devices_of_server(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const ServerWatch* self = unwrap_self<ServerWatch>(args);
  return self == nullptr ? nullptr : describe_devices(env, self->native->devices());
}

}  // namespace

napi_value create_sound_thread(napi_env env, napi_callback_info info) {
  Args args(env, info);
  std::shared_ptr<WakeSignal> signal = signal_of(args, args.at(0));
  if (!args.ok()) return nullptr;
  auto made = std::make_unique<SoundThread>();
  made->signal = std::move(signal);
  return wrap(env, std::move(made),
              {method("open", open_on_thread), method("list", list_on_thread), method("takeList", take_list),
               method("busyMs", busy_of_thread), method("close", close_method<SoundThread>)});
}

napi_value watch_server(napi_env env, napi_callback_info info) {
  Args args(env, info);
  std::shared_ptr<WakeSignal> signal = signal_of(args, args.at(0));
  if (!args.ok()) return nullptr;
  auto watch = std::make_unique<ServerWatch>();
  watch->native = audio::SoundServer::watch(std::move(signal));
  if (watch->native == nullptr) return nullptr;
  return wrap(env, std::move(watch),
              {method("version", version_of_server), method("connected", connected_to_server),
               method("devices", devices_of_server), method("close", close_method<ServerWatch>)});
}

}  // namespace palabre::napi
