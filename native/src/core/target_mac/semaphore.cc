#include "core/semaphore.h"

#include <dispatch/dispatch.h>

namespace palabre {

// POSIX semaphores without a name do not exist here.
struct Semaphore::State {
  dispatch_semaphore_t semaphore = dispatch_semaphore_create(0);

  ~State() { dispatch_release(semaphore); }
};

Semaphore::Semaphore() : state_(std::make_unique<State>()) {}
Semaphore::~Semaphore() = default;

void Semaphore::post() noexcept { dispatch_semaphore_signal(state_->semaphore); }

bool Semaphore::wait(int64_t timeout_ns) {
  return dispatch_semaphore_wait(state_->semaphore, dispatch_time(DISPATCH_TIME_NOW, timeout_ns)) == 0;
}

}  // namespace palabre
