// The waker of systems without eventfd, which every POSIX system can run.
// sources: native/src/net/target_posix/waker.cc
#include "net/waker.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "check.h"

using palabre::net::Waker;

namespace {

using std::chrono::milliseconds;

milliseconds waited(Waker& waker, int watched, double timeout_ms) {
  const auto start = std::chrono::steady_clock::now();
  waker.wait(watched, timeout_ms);
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

/** Something that never has anything to read. */
struct Silence {
  Silence() { CHECK(pipe(ends) == 0); }
  ~Silence() {
    close(ends[0]);
    close(ends[1]);
  }
  int ends[2];
};

}  // namespace

TEST(keeps_wakes_that_came_before_as_one) {
  Silence silence;
  Waker waker;
  CHECK(waker.open().ok());
  // More than a pipe holds: the last ones find it full.
  for (int times = 0; times < 100'000; times += 1) waker.wake();
  CHECK(waited(waker, silence.ends[0], 10'000) < milliseconds(5'000));
  CHECK(waited(waker, silence.ends[0], 20) >= milliseconds(20));
}

TEST(wakes_from_another_thread) {
  Silence silence;
  Waker waker;
  CHECK(waker.open().ok());
  std::thread other([&waker] { waker.wake(); });
  CHECK(waited(waker, silence.ends[0], 10'000) < milliseconds(5'000));
  other.join();
}

TEST(ends_when_there_is_something_to_read) {
  Silence silence;
  Waker waker;
  CHECK(waker.open().ok());
  CHECK(write(silence.ends[1], "x", 1) == 1);
  CHECK(waited(waker, silence.ends[0], 10'000) < milliseconds(5'000));
}
