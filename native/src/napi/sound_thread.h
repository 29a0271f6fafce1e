// PortAudio from a thread of its own, and the sound server's devices (NativeSoundThread, NativeServerWatch in
// native/types.ts).
#pragma once

#include <node_api.h>

namespace palabre::napi {

napi_value create_sound_thread(napi_env env, napi_callback_info info);
napi_value watch_server(napi_env env, napi_callback_info info);

}  // namespace palabre::napi
