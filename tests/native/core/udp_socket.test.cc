// sources: native/src/net/address_table.cc native/src/net/endpoint.cc native/src/net/patience.cc
// sources: native/src/net/portable_path.cc native/src/net/udp_socket.cc native/src/net/wake_registry.cc
// sources: native/src/net/target_posix/socket_calls.cc
// sources-from: node tests/native/core/net-sources.mjs
// tsan
#include "net/udp_socket.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "check.h"
#include "net/wake_registry.h"

using palabre::Status;
using palabre::net::Endpoint;
using palabre::net::kUnknownAddress;
using palabre::net::UdpSocket;
using palabre::net::UdpSocketOptions;

namespace {

constexpr uint32_t kSlotBytes = 64;

/** A socket and its memory, each array of its exact size, so that a stray write is seen. */
struct Opened {
  Opened(const char* bind, uint16_t port, uint32_t batch, bool batched, uint32_t address_limit = 600)
      : slab(size_t{batch} * kSlotBytes), offsets(batch), lengths(batch), addresses(batch), ages(batch), counters(6) {
    UdpSocketOptions options;
    options.bind = *Endpoint::parse(bind, port);
    options.slot_bytes = kSlotBytes;
    options.batch = batch;
    options.address_limit = address_limit;
    options.receive_buffer = 1 << 20;
    options.batched = batched;
    options.slab = slab;
    options.offsets = offsets;
    options.lengths = lengths;
    options.addresses = addresses;
    options.ages = ages;
    options.stamped = true;
    options.counters = counters;
    status = UdpSocket::open(options, &socket);
  }

  uint32_t receive_some() {
    for (int turn = 0; turn < 50; turn += 1) {
      const uint32_t count = socket->receive();
      if (count > 0) return count;
      socket->wait(100);
    }
    return 0;
  }

  std::vector<uint8_t> slab;
  std::vector<int32_t> offsets, lengths, addresses, ages;
  std::vector<double> counters;
  Status status = Status::success();
  std::unique_ptr<UdpSocket> socket;
};

std::vector<uint8_t> pattern(size_t length) {
  std::vector<uint8_t> bytes(length);
  for (size_t index = 0; index < length; index += 1) bytes[index] = static_cast<uint8_t>(index * 7 + length);
  return bytes;
}

template <typename Body>
void on_both_paths(Body body) {
  body(true);
  body(false);
}

}  // namespace

TEST(carries_every_length_and_tells_longer_ones) {
  on_both_paths([](bool batched) {
    Opened a("127.0.0.1", 0, 8, batched), b("127.0.0.1", 0, 8, batched);
    const int32_t to_b = a.socket->address(*Endpoint::parse("127.0.0.1", b.socket->local_port()));
    for (size_t length = 0; length <= kSlotBytes + 2; length += 1) {
      const std::vector<uint8_t> bytes = pattern(length);
      CHECK(a.socket->send(to_b, bytes));
      CHECK_EQ(b.receive_some(), 1u);
      CHECK_EQ(b.lengths[0], static_cast<int32_t>(std::min<size_t>(length, kSlotBytes + 1)));
      CHECK_EQ(b.addresses[0], length == 0 ? kUnknownAddress : 0);
      const auto kept = static_cast<std::ptrdiff_t>(std::min<size_t>(length, kSlotBytes));
      CHECK(std::equal(bytes.begin(), bytes.begin() + kept, b.slab.begin()));
      CHECK_EQ(b.socket->learn(0), 0);
    }
    CHECK_EQ(a.counters[palabre::net::kDatagramsOut], b.counters[palabre::net::kDatagramsIn]);
  });
}

TEST(hands_out_more_than_a_batch_in_order) {
  on_both_paths([](bool batched) {
    Opened a("127.0.0.1", 0, 1, batched), b("127.0.0.1", 0, 7, batched);
    const int32_t to_b = a.socket->address(*Endpoint::parse("127.0.0.1", b.socket->local_port()));
    for (uint8_t number = 0; number < 40; number += 1) CHECK(a.socket->send(to_b, {&number, 1}));
    uint8_t next = 0;
    while (next < 40) {
      const uint32_t count = b.receive_some();
      CHECK(count > 0 && count <= 7);
      if (count == 0) return;
      for (uint32_t index = 0; index < count; index += 1) {
        CHECK_EQ(b.slab[static_cast<size_t>(b.offsets[index])], next);
        next += 1;
      }
    }
  });
}

