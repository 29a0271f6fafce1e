#include "audio/host_api.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

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

OrdinaryChildren::OrdinaryChildren() {
  sched_param parameters{};
  if (pthread_getschedparam(pthread_self(), &policy_, &parameters) != 0) policy_ = SCHED_OTHER;
  priority_ = parameters.sched_priority;
  const sched_param ordinary{};
  if (policy_ != SCHED_OTHER) pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
}

OrdinaryChildren::~OrdinaryChildren() {
  sched_param parameters{};
  parameters.sched_priority = priority_;
  if (policy_ != SCHED_OTHER) pthread_setschedparam(pthread_self(), policy_, &parameters);
}

// ALSA is the only one of them here.
bool callback_may_wait() noexcept { return true; }

void hurry_callback_thread() noexcept {
  // The least of the real-time priorities: the loop that makes and takes the samples comes first.
  sched_param parameters{};
  parameters.sched_priority = sched_get_priority_min(SCHED_FIFO);
  pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}

}  // namespace palabre::audio
