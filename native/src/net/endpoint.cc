#include "net/endpoint.h"

#include <algorithm>
#include <cstring>

namespace palabre::net {
namespace {

constexpr std::array<uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr size_t kIpv4Place = kMappedPrefix.size();

}  // namespace

bool Endpoint::is_ipv4() const { return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), ip.begin()); }

bool Endpoint::is_any_ipv6() const { return ip == std::array<uint8_t, 16>{}; }

std::string Endpoint::host() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_ipv4()) {
    inet_ntop(AF_INET, ip.data() + kIpv4Place, text, sizeof text);
    return text;
  }
  inet_ntop(AF_INET6, ip.data(), text, sizeof text);
  return scope == 0 ? text : std::string(text) + "%" + interface_name(scope);
}

SocketAddress Endpoint::to_system(int family) const {
  SocketAddress address;
  std::memset(&address, 0, sizeof address);
  if (family == AF_INET) {
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(port);
    std::memcpy(&address.v4.sin_addr, ip.data() + kIpv4Place, sizeof address.v4.sin_addr);
  } else {
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(port);
    address.v6.sin6_scope_id = scope;
    std::memcpy(&address.v6.sin6_addr, ip.data(), ip.size());
  }
  return address;
}

Endpoint Endpoint::from_system(const SocketAddress& address) {
  Endpoint endpoint;
  if (address.any.sa_family == AF_INET) {
    endpoint.port = ntohs(address.v4.sin_port);
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), endpoint.ip.begin());
    std::memcpy(endpoint.ip.data() + kIpv4Place, &address.v4.sin_addr, sizeof address.v4.sin_addr);
  } else {
    endpoint.port = ntohs(address.v6.sin6_port);
    endpoint.scope = address.v6.sin6_scope_id;
    std::memcpy(endpoint.ip.data(), &address.v6.sin6_addr, endpoint.ip.size());
  }
  return endpoint;
}

std::optional<Endpoint> Endpoint::parse(const std::string& host, uint16_t port) {
  Endpoint endpoint;
  endpoint.port = port;
  const size_t percent = host.find('%');
  const std::string literal = host.substr(0, percent);
  in_addr v4;
  if (inet_pton(AF_INET, literal.c_str(), &v4) == 1) {
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), endpoint.ip.begin());
    std::memcpy(endpoint.ip.data() + kIpv4Place, &v4, sizeof v4);
    return percent == std::string::npos ? std::optional(endpoint) : std::nullopt;
  }
  if (inet_pton(AF_INET6, literal.c_str(), endpoint.ip.data()) != 1) return std::nullopt;
  if (percent == std::string::npos) return endpoint;
  endpoint.scope = interface_index(host.substr(percent + 1));
  return endpoint.scope == 0 ? std::nullopt : std::optional(endpoint);
}

}  // namespace palabre::net