TEST(fans_out_past_targets_that_fail) {
  on_both_paths([](bool batched) {
    Opened a("::", 0, 8, batched), four("127.0.0.1", 0, 8, batched), six("::1", 0, 8, batched);
    std::vector<int32_t> targets;
    for (int round = 0; round < 100; round += 1) {
      targets.push_back(a.socket->address(*Endpoint::parse("127.0.0.1", four.socket->local_port())));
      targets.push_back(-1);
      targets.push_back(a.socket->address(*Endpoint::parse("::1", six.socket->local_port())));
      targets.push_back(599);
      // Without a route or refused, whichever the system says: it must not keep the others from theirs.
      targets.push_back(a.socket->address(*Endpoint::parse("fe80::1", 9)));
    }
    a.socket->fanout(targets, pattern(10));
    uint32_t got_four = 0, got_six = 0;
    while (got_four < 100) got_four += four.receive_some();
    while (got_six < 100) got_six += six.receive_some();
    CHECK_EQ(got_four, 100u);
    CHECK_EQ(got_six, 100u);
    CHECK(a.counters[palabre::net::kSendFailed] >= 200);
    CHECK(four.socket->learn(0) == 0 && four.socket->describe(0)->host() == "127.0.0.1");
    CHECK(six.socket->learn(0) == 0 && six.socket->describe(0)->host() == "::1");
  });
}

TEST(counts_a_datagram_too_long_for_the_path_as_failed) {
  on_both_paths([](bool batched) {
    Opened a("127.0.0.1", 0, 8, batched);
    const int32_t anyone = a.socket->address(*Endpoint::parse("127.0.0.1", 9));
    CHECK(!a.socket->send(anyone, std::vector<uint8_t>(65535)));
    CHECK_EQ(a.counters[palabre::net::kSendFailed], 1.0);
  });
}

TEST(goes_on_after_refusals) {
  on_both_paths([](bool batched) {
    Opened a("127.0.0.1", 0, 8, batched), b("127.0.0.1", 0, 8, batched);
    const int32_t nobody = a.socket->address(*Endpoint::parse("127.0.0.1", 9));
    const int32_t to_b = a.socket->address(*Endpoint::parse("127.0.0.1", b.socket->local_port()));
    for (int round = 0; round < 20; round += 1) {
      a.socket->send(nobody, pattern(5));
      CHECK_EQ(a.socket->receive(), 0u);
      CHECK(a.socket->send(to_b, pattern(5)));
      CHECK_EQ(b.receive_some(), 1u);
    }
  });
}

TEST(names_what_keeps_an_address_from_being_bound) {
  Opened a("127.0.0.1", 0, 1, true);
  CHECK(std::strcmp(Opened("127.0.0.1", a.socket->local_port(), 1, true).status.code(), "EADDRINUSE") == 0);
  CHECK(std::strcmp(Opened("192.0.2.1", 0, 1, true).status.code(), "EADDRNOTAVAIL") == 0);
}

TEST(ends_a_wait_at_its_limit) {
  Opened a("127.0.0.1", 0, 1, true);
  const auto start = std::chrono::steady_clock::now();
  a.socket->wait(20);
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(20));
}

TEST(wakes_from_another_thread_and_only_who_is_there) {
  CHECK(!palabre::net::wake_registered(0));
  uint32_t id = 0;
  {
    Opened a("127.0.0.1", 0, 1, true);
    id = a.socket->wake_id();
    // A wake before the wait is not lost; many count as one.
    for (int times = 0; times < 1000; times += 1) CHECK(palabre::net::wake_registered(id));
    a.socket->wait(60'000);

    std::atomic<bool> woken = false;
    std::thread waker([&] {
      while (!woken) palabre::net::wake_registered(id), std::this_thread::yield();
    });
    a.socket->wait(60'000);
    woken = true;
    waker.join();
  }
  CHECK(!palabre::net::wake_registered(id));
}

TEST(may_be_woken_while_it_closes) {
  std::atomic<uint32_t> id = 0;
  std::atomic<bool> done = false;
  std::thread waker([&] {
    while (!done) palabre::net::wake_registered(id);
  });
  for (int round = 0; round < 100; round += 1) {
    Opened a("127.0.0.1", 0, 1, true);
    id = a.socket->wake_id();
    a.socket->wait(1);
  }
  done = true;
  waker.join();
}
