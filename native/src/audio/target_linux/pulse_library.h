// PulseAudio's client library, which PipeWire's server serves too. Found at run time: a machine may lack it, and
// headers are not needed for the few declarations below, which its ABI has kept since version 1.
#pragma once

#include <cstdint>

namespace palabre::audio::pulse {

struct Mainloop;
struct MainloopApi;
struct Context;
struct Operation;

struct SampleSpec {
  int format;
  uint32_t rate;
  uint8_t channels;
};
struct ChannelMap {
  uint8_t channels;
  int map[32];
};
struct Volume {
  uint8_t channels;
  uint32_t values[32];
};
/** The first members of pa_sink_info and pa_source_info, which are alike. */
struct DeviceInfo {
  const char* name;
  uint32_t index;
  const char* description;
  SampleSpec sample_spec;
  ChannelMap channel_map;
  uint32_t owner_module;
  Volume volume;
  int mute;
  /** Of a sink its monitor; of a monitor its sink, else kNoIndex. */
  uint32_t monitor;
};
/** The first members of pa_server_info. */
struct ServerInfo {
  const char* user_name;
  const char* host_name;
  const char* server_version;
  const char* server_name;
  SampleSpec sample_spec;
  const char* default_sink_name;
  const char* default_source_name;
};

constexpr uint32_t kNoIndex = 0xFFFFFFFF;
constexpr int kReady = 4;
constexpr int kFailed = 5;
constexpr int kTerminated = 6;
constexpr int kNoAutospawn = 1;
/** Sinks, sources and the server's defaults. */
constexpr int kWatched = 0x01 | 0x02 | 0x80;

using StateCallback = void (*)(Context*, void*);
using EventCallback = void (*)(Context*, int, uint32_t, void*);
using DeviceCallback = void (*)(Context*, const DeviceInfo*, int end, void*);
using ServerCallback = void (*)(Context*, const ServerInfo*, void*);

struct Library {
  Mainloop* (*mainloop_new)();
  void (*mainloop_free)(Mainloop*);
  MainloopApi* (*mainloop_get_api)(Mainloop*);
  int (*mainloop_iterate)(Mainloop*, int block, int* result);
  void (*mainloop_wakeup)(Mainloop*);
  Context* (*context_new)(MainloopApi*, const char* name);
  void (*context_unref)(Context*);
  int (*context_connect)(Context*, const char* server, int flags, const void* spawn);
  void (*context_disconnect)(Context*);
  int (*context_get_state)(Context*);
  void (*context_set_state_callback)(Context*, StateCallback, void*);
  void (*context_set_subscribe_callback)(Context*, EventCallback, void*);
  Operation* (*context_subscribe)(Context*, int mask, void* done, void*);
  Operation* (*context_get_server_info)(Context*, ServerCallback, void*);
  Operation* (*context_get_sink_info_list)(Context*, DeviceCallback, void*);
  Operation* (*context_get_source_info_list)(Context*, DeviceCallback, void*);
  void (*operation_unref)(Operation*);

  /** The one of this process; null where the machine has none. It stays loaded. */
  static const Library* find();
};

}  // namespace palabre::audio::pulse
