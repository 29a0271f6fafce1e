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

/**
 * While it lives, threads that are started here have ordinary priority, whatever this one has. PortAudio starts the
 * thread of a callback as its caller is.
 */
class OrdinaryChildren {
 public:
  OrdinaryChildren();
  ~OrdinaryChildren();
  OrdinaryChildren(const OrdinaryChildren&) = delete;
  OrdinaryChildren& operator=(const OrdinaryChildren&) = delete;

 private:
  int policy_ = 0;
  int priority_ = 0;
};

/**
 * Whether a callback may wait for a moment: true where PortAudio's own thread calls it and the device plays from a
 * buffer meanwhile; false where the system's does, which has others to serve.
 */
bool callback_may_wait() noexcept;

/** Asks for real-time priority for the thread of a callback. In that thread; a refusal is no failure. */
void hurry_callback_thread() noexcept;

}  // namespace palabre::audio
