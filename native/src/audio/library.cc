#include "audio/library.h"

#include <string>

#include "audio/host_api.h"

namespace palabre::audio {

Status failure_of(PaError error, const char* code, const char* tried) {
  std::string detail = std::string(tried) + ": " + Pa_GetErrorText(error);
  if (error == paUnanticipatedHostError) {
    const PaHostErrorInfo* host = Pa_GetLastHostErrorInfo();
    if (host != nullptr && host->errorText != nullptr) detail += std::string(" (") + host->errorText + ")";
  }
  return Status::failure(code, detail + ".");
}

Library& Library::of_process() {
  static Library library;
  return library;
}

Status Library::enter() {
  const std::lock_guard lock(mutex_);
  if (!started_) return start();
  if (owned_by_caller()) return Status::success();
  return Status::failure("wrong-thread", "Another thread uses the sound system; it must end it first.");
}

Status Library::restart() {
  const std::lock_guard lock(mutex_);
  if (!started_) return start();
  const Status idle = require_idle_owner();
  if (!idle.ok()) return idle;
  Pa_Terminate();
  started_ = false;
  return start();
}

Status Library::leave() {
  const std::lock_guard lock(mutex_);
  if (!started_) return Status::success();
  const Status idle = require_idle_owner();
  if (!idle.ok()) return idle;
  Pa_Terminate();
  started_ = false;
  return Status::success();
}

void Library::thread_ends() {
  const std::lock_guard lock(mutex_);
  if (!started_ || !owned_by_caller()) return;
  Pa_Terminate();
  started_ = false;
  streams_ = 0;
}

void Library::stream_opened() {
  const std::lock_guard lock(mutex_);
  streams_ += 1;
}

void Library::stream_closed() {
  const std::lock_guard lock(mutex_);
  streams_ -= 1;
}

Status Library::start() {
  PaError error = paNoError;
  {
    const MutedStderr muted;
    error = Pa_Initialize();
  }
  if (error != paNoError) return failure_of(error, "audio-unavailable", "The sound system did not start");
  silence_sound_library();
  started_ = true;
  owner_ = std::this_thread::get_id();
  return Status::success();
}

Status Library::require_idle_owner() const {
  if (!owned_by_caller()) {
    return Status::failure("wrong-thread", "Another thread uses the sound system; it must end it first.");
  }
  if (streams_ == 0) return Status::success();
  return Status::failure("streams-open", "Close all streams first.");
}

}  // namespace palabre::audio
