// Streams and signals as JavaScript holds them (NativeStream, NativeSignal in native/types.ts).
#pragma once

#include <node_api.h>

namespace palabre::napi {

napi_value open_capture(napi_env env, napi_callback_info info);
napi_value open_playback(napi_env env, napi_callback_info info);
napi_value create_signal(napi_env env, napi_callback_info info);

}  // namespace palabre::napi
