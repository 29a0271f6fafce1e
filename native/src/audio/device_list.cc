#include "audio/device_list.h"

#include <portaudio.h>

#include "audio/library.h"

namespace palabre::audio {

namespace {

Device describe(int index, const PaDeviceInfo& info) {
  Device device;
  device.index = index;
  device.name = info.name;
  const PaHostApiInfo* api = Pa_GetHostApiInfo(info.hostApi);
  if (api != nullptr) device.host_api = api->name;
  device.input_channels = info.maxInputChannels;
  device.output_channels = info.maxOutputChannels;
  device.default_sample_rate = info.defaultSampleRate;
  device.low_input_latency = info.defaultLowInputLatency;
  device.low_output_latency = info.defaultLowOutputLatency;
  device.high_input_latency = info.defaultHighInputLatency;
  device.high_output_latency = info.defaultHighOutputLatency;
  device.is_default_input = index == Pa_GetDefaultInputDevice();
  device.is_default_output = index == Pa_GetDefaultOutputDevice();
  return device;
}

}  // namespace

Status list_devices(std::vector<Device>* devices) {
  const Status entered = Library::of_process().enter();
  if (!entered.ok()) return entered;
  const int count = Pa_GetDeviceCount();
  for (int index = 0; index < count; index += 1) {
    const PaDeviceInfo* info = Pa_GetDeviceInfo(index);
    if (info != nullptr) devices->push_back(describe(index, *info));
  }
  return Status::success();
}

}  // namespace palabre::audio
