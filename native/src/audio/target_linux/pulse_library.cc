#include "audio/target_linux/pulse_library.h"

#include <dlfcn.h>

#include <string>

namespace palabre::audio::pulse {

namespace {

template <typename Function>
bool resolve(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, (std::string("pa_") + name).c_str()));
  return *function != nullptr;
}

bool load(Library* library) {
  void* file = dlopen("libpulse.so.0", RTLD_NOW | RTLD_LOCAL);
  if (file == nullptr) return false;
  return resolve(file, "mainloop_new", &library->mainloop_new) &&
         resolve(file, "mainloop_free", &library->mainloop_free) &&
         resolve(file, "mainloop_get_api", &library->mainloop_get_api) &&
         resolve(file, "mainloop_iterate", &library->mainloop_iterate) &&
         resolve(file, "mainloop_wakeup", &library->mainloop_wakeup) &&
         resolve(file, "context_new", &library->context_new) &&
         resolve(file, "context_unref", &library->context_unref) &&
         resolve(file, "context_connect", &library->context_connect) &&
         resolve(file, "context_disconnect", &library->context_disconnect) &&
         resolve(file, "context_get_state", &library->context_get_state) &&
         resolve(file, "context_set_state_callback", &library->context_set_state_callback) &&
         resolve(file, "context_set_subscribe_callback", &library->context_set_subscribe_callback) &&
         resolve(file, "context_subscribe", &library->context_subscribe) &&
         resolve(file, "context_get_server_info", &library->context_get_server_info) &&
         resolve(file, "context_get_sink_info_list", &library->context_get_sink_info_list) &&
         resolve(file, "context_get_source_info_list", &library->context_get_source_info_list) &&
         resolve(file, "operation_unref", &library->operation_unref);
}

}  // namespace

const Library* Library::find() {
  static Library library;
  static const bool loaded = load(&library);
  return loaded ? &library : nullptr;
}

}  // namespace palabre::audio::pulse
