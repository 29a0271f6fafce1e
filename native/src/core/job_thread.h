// A thread for calls that may block for as long as a driver likes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace palabre {

/** Runs jobs one after another, in the order they were posted. For one thread to own. */
class JobThread {
 public:
  JobThread();
  /** As `end`, with no time. */
  ~JobThread();
  JobThread(const JobThread&) = delete;
  JobThread& operator=(const JobThread&) = delete;

  /** Answers at once. A job may outlive this object, so it must own what it uses. */
  void post(std::function<void()> job);
  /** How long the job at work has been at it, nanoseconds; 0 where nothing waits or works. */
  int64_t busy_ns() const;
  /**
   * Takes no more jobs and waits until those posted are done, at most so long. False where one still hangs: the
   * thread is left to itself then, and ends when the job does.
   */
  bool end(int64_t timeout_ns);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace palabre
