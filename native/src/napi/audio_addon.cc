// The addon `audio`: PortAudio and what a loop clocked by it needs (AudioAddon in native/types.ts).
#include <node_api.h>
#include <portaudio.h>

#include <iterator>
#include <string>
#include <vector>

#include "audio/device_list.h"
#include "audio/library.h"
#include "core/clock.h"
#include "core/environment.h"
#include "core/thread_priority.h"
#include "napi/args.h"
#include "napi/audio_stream.h"
#include "napi/device_objects.h"
#include "napi/sound_thread.h"
#include "napi/wrap.h"

namespace palabre::napi {

namespace {

using audio::Library;

constexpr size_t kMostNameBytes = 256;
constexpr size_t kMostValueBytes = 32'767;
/** A thread that sleeps natively cannot be ended, so it must come back now and then. */
constexpr int64_t kMostSleepNs = 60'000'000'000;

napi_value devices(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const bool refresh = args.given(args.at(0)) && args.boolean(args.at(0), "refresh");
  if (!args.ok() || (refresh && !args.succeed(Library::of_process().restart()))) return nullptr;
  std::vector<audio::Device> found;
  if (!args.succeed(audio::list_devices(&found))) return nullptr;
  return describe_devices(env, found);
}

napi_value terminate(napi_env env, napi_callback_info info) {
  Args args(env, info);
  args.succeed(Library::of_process().leave());
  return nullptr;
}

napi_value ask_realtime(napi_env env, napi_callback_info) { return make_boolean(env, request_realtime()); }

napi_value sleep_until_time(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int64_t until = args.bigint(args.at(0), "monotonicNs");
  if (until - monotonic_ns() > kMostSleepNs) args.fail_range("monotonicNs", "at most a minute ahead");
  if (args.ok()) sleep_until(until);
  return nullptr;
}

napi_value change_environment(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const std::string name = args.string(args.at(0), "name", kMostNameBytes);
  const bool removes = args.type(args.at(1)) == napi_null;
  const std::string value = removes ? "" : args.string(args.at(1), "value", kMostValueBytes);
  if (name.empty() || name.find('=') != std::string::npos) {
    args.fail_range("name", "not empty and free of '='");
  }
  if (args.ok() && !set_environment(name, removes ? nullptr : &value)) {
    args.succeed(Status::failure("environment", "The system refused to set " + name + "."));
  }
  return nullptr;
}

void environment_ends(void*) { Library::of_process().thread_ends(); }

}  // namespace

}  // namespace palabre::napi

NAPI_MODULE_INIT() {
  using namespace palabre::napi;
  // First of the hooks, hence the last to run: the streams of this thread are closed by then.
  napi_add_env_cleanup_hook(env, environment_ends, nullptr);
  const napi_property_descriptor properties[] = {
      constant("version", make_string(env, Pa_GetVersionInfo()->versionText)),
      method("devices", devices),
      method("openCapture", open_capture),
      method("openPlayback", open_playback),
      method("createSignal", create_signal),
      method("createSoundThread", create_sound_thread),
      method("watchServer", watch_server),
      method("requestRealtime", ask_realtime),
      method("sleepUntil", sleep_until_time),
      method("setEnvironment", change_environment),
      method("terminate", terminate),
  };
  napi_define_properties(env, exports, std::size(properties), properties);
  return exports;
}
