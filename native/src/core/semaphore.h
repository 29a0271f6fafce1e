// A counting semaphore of the operating system: the one thing a real-time thread may wake another with.
#pragma once

#include <cstdint>
#include <memory>

namespace palabre {

class Semaphore {
 public:
  Semaphore();
  ~Semaphore();
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /** Adds one. Neither blocks nor allocates. */
  void post() noexcept;
  /** Takes one, waiting at most `timeout_ns` of the monotonic clock. False after the time limit. */
  bool wait(int64_t timeout_ns);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace palabre
