// The sound server that stands between programs and sound cards, where a system has one that PortAudio does not see.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/wake_signal.h"

namespace palabre::audio {

/** NativeServerDevice in native/types.ts. */
struct ServerDevice {
  std::string name;
  std::string description;
  bool is_capture = false;
  /** A source that records what a sink plays. */
  bool is_monitor = false;
  bool is_default = false;
  int channels = 0;
  uint32_t rate = 0;

  bool operator==(const ServerDevice&) const = default;
};

/** Follows the server's devices from a thread of its own; connects again by itself when the server comes back. */
class SoundServer {
 public:
  /**
   * Begins to watch; null where this system has no such server's library.
   * @param signal posted when something has changed; may be null
   */
  static std::unique_ptr<SoundServer> watch(std::shared_ptr<WakeSignal> signal);

  SoundServer() = default;
  virtual ~SoundServer() = default;
  SoundServer(const SoundServer&) = delete;
  SoundServer& operator=(const SoundServer&) = delete;

  /** Whether a server answers. Any thread. */
  virtual bool connected() const = 0;
  /** Counts the changes so far: 0 until it is known whether there is a server. Any thread. */
  virtual uint32_t version() const = 0;
  /** The devices now, none while no server answers. Any thread. */
  virtual std::vector<ServerDevice> devices() const = 0;
};

}  // namespace palabre::audio
