// PortAudio as a whole: started once per process, used by one thread.
#pragma once

#include <portaudio.h>

#include <mutex>
#include <thread>

#include "core/status.h"

namespace palabre::audio {

/** A PortAudio error as a status: what was tried, what PortAudio says, and what the system said to it. */
Status failure_of(PaError error, const char* code, const char* tried);

/**
 * PortAudio is not safe for several threads, so it belongs to the thread that starts it until that thread
 * ends it. Failures: `audio-unavailable`, `wrong-thread`, `streams-open`.
 */
class Library {
 public:
  /** The one of this process. */
  static Library& of_process();

  /** Starts PortAudio if nobody has, and makes sure that the calling thread owns it. */
  Status enter();
  /** Starts anew, so that devices which came or went are seen. No stream may be open. */
  Status restart();
  /** Ends PortAudio; any thread may start it again. No stream may be open. */
  Status leave();
  /** Ends PortAudio if the calling thread owns it: for a thread that is about to end. */
  void thread_ends();

  /** Counts open streams. By the owning thread, within `enter`. */
  void stream_opened();
  void stream_closed();

 private:
  Status start();
  Status require_idle_owner() const;
  bool owned_by_caller() const { return owner_ == std::this_thread::get_id(); }

  std::mutex mutex_;
  bool started_ = false;
  int streams_ = 0;
  std::thread::id owner_;
};

}  // namespace palabre::audio
