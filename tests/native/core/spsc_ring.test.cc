// tsan
#include "core/spsc_ring.h"

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "check.h"

using palabre::SpscRing;

namespace {

/** A ring with memory of its own, with nothing beside it that a stray write could hit unseen. */
struct OwnedRing {
  OwnedRing(uint32_t capacity, uint32_t channels, uint32_t start = 0)
      : samples(std::make_unique<float[]>(size_t{capacity} * channels)),
        indices(std::make_unique<int32_t[]>(SpscRing::kIndexWords)),
        ring(samples.get(), capacity, channels, indices.get()) {
    indices[SpscRing::kWriteIndex] = static_cast<int32_t>(start);
    indices[SpscRing::kReadIndex] = static_cast<int32_t>(start);
  }
  std::unique_ptr<float[]> samples;
  std::unique_ptr<int32_t[]> indices;
  SpscRing ring;
};

/** Sends a running count through a ring in blocks of changing size and looks at what arrives. */
void exchange(uint32_t capacity, uint32_t channels, uint32_t start, uint32_t frames) {
  OwnedRing owned(capacity, channels, start);
  std::thread writer([&owned, channels, frames] {
    std::vector<float> block(size_t{64} * channels);
    for (uint32_t sent = 0; sent < frames;) {
      const uint32_t size = std::min(1 + sent % 61, frames - sent);
      for (uint32_t i = 0; i < size * channels; i++) block[i] = static_cast<float>(sent * channels + i);
      uint32_t done = 0;
      while (done < size) {
        done += owned.ring.write(block.data() + size_t{done} * channels, size - done);
        if (done < size) std::this_thread::yield();
      }
      sent += size;
    }
  });
  std::vector<float> block(size_t{64} * channels);
  uint32_t wrong = 0;
  for (uint32_t got = 0; got < frames;) {
    const uint32_t count = owned.ring.read(block.data(), 1 + got % 47);
    for (uint32_t i = 0; i < count * channels; i++) {
      wrong += block[i] == static_cast<float>(got * channels + i) ? 0 : 1;
    }
    if (count == 0) std::this_thread::yield();
    got += count;
  }
  writer.join();
  CHECK_EQ(wrong, 0u);
  CHECK_EQ(owned.ring.readable(), 0u);
}

}  // namespace

TEST(takes_powers_of_two_only) {
  CHECK(SpscRing::valid_capacity(1));
  CHECK(SpscRing::valid_capacity(4096));
  CHECK(SpscRing::valid_capacity(1u << 30));
  CHECK(!SpscRing::valid_capacity(0));
  CHECK(!SpscRing::valid_capacity(480));
  CHECK(!SpscRing::valid_capacity(1ull << 31));
  CHECK(!SpscRing::valid_capacity(1ull << 32));
}

TEST(a_full_ring_takes_no_more_and_an_empty_one_gives_nothing) {
  OwnedRing owned(8, 2);
  const float frames[20] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
  float out[20] = {};
  CHECK_EQ(owned.ring.read(out, 10), 0u);
  CHECK_EQ(owned.ring.write(frames, 10), 8u);
  CHECK_EQ(owned.ring.writable(), 0u);
  CHECK_EQ(owned.ring.write(frames, 1), 0u);
  CHECK_EQ(owned.ring.read(out, 10), 8u);
  CHECK_EQ(out[0], 1);
  CHECK_EQ(out[15], 16);
  CHECK_EQ(out[16], 0);
  CHECK_EQ(owned.ring.readable(), 0u);
}

TEST(blocks_wrap_around_the_end) {
  OwnedRing owned(8, 1);
  const float frames[6] = {1, 2, 3, 4, 5, 6};
  float out[6] = {};
  CHECK_EQ(owned.ring.write(frames, 6), 6u);
  CHECK_EQ(owned.ring.skip(5), 5u);
  CHECK_EQ(owned.ring.write(frames, 6), 6u);
  CHECK_EQ(owned.ring.read(out, 1), 1u);
  CHECK_EQ(out[0], 6);
  CHECK_EQ(owned.ring.read(out, 6), 6u);
  for (int i = 0; i < 6; i++) CHECK_EQ(out[i], i + 1);
  CHECK_EQ(owned.ring.skip(1), 0u);
}

TEST(indices_run_through_all_32_bits) {
  OwnedRing owned(4, 1, 0xfffffffe);
  const float frames[3] = {1, 2, 3};
  float out[3] = {};
  CHECK_EQ(owned.ring.write(frames, 3), 3u);
  CHECK_EQ(owned.indices[SpscRing::kWriteIndex], 1);
  CHECK_EQ(owned.ring.readable(), 3u);
  CHECK_EQ(owned.ring.read(out, 3), 3u);
  CHECK_EQ(out[2], 3);
}

TEST(spoilt_indices_stay_inside_the_memory) {
  for (const uint32_t spoilt : {1u, 5u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    OwnedRing owned(4, 2);
    float block[16] = {};
    owned.indices[SpscRing::kReadIndex] = static_cast<int32_t>(spoilt);
    CHECK(owned.ring.write(block, 8) <= 4);
    CHECK(owned.ring.read(block, 8) <= 4);
    owned.indices[SpscRing::kWriteIndex] = static_cast<int32_t>(spoilt * 3);
    CHECK(owned.ring.read(block, 8) <= 4);
    CHECK(owned.ring.skip(100) <= 4);
    CHECK(owned.ring.write(block, 8) <= 4);
  }
}

TEST(two_threads_exchange_all_frames_in_order) { exchange(256, 2, 0, 200000); }

TEST(two_threads_exchange_across_the_wrap_of_the_indices) { exchange(64, 1, 0xffffff00, 100000); }
