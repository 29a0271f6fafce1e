// net.node: `NetAddon` of native/types.ts over src/net.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/heap.h"
#include "core/thread_info.h"
#include "napi/args.h"
#include "napi/wrap.h"
#include "net/udp_socket.h"
#include "net/wake_registry.h"

namespace palabre::napi {
namespace {

constexpr int64_t kMostSlotBytes = 65535;
constexpr int64_t kMostBatch = 1024;
constexpr int64_t kMostAddresses = 1 << 20;
constexpr int64_t kMostBufferBytes = 1 << 30;
/** A day: `wait` is called in a loop anyway. */
constexpr double kMostWaitMs = 86'400'000;
/** The longest IPv6 literal with an interface name. */
constexpr size_t kMostHostBytes = 128;
constexpr int64_t kHighestPort = 65535;

struct WrappedSocket {
  static constexpr napi_type_tag kTag = {0x5be1c04f92d7463a, 0x8f3d61a7e90b25c4};
  static constexpr const char* kName = "UDP socket";
  /** Before the socket, so that the memory goes after it. */
  std::vector<Kept> memory;
  std::unique_ptr<net::UdpSocket> socket;
};

napi_value make_integer(napi_env env, int64_t number) {
  napi_value value = nullptr;
  napi_create_int64(env, number, &value);
  return value;
}

net::UdpSocket* socket_of(Args& args) {
  auto* self = unwrap_self<WrappedSocket>(args);
  return self == nullptr ? nullptr : self->socket.get();
}

int32_t read_id(Args& args, size_t place, const char* name) {
  return static_cast<int32_t>(args.integer(args.at(place), name, INT32_MIN, INT32_MAX));
}

net::Endpoint read_endpoint(Args& args, const std::string& host, int64_t port, const char* name) {
  const std::optional<net::Endpoint> endpoint = net::Endpoint::parse(host, static_cast<uint16_t>(port));
  if (!endpoint) args.fail_range(name, "an IP literal");
  return endpoint.value_or(net::Endpoint());
}

/** `length` bytes from `offset` on of the arguments (bytes, offset, length) that begin at `place`. */
std::span<const uint8_t> read_bytes(Args& args, size_t place) {
  const int64_t offset = args.integer(args.at(place + 1), "offset", 0, INT32_MAX);
  const int64_t length = args.integer(args.at(place + 2), "length", 0, kMostSlotBytes);
  const auto least = static_cast<size_t>(offset + length);
  const std::span<uint8_t> bytes = args.array<uint8_t>(args.at(place), "bytes", least);
  return args.ok() ? bytes.subspan(static_cast<size_t>(offset), static_cast<size_t>(length))
                   : std::span<const uint8_t>();
}

/** Reads the options of a socket one by one, and keeps the memory they name. */
class OptionsReader {
 public:
  OptionsReader(Args& args, napi_value options) : args_(args), options_(options) {}

  net::UdpSocketOptions read() {
    net::UdpSocketOptions read;
    const std::string host = args_.string(property("bind"), "options.bind", kMostHostBytes);
    read.bind = read_endpoint(args_, host, integer("port", 0, kHighestPort), "options.bind");
    read.slot_bytes = static_cast<uint32_t>(integer("slotBytes", 1, kMostSlotBytes));
    read.batch = static_cast<uint32_t>(integer("batch", 1, kMostBatch));
    read.address_limit = static_cast<uint32_t>(integer("addressLimit", 1, kMostAddresses));
    read.receive_buffer = static_cast<int>(integer("receiveBuffer", 0, kMostBufferBytes));
    read.send_buffer = static_cast<int>(integer("sendBuffer", 0, kMostBufferBytes));
    read.batched = args_.choice(property("path"), "options.path", {"batched", "portable"}) == 0;
    read.stamped = args_.boolean(property("stamped"), "options.stamped");
    read.slab = memory<uint8_t>("slab", size_t{read.batch} * read.slot_bytes);
    read.offsets = memory<int32_t>("offsets", read.batch);
    read.lengths = memory<int32_t>("lengths", read.batch);
    read.addresses = memory<int32_t>("addresses", read.batch);
    read.ages = memory<int32_t>("ages", read.batch);
    read.counters = memory<double>("counters", net::kCounterCount);
    return read;
  }

  std::vector<Kept> kept;

 private:
  napi_value property(const char* key) { return args_.property(options_, key); }

  const char* name(const char* key) {
    name_ = std::string("options.") + key;
    return name_.c_str();
  }

  int64_t integer(const char* key, int64_t low, int64_t high) {
    return args_.integer(property(key), name(key), low, high);
  }

  template <typename T>
  std::span<T> memory(const char* key, size_t least) {
    const napi_value value = property(key);
    const std::span<T> elements = args_.shared_array<T>(value, name(key), least);
    if (args_.ok()) kept.emplace_back(args_.env(), value);
    return elements;
  }

