#include "core/thread_info.h"

#if defined(_WIN32)
#include <windows.h>
#else
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#endif

namespace palabre {

#if defined(_WIN32)

namespace {

/** FILETIME counts in steps of 100 ns. */
constexpr int64_t kNsPerStep = 100;

int64_t ns_of(const FILETIME& time) {
  return ((static_cast<int64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime) * kNsPerStep;
}

}  // namespace

uint64_t thread_id() { return GetCurrentThreadId(); }

int64_t thread_cpu_ns() {
  FILETIME created, ended, kernel, user;
  if (!GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user)) return 0;
  return ns_of(kernel) + ns_of(user);
}

#else

uint64_t thread_id() {
#if defined(__linux__)
  return static_cast<uint64_t>(syscall(SYS_gettid));
#elif defined(__APPLE__)
  uint64_t id = 0;
  pthread_threadid_np(nullptr, &id);
  return id;
#else
  return 0;
#endif
}

int64_t thread_cpu_ns() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

#endif

}  // namespace palabre
