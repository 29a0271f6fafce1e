#include "napi/device_objects.h"

#include <iterator>

#include "napi/wrap.h"

namespace palabre::napi {

namespace {

constexpr double kMsPerSecond = 1e3;

napi_value describe(napi_env env, const audio::Device& device) {
  const napi_property_descriptor properties[] = {
      constant("index", make_number(env, device.index)),
      constant("name", make_string(env, device.name)),
      constant("hostApi", make_string(env, device.host_api)),
      constant("inputChannels", make_number(env, device.input_channels)),
      constant("outputChannels", make_number(env, device.output_channels)),
      constant("defaultSampleRate", make_number(env, device.default_sample_rate)),
      constant("defaultLowInputLatencyMs", make_number(env, device.low_input_latency * kMsPerSecond)),
      constant("defaultLowOutputLatencyMs", make_number(env, device.low_output_latency * kMsPerSecond)),
      constant("defaultHighInputLatencyMs", make_number(env, device.high_input_latency * kMsPerSecond)),
      constant("defaultHighOutputLatencyMs", make_number(env, device.high_output_latency * kMsPerSecond)),
      constant("isDefaultInput", make_boolean(env, device.is_default_input)),
      constant("isDefaultOutput", make_boolean(env, device.is_default_output)),
  };
  napi_value object = nullptr;
  napi_create_object(env, &object);
  napi_define_properties(env, object, std::size(properties), properties);
  return object;
}

napi_value describe(napi_env env, const audio::ServerDevice& device) {
  const napi_property_descriptor properties[] = {
      constant("name", make_string(env, device.name)),
      constant("description", make_string(env, device.description)),
      constant("isCapture", make_boolean(env, device.is_capture)),
      constant("isMonitor", make_boolean(env, device.is_monitor)),
      constant("isDefault", make_boolean(env, device.is_default)),
      constant("channels", make_number(env, device.channels)),
      constant("sampleRate", make_number(env, device.rate)),
  };
  napi_value object = nullptr;
  napi_create_object(env, &object);
  napi_define_properties(env, object, std::size(properties), properties);
  return object;
}

template <typename Device>
napi_value describe_all(napi_env env, const std::vector<Device>& devices) {
  napi_value list = nullptr;
  napi_create_array_with_length(env, devices.size(), &list);
  uint32_t place = 0;
  for (const Device& device : devices) napi_set_element(env, list, place++, describe(env, device));
  return list;
}

}  // namespace

napi_value describe_devices(napi_env env, const std::vector<audio::Device>& devices) {
  return describe_all(env, devices);
}

napi_value describe_devices(napi_env env, const std::vector<audio::ServerDevice>& devices) {
  return describe_all(env, devices);
}

}  // namespace palabre::napi
