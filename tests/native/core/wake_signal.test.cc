// sources-from: node tests/native/core/target-sources.mjs clock.cc semaphore.cc
// tsan
#include "core/wake_signal.h"

#include <cstdint>
#include <thread>

#include "check.h"
#include "core/clock.h"

using palabre::monotonic_ns;
using palabre::sleep_until;
using palabre::WakeSignal;

constexpr int64_t kMs = 1'000'000;

TEST(a_wait_without_a_post_ends_at_its_time_limit) {
  WakeSignal signal;
  const int64_t before = monotonic_ns();
  CHECK(!signal.wait(20 * kMs));
  CHECK(monotonic_ns() - before >= 20 * kMs);
}

TEST(no_time_to_wait_only_looks) {
  WakeSignal signal;
  CHECK(!signal.wait(0));
  signal.post();
  CHECK(signal.wait(0));
  CHECK(!signal.wait(0));
}

TEST(posts_that_pile_up_count_as_one) {
  WakeSignal signal;
  for (int i = 0; i < 1'000; i++) signal.post();
  CHECK(signal.wait(0));
  CHECK(!signal.wait(0));
  signal.post();
  CHECK(signal.wait(0));
}

TEST(a_post_wakes_a_thread_that_waits) {
  WakeSignal signal;
  bool woken = false;
  std::thread waiter([&] { woken = signal.wait(10'000 * kMs); });
  sleep_until(monotonic_ns() + 20 * kMs);
  const int64_t posted = monotonic_ns();
  signal.post();
  waiter.join();
  CHECK(woken);
  CHECK(monotonic_ns() - posted < 5'000 * kMs);
}

TEST(what_was_written_before_a_post_is_there_after_the_wait) {
  constexpr int kRounds = 20'000;
  WakeSignal ping;
  WakeSignal pong;
  int plain = 0;  // not atomic: ThreadSanitizer objects unless the signals order the accesses
  int wrong = 0;
  std::thread other([&] {
    for (int round = 1; round <= kRounds; round++) {
      if (!ping.wait(10'000 * kMs) || plain != 2 * round - 1) wrong += 1;
      plain += 1;
      pong.post();
    }
  });
  for (int round = 1; round <= kRounds; round++) {
    plain += 1;
    ping.post();
    if (!pong.wait(10'000 * kMs)) break;
  }
  other.join();
  CHECK_EQ(wrong, 0);
  CHECK_EQ(plain, 2 * kRounds);
}

TEST(sleeping_until_a_time_ends_after_it_and_the_past_is_no_sleep) {
  const int64_t until = monotonic_ns() + 10 * kMs;
  sleep_until(until);
  CHECK(monotonic_ns() >= until);
  const int64_t before = monotonic_ns();
  sleep_until(before - 1'000 * kMs);
  sleep_until(0);
  CHECK(monotonic_ns() - before < 1'000 * kMs);
}
