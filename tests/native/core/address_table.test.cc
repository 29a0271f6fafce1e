// sources: native/src/net/address_table.cc native/src/net/endpoint.cc
// sources: native/src/net/target_posix/socket_calls.cc
#include "net/address_table.h"

#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "check.h"

using palabre::net::AddressTable;
using palabre::net::Endpoint;
using palabre::net::kUnknownAddress;

namespace {

/** A few hosts and ports, so that a random walk meets each again. */
Endpoint nth(uint32_t number) {
  const char* const hosts[] = {"127.0.0.1", "192.0.2.7", "2001:db8::1", "::1"};
  return *Endpoint::parse(hosts[number % 4], static_cast<uint16_t>(1000 + number / 4));
}

}  // namespace

TEST(reads_and_writes_addresses) {
  CHECK(Endpoint::parse("192.0.2.1", 5)->host() == "192.0.2.1");
  CHECK(Endpoint::parse("192.0.2.1", 5)->is_ipv4());
  CHECK(Endpoint::parse("2001:DB8:0:0::1", 5)->host() == "2001:db8::1");
  CHECK(!Endpoint::parse("2001:db8::1", 5)->is_ipv4());
  CHECK(Endpoint::parse("fe80::1%1", 5)->scope == 1);
  CHECK(Endpoint::parse("::", 0)->is_any_ipv6());
  const char* const wrongs[] = {"",      "localhost", "1.2.3",    "1.2.3.4.5",
                                "::1::", "1.2.3.4%1", "fe80::1%", "fe80::1%none"};
  for (const char* wrong : wrongs) {
    CHECK(!Endpoint::parse(wrong, 5).has_value());
  }
}

TEST(sees_ipv4_in_both_forms_as_one) {
  const Endpoint plain = *Endpoint::parse("192.0.2.1", 5);
  CHECK(plain == *Endpoint::parse("::ffff:192.0.2.1", 5));
  CHECK(plain == *Endpoint::parse("::FFFF:c000:201", 5));
  CHECK(plain == Endpoint::from_system(plain.to_system(AF_INET)));
  CHECK(plain == Endpoint::from_system(plain.to_system(AF_INET6)));
  CHECK_EQ(plain.to_system(AF_INET).size(), sizeof(sockaddr_in));
  CHECK_EQ(plain.to_system(AF_INET6).size(), sizeof(sockaddr_in6));
}

TEST(keeps_ids_dense_and_bounded) {
  AddressTable table(4, AF_INET6);
  for (int32_t id = 0; id < 4; id += 1) CHECK_EQ(table.add(nth(static_cast<uint32_t>(id))), id);
  CHECK_EQ(table.add(nth(2)), 2);
  CHECK_EQ(table.add(nth(9)), kUnknownAddress);
  CHECK_EQ(table.find(nth(9)), kUnknownAddress);
  table.forget(1);
  table.forget(1);
  CHECK_EQ(table.size(), 3u);
  CHECK_EQ(table.find(nth(1)), kUnknownAddress);
  CHECK_EQ(table.add(nth(9)), 1);
  CHECK(*table.endpoint(1) == nth(9));
}

TEST(answers_nothing_for_ids_that_are_free_or_never_were) {
  AddressTable table(2, AF_INET);
  for (const int32_t id : {INT32_MIN, -1, 0, 1, 2, 1000, INT32_MAX}) {
    CHECK(table.endpoint(id) == nullptr);
    CHECK(table.system_address(id) == nullptr);
    table.forget(id);
  }
  CHECK_EQ(table.size(), 0u);
}

TEST(agrees_with_an_ordered_map_over_a_long_random_walk) {
  constexpr uint32_t kLimit = 100;
  std::mt19937 random(7);
  AddressTable table(kLimit, AF_INET6);
  std::map<uint32_t, int32_t> model;
  for (int step = 0; step < 200'000; step += 1) {
    const uint32_t number = random() % 160;
    const auto known = model.find(number);
    CHECK_EQ(table.find(nth(number)), known == model.end() ? kUnknownAddress : known->second);
    if (random() % 2 == 0) {
      const int32_t id = table.add(nth(number));
      if (known != model.end()) CHECK_EQ(id, known->second);
      else if (model.size() == kLimit) CHECK_EQ(id, kUnknownAddress);
      else model[number] = id;
    } else if (known != model.end()) {
      table.forget(known->second);
      model.erase(known);
    }
    CHECK_EQ(table.size(), model.size());
    if (check::failed) return;
  }
}
