#include "audio/host_api.h"

namespace palabre::audio {

// CoreAudio, WASAPI and the others write nothing and give their callbacks real-time priority by themselves.
MutedStderr::MutedStderr() = default;
MutedStderr::~MutedStderr() = default;
void silence_sound_library() {}
OrdinaryChildren::OrdinaryChildren() = default;
OrdinaryChildren::~OrdinaryChildren() = default;
bool callback_may_wait() noexcept { return false; }

void hurry_callback_thread() noexcept {}

}  // namespace palabre::audio
