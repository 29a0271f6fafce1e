// Streams and signals as JavaScript holds them (NativeStream, NativeSignal in native/types.ts).
#pragma once

#include <node_api.h>

#include <memory>
#include <optional>

#include "audio/stream.h"
#include "core/wake_signal.h"
#include "napi/args.h"
#include "napi/wrap.h"

namespace palabre::napi {

/** Keeps the arrays that a stream's callback uses. */
struct StreamMemory {
  Kept samples;
  Kept indices;
  Kept counters;
};

/** StreamOptions in native/types.ts, read and checked. */
struct StreamRequest {
  audio::StreamSettings settings;
  audio::SampleExchange exchange;
  StreamMemory memory;
};

/** Nothing where `options` are wrong; the exception is pending then. */
std::optional<StreamRequest> read_stream_request(Args& args, napi_value options, audio::Direction direction);

/**
 * What stands behind a NativeSignal, null where none is given. Shared with those that post it, so that closing it
 * under them harms nobody.
 */
std::shared_ptr<WakeSignal> signal_of(Args& args, napi_value value);

napi_value open_capture(napi_env env, napi_callback_info info);
napi_value open_playback(napi_env env, napi_callback_info info);
napi_value create_signal(napi_env env, napi_callback_info info);

}  // namespace palabre::napi
