#include "core/job_thread.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "core/clock.h"

namespace palabre {

/** Shared with the thread, which may outlive the object that started it. */
struct JobThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> jobs;
  int64_t working_since = 0;
  bool ending = false;
  bool ended = false;

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ending || !jobs.empty(); });
      if (jobs.empty()) break;
      std::function<void()> job = std::move(jobs.front());
      jobs.pop_front();
      working_since = monotonic_ns();
      lock.unlock();
      job();
      job = nullptr;
      lock.lock();
      working_since = 0;
    }
    ended = true;
    changed.notify_all();
  }
};

JobThread::JobThread() : state_(std::make_shared<State>()) {
  std::thread([state = state_] { state->run(); }).detach();
}

JobThread::~JobThread() { end(0); }

void JobThread::post(std::function<void()> job) {
  const std::lock_guard lock(state_->mutex);
  if (state_->ending) return;
  state_->jobs.push_back(std::move(job));
  state_->changed.notify_all();
}

int64_t JobThread::busy_ns() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->working_since != 0) return monotonic_ns() - state_->working_since;
  return state_->jobs.empty() ? 0 : 1;
}

bool JobThread::end(int64_t timeout_ns) {
  std::unique_lock lock(state_->mutex);
  state_->ending = true;
  state_->changed.notify_all();
  return state_->changed.wait_for(lock, std::chrono::nanoseconds(timeout_ns), [this] { return state_->ended; });
}

}  // namespace palabre