  Args& args_;
  napi_value options_;
  std::string name_;
};

// ---- methods of a socket ----

napi_value receive(napi_env env, napi_callback_info info) {
  Args args(env, info);
  net::UdpSocket* const socket = socket_of(args);
  return socket == nullptr ? nullptr : make_integer(env, socket->receive());
}

napi_value wait(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const double timeout_ms = args.number(args.at(0), "timeoutMs", 0, kMostWaitMs);
  net::UdpSocket* const socket = socket_of(args);
  if (socket != nullptr) socket->wait(timeout_ms);
  return nullptr;
}

napi_value address(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const std::string host = args.string(args.at(0), "host", kMostHostBytes);
  const int64_t port = args.integer(args.at(1), "port", 1, kHighestPort);
  const net::Endpoint endpoint = read_endpoint(args, host, port, "host");
  net::UdpSocket* const socket = socket_of(args);
  if (socket == nullptr) return nullptr;
  if (!socket->reaches(endpoint)) {
    args.fail_range("host", "of a family this socket carries");
    return nullptr;
  }
  return make_integer(env, socket->address(endpoint));
}

napi_value learn(napi_env env, napi_callback_info info) {
  Args args(env, info);
  net::UdpSocket* const socket = socket_of(args);
  if (socket == nullptr) return nullptr;
  const int64_t last = int64_t{socket->batch_size()} - 1;
  if (last < 0) args.fail_range("index", "of the last batch, which is empty");
  const int64_t index = args.integer(args.at(0), "index", 0, last);
  return args.ok() ? make_integer(env, socket->learn(static_cast<uint32_t>(index))) : nullptr;
}

napi_value forget(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int32_t id = read_id(args, 0, "id");
  net::UdpSocket* const socket = socket_of(args);
  if (socket != nullptr) socket->forget(id);
  return nullptr;
}

napi_value describe(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int32_t id = read_id(args, 0, "id");
  net::UdpSocket* const socket = socket_of(args);
  const net::Endpoint* const endpoint = socket == nullptr ? nullptr : socket->describe(id);
  if (endpoint == nullptr) return nullptr;
  napi_value described = nullptr;
  napi_create_object(env, &described);
  napi_set_named_property(env, described, "host", make_string(env, endpoint->host()));
  napi_set_named_property(env, described, "port", make_integer(env, endpoint->port));
  return described;
}

napi_value send(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int32_t to = read_id(args, 0, "to");
  const std::span<const uint8_t> bytes = read_bytes(args, 1);
  net::UdpSocket* const socket = socket_of(args);
  return socket == nullptr ? nullptr : make_boolean(env, socket->send(to, bytes));
}

napi_value fanout(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int64_t count = args.integer(args.at(1), "count", 0, INT32_MAX);
  const std::span<int32_t> targets = args.array<int32_t>(args.at(0), "targets", static_cast<size_t>(count));
  const std::span<const uint8_t> bytes = read_bytes(args, 2);
  net::UdpSocket* const socket = socket_of(args);
  if (socket == nullptr) return nullptr;
  return make_integer(env, socket->fanout(targets.first(static_cast<size_t>(count)), bytes));
}

// ---- the addon ----

napi_value create_socket(napi_env env, napi_callback_info info) {
  Args args(env, info);
  OptionsReader reader(args, args.object(args.at(0), "options"));
  const net::UdpSocketOptions options = reader.read();
  if (!args.ok()) return nullptr;
  auto wrapped = std::make_unique<WrappedSocket>();
  wrapped->memory = std::move(reader.kept);
  if (!args.succeed(net::UdpSocket::open(options, &wrapped->socket))) return nullptr;
  const napi_value port = make_integer(env, wrapped->socket->local_port());
  const napi_value wake_id = make_integer(env, wrapped->socket->wake_id());
  return wrap<WrappedSocket>(
      env, std::move(wrapped),
      {constant("localPort", port), constant("wakeId", wake_id), method("receive", receive),
       method("wait", wait), method("address", address), method("learn", learn), method("forget", forget),
       method("describe", describe), method("send", send), method("fanout", fanout),
       method("close", close_method<WrappedSocket>)});
}

napi_value wake(napi_env env, napi_callback_info info) {
  Args args(env, info);
  const int64_t id = args.integer(args.at(0), "wakeId", 0, UINT32_MAX);
  return args.ok() ? make_boolean(env, net::wake_registered(static_cast<uint32_t>(id))) : nullptr;
}

napi_value get_thread_id(napi_env env, napi_callback_info) {
  return make_integer(env, static_cast<int64_t>(thread_id()));
}

napi_value get_thread_cpu_ns(napi_env env, napi_callback_info) {
  napi_value value = nullptr;
  napi_create_bigint_int64(env, thread_cpu_ns(), &value);
  return value;
}

// ---- the memory of the process ----

napi_value return_pages(napi_env env, napi_callback_info) { return make_boolean(env, return_free_pages()); }

}  // namespace
}  // namespace palabre::napi

NAPI_MODULE_INIT() {
  using namespace palabre::napi;
  const napi_property_descriptor properties[] = {
      method("createSocket", create_socket),
      method("wake", wake),
      method("threadId", get_thread_id),
      method("threadCpuNs", get_thread_cpu_ns),
      method("returnFreePages", return_pages),
  };
  napi_define_properties(env, exports, std::size(properties), properties);
  return exports;
}
