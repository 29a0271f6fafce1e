// An IP address and port: one form to compare, one to give to the system, one to read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "net/platform.h"

namespace palabre::net {

/** What the system takes as an address. Both members begin with the family. */
union SocketAddress {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;

  socklen_t size() const { return any.sa_family == AF_INET ? sizeof v4 : sizeof v6; }
};

/** IPv4 stands in its IPv6-mapped form, so that both ways to see a peer compare equal. */
struct Endpoint {
  std::array<uint8_t, 16> ip{};
  /** Interface of a link-local address, else 0. */
  uint32_t scope = 0;
  uint16_t port = 0;

  bool operator==(const Endpoint&) const = default;
  bool is_ipv4() const;
  /** `::`, which takes both families. */
  bool is_any_ipv6() const;
  /** The address without the port: "192.0.2.1", "2001:db8::1", "fe80::1%eth0". */
  std::string host() const;
  /** For a socket of this family (AF_INET only where `is_ipv4`). */
  SocketAddress to_system(int family) const;

  static Endpoint from_system(const SocketAddress& address);
  /** From an IP literal, with `%interface` where it has one; nothing for other text. */
  static std::optional<Endpoint> parse(const std::string& host, uint16_t port);
};

/** Index of an interface by name or number, 0 where there is none. */
uint32_t interface_index(const std::string& name);
/** And back; as a number where it has no name. */
std::string interface_name(uint32_t index);

}  // namespace palabre::net
