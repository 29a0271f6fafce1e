// sources: native/src/core/job_thread.cc
// sources-from: node tests/native/core/target-sources.mjs clock.cc semaphore.cc
// tsan
#include "core/job_thread.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "check.h"
#include "core/clock.h"
#include "core/wake_signal.h"

using palabre::JobThread;
using palabre::WakeSignal;

namespace {

constexpr int64_t kMs = 1'000'000;
/** Long enough for a machine that has much else to do. */
constexpr int64_t kLong = 10'000 * kMs;

}  // namespace

TEST(jobs_are_done_in_their_order_and_before_the_end) {
  auto done = std::make_shared<std::vector<int>>();
  JobThread jobs;
  for (int job = 0; job < 100; job++) jobs.post([done, job] { done->push_back(job); });
  CHECK(jobs.end(kLong));
  CHECK_EQ(done->size(), size_t{100});
  for (int job = 0; job < static_cast<int>(done->size()); job++) CHECK_EQ((*done)[job], job);
}

TEST(a_job_posted_after_the_end_is_never_done) {
  auto done = std::make_shared<std::atomic<bool>>(false);
  JobThread jobs;
  CHECK(jobs.end(kLong));
  jobs.post([done] { *done = true; });
  CHECK(jobs.end(kLong));
  CHECK(!*done);
}

TEST(a_thread_with_nothing_to_do_is_not_busy_and_one_that_works_tells_for_how_long) {
  auto started = std::make_shared<WakeSignal>();
  auto go_on = std::make_shared<WakeSignal>();
  JobThread jobs;
  CHECK_EQ(jobs.busy_ns(), 0);
  jobs.post([started, go_on] {
    started->post();
    go_on->wait(kLong);
  });
  CHECK(started->wait(kLong));
  palabre::sleep_until(palabre::monotonic_ns() + 5 * kMs);
  CHECK(jobs.busy_ns() >= 5 * kMs);
  go_on->post();
  CHECK(jobs.end(kLong));
  CHECK_EQ(jobs.busy_ns(), 0);
}

TEST(a_job_that_hangs_is_left_to_itself_and_its_thread_ends_when_it_does) {
  auto go_on = std::make_shared<WakeSignal>();
  auto done = std::make_shared<WakeSignal>();
  auto jobs = std::make_unique<JobThread>();
  jobs->post([go_on, done] {
    go_on->wait(kLong);
    done->post();
  });
  CHECK(!jobs->end(5 * kMs));
  jobs.reset();
  CHECK(!done->wait(0));
  go_on->post();
  CHECK(done->wait(kLong));
}

TEST(what_a_job_owns_is_let_go_when_it_is_done) {
  auto owned = std::make_shared<int>(7);
  const std::weak_ptr<int> seen = owned;
  JobThread jobs;
  jobs.post([owned] {});
  owned.reset();
  CHECK(jobs.end(kLong));
  CHECK(seen.expired());
}
