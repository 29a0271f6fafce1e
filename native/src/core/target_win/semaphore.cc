#include "core/semaphore.h"

#include <windows.h>

#include <climits>

namespace palabre {

constexpr int64_t kNsPerMs = 1'000'000;

struct Semaphore::State {
  HANDLE handle = CreateSemaphoreW(nullptr, 0, LONG_MAX, nullptr);

  ~State() { CloseHandle(handle); }
};

Semaphore::Semaphore() : state_(std::make_unique<State>()) {}
Semaphore::~Semaphore() = default;

void Semaphore::post() noexcept { ReleaseSemaphore(state_->handle, 1, nullptr); }

bool Semaphore::wait(int64_t timeout_ns) {
  const auto ms = static_cast<DWORD>((timeout_ns + kNsPerMs - 1) / kNsPerMs);
  return WaitForSingleObject(state_->handle, ms) == WAIT_OBJECT_0;
}

}  // namespace palabre
