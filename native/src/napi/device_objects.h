// Devices as JavaScript sees them (NativeDevice, NativeServerDevice in native/types.ts).
#pragma once

#include <node_api.h>

#include <vector>

#include "audio/device_list.h"
#include "audio/sound_server.h"

namespace palabre::napi {

napi_value describe_devices(napi_env env, const std::vector<audio::Device>& devices);
napi_value describe_devices(napi_env env, const std::vector<audio::ServerDevice>& devices);

}  // namespace palabre::napi
