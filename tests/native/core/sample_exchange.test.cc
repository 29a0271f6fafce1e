// sources-from: node tests/native/core/target-sources.mjs clock.cc semaphore.cc
// tsan
#include "audio/sample_exchange.h"

#include <array>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "check.h"
#include "core/clock.h"

using palabre::monotonic_ns;
using palabre::SpscRing;
using palabre::WakeSignal;
using palabre::audio::SampleExchange;
using palabre::audio::StreamCounters;

namespace {

constexpr int64_t kMs = 1'000'000;

/** An exchange with a ring, counters and a signal of its own. */
struct Bench {
  Bench(uint32_t capacity, uint32_t channels)
      : samples(size_t{capacity} * channels),
        ring(samples.data(), capacity, channels, indices.data()),
        exchange(ring, StreamCounters(counters.data()), signal) {}

  uint32_t counter(size_t place) const { return static_cast<uint32_t>(counters[place]); }
  int64_t first_callback() const {
    return static_cast<int64_t>((uint64_t{counter(5)} << 32) | counter(4));
  }

  std::vector<float> samples;
  std::array<int32_t, SpscRing::kIndexWords> indices{};
  std::array<int32_t, StreamCounters::kWords> counters{};
  std::shared_ptr<WakeSignal> signal = std::make_shared<WakeSignal>();
  SpscRing ring;
  SampleExchange exchange;
};

std::vector<float> ramp(size_t count, float from) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; i++) values[i] = from + static_cast<float>(i);
  return values;
}

}  // namespace

TEST(captured_frames_reach_the_ring_and_the_signal) {
  Bench bench(8, 2);
  const std::vector<float> in = ramp(6, 1);
  bench.exchange.captured(in.data(), 3, false);
  CHECK(bench.signal->wait(0));
  std::vector<float> out(6);
  CHECK_EQ(bench.ring.read(out.data(), 8), 3U);
  CHECK(out == in);
  CHECK_EQ(bench.counter(0), 1U);
  CHECK_EQ(bench.counter(2), 0U);
  CHECK_EQ(bench.counter(3), 0U);
}

TEST(captured_frames_beyond_the_room_are_dropped_and_counted) {
  Bench bench(8, 1);
  const std::vector<float> in = ramp(6, 1);
  bench.exchange.captured(in.data(), 6, false);
  bench.exchange.captured(in.data(), 6, false);
  bench.exchange.captured(in.data(), 6, false);
  CHECK_EQ(bench.counter(0), 3U);
  CHECK_EQ(bench.counter(2), 10U);
  CHECK_EQ(bench.counter(3), 2U);
  std::vector<float> out(8);
  CHECK_EQ(bench.ring.read(out.data(), 8), 8U);
  CHECK_EQ(out[5], 6.0F);
  CHECK_EQ(out[6], 1.0F);
}

TEST(a_device_without_data_counts_as_frames_missing) {
  Bench bench(8, 1);
  bench.exchange.captured(nullptr, 6, true);
  CHECK_EQ(bench.ring.readable(), 0U);
  CHECK_EQ(bench.counter(1), 1U);
  CHECK_EQ(bench.counter(2), 6U);
}

TEST(playback_plays_what_there_is_and_silence_for_the_rest) {
  Bench bench(8, 2);
  const std::vector<float> in = ramp(6, 1);
  bench.ring.write(in.data(), 3);
  std::vector<float> out(10, 9.0F);
  bench.exchange.wanted(out.data(), 5, false);
  for (size_t i = 0; i < 6; i++) CHECK_EQ(out[i], in[i]);
  for (size_t i = 6; i < 10; i++) CHECK_EQ(out[i], 0.0F);
  CHECK_EQ(bench.counter(2), 2U);
  CHECK_EQ(bench.counter(3), 1U);
  CHECK(bench.signal->wait(0));
}

