// What PortAudio's host API needs beyond PortAudio's own face; nothing on most systems.
#pragma once

#include <portaudio.h>

namespace palabre::audio {

/**
 * While it lives, what the process writes to stderr is lost. ALSA's plugins, JACK's library among them,
 * complain there about every device that is configured but not present, and have no other switch.
 */
class MutedStderr {
 public:
  MutedStderr();
  ~MutedStderr();
  MutedStderr(const MutedStderr&) = delete;
  MutedStderr& operator=(const MutedStderr&) = delete;

 private:
  int kept_ = -1;
};

/** Keeps the sound library from writing to stderr from now on. Call with PortAudio started. */
void silence_sound_library();

/** Asks for real-time priority for a stream's callback. Before its start; a refusal is no failure. */
void request_realtime_callback(PaStream* stream);

}  // namespace palabre::audio
