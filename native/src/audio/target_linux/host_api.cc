#include "audio/host_api.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

// In PortAudio's pa_linux_alsa.h, which is not installed everywhere; a build without ALSA lacks the function.
extern "C" __attribute__((weak)) void PaAlsa_EnableRealtimeScheduling(PaStream* stream, int enable);

namespace palabre::audio {

MutedStderr::MutedStderr() {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  kept_ = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (kept_ >= 0) dup2(nowhere, STDERR_FILENO);
  close(nowhere);
}

MutedStderr::~MutedStderr() {
  if (kept_ < 0) return;
  dup2(kept_, STDERR_FILENO);
  close(kept_);
}

namespace {

void ignore_message(const char*, int, const char*, int, const char*, ...) {}

}  // namespace

void silence_sound_library() {
  using Handler = void (*)(const char*, int, const char*, int, const char*, ...);
  // PortAudio has brought the library; linking it here would shut out a PortAudio that does without.
  void* alsa = dlopen("libasound.so.2", RTLD_LAZY | RTLD_NOLOAD);
  if (alsa == nullptr) return;
  const auto set_handler = reinterpret_cast<int (*)(Handler)>(dlsym(alsa, "snd_lib_error_set_handler"));
  if (set_handler != nullptr) set_handler(ignore_message);
  dlclose(alsa);
}

void request_realtime_callback(PaStream* stream) {
  if (PaAlsa_EnableRealtimeScheduling != nullptr) PaAlsa_EnableRealtimeScheduling(stream, 1);
}

}  // namespace palabre::audio