TEST(a_rest_that_comes_within_the_spare_time_is_played) {
  Bench bench(8, 1);
  const std::vector<float> in = ramp(6, 1);
  bench.ring.write(in.data(), 2);
  std::thread writer([&bench, &in] {
    // Whoever waits asks for more first.
    if (bench.signal->wait(1'000 * kMs)) bench.ring.write(in.data() + 2, 4);
  });
  std::vector<float> out(6);
  bench.exchange.wanted(out.data(), 6, false, 10'000 * kMs);
  writer.join();
  CHECK(out == in);
  CHECK_EQ(bench.counter(2), 0U);
}

TEST(a_rest_that_does_not_come_is_silence_and_an_underrun) {
  Bench bench(8, 1);
  const std::vector<float> in = ramp(2, 1);
  bench.ring.write(in.data(), 2);
  std::vector<float> out(6, 9.0F);
  const int64_t before = monotonic_ns();
  bench.exchange.wanted(out.data(), 6, false, 2 * kMs);
  CHECK(monotonic_ns() - before >= 2 * kMs);
  CHECK_EQ(out[1], 2.0F);
  CHECK_EQ(out[2], 0.0F);
  CHECK_EQ(bench.counter(2), 4U);
  CHECK_EQ(bench.counter(3), 1U);
}

TEST(exactly_enough_is_no_underrun) {
  Bench bench(8, 1);
  const std::vector<float> in = ramp(8, 1);
  bench.ring.write(in.data(), 8);
  std::vector<float> out(8);
  bench.exchange.wanted(out.data(), 8, false);
  CHECK(out == in);
  CHECK_EQ(bench.counter(2), 0U);
  CHECK_EQ(bench.counter(3), 0U);
}

TEST(the_first_callback_and_only_it_notes_its_time) {
  Bench bench(8, 1);
  std::vector<float> out(2);
  const int64_t before = monotonic_ns();
  bench.exchange.wanted(out.data(), 2, false);
  const int64_t first = bench.first_callback();
  CHECK(first >= before);
  CHECK(first <= monotonic_ns());
  palabre::sleep_until(monotonic_ns() + kMs);
  bench.exchange.wanted(out.data(), 2, false);
  CHECK_EQ(bench.first_callback(), first);
}

TEST(counters_wrap) {
  Bench bench(8, 1);
  bench.counters[0] = -1;
  bench.counters[3] = INT32_MAX;
  bench.exchange.captured(nullptr, 1, false);
  CHECK_EQ(bench.counter(0), 0U);
  CHECK_EQ(bench.counters[3], INT32_MIN);
}

TEST(ring_indices_that_lie_do_no_harm) {
  Bench bench(8, 1);
  std::vector<float> block(16, 1.0F);
  for (const int32_t lie : {INT32_MIN, -1, 7, 9, INT32_MAX}) {
    bench.indices[SpscRing::kReadIndex] = lie;
    bench.exchange.captured(block.data(), 16, false);
    bench.exchange.wanted(block.data(), 16, false);
  }
  CHECK_EQ(bench.counter(0), 10U);
}

TEST(a_callback_thread_and_a_loop_exchange_every_frame) {
  constexpr uint32_t kBlock = 48;
  constexpr uint32_t kFrames = kBlock * 4'000;
  Bench bench(256, 1);
  uint32_t wrong = 0;
  std::thread device([&] {
    std::vector<float> block(kBlock);
    for (uint32_t sent = 0; sent < kFrames; sent += kBlock) {
      while (bench.ring.writable() < kBlock) std::this_thread::yield();
      for (uint32_t i = 0; i < kBlock; i++) block[i] = static_cast<float>(sent + i);
      bench.exchange.captured(block.data(), kBlock, false);
    }
  });
  std::vector<float> block(256);
  uint32_t got = 0;
  while (got < kFrames) {
    if (!bench.signal->wait(10'000 * kMs)) break;
    for (uint32_t count = bench.ring.read(block.data(), 256); count > 0;) {
      for (uint32_t i = 0; i < count; i++) wrong += block[i] == static_cast<float>(got + i) ? 0 : 1;
      got += count;
      count = bench.ring.read(block.data(), 256);
    }
  }
  device.join();
  CHECK_EQ(got, kFrames);
  CHECK_EQ(wrong, 0U);
  CHECK_EQ(bench.counter(2), 0U);
}
