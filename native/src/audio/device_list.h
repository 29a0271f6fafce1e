// The audio devices that PortAudio knows.
#pragma once

#include <string>
#include <vector>

#include "core/status.h"

namespace palabre::audio {

/** NativeDevice in native/types.ts; latencies in seconds. */
struct Device {
  int index = 0;
  std::string name;
  std::string host_api;
  int input_channels = 0;
  int output_channels = 0;
  double default_sample_rate = 0;
  double low_input_latency = 0;
  double low_output_latency = 0;
  double high_input_latency = 0;
  double high_output_latency = 0;
  bool is_default_input = false;
  bool is_default_output = false;
};

/** Lists devices, none where the machine has none. Failures: those of the Library. */
Status list_devices(std::vector<Device>* devices);

}  // namespace palabre::audio
