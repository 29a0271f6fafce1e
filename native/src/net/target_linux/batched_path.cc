// recvmmsg and sendmmsg: one system call for many datagrams.
#include <sys/socket.h>
#include <time.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "net/config.h"
#include "net/datagram_path.h"

namespace palabre::net {
namespace {

/** Room for one time stamp beside a datagram. */
struct alignas(cmsghdr) Control {
  std::array<uint8_t, CMSG_SPACE(sizeof(timespec))> bytes;
};

int64_t microseconds_of(const timespec& time) {
  return int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

/** The kernel stamps by the wall clock, so that is what it is compared with. */
int64_t wall_clock_us() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return microseconds_of(now);
}

class BatchedPath final : public DatagramPath {
 public:
  BatchedPath(SocketHandle socket, std::span<const ReceiveSlot> slots, size_t slot_bytes, bool stamped)
      : socket_(socket),
        slots_(slots),
        slot_bytes_(slot_bytes),
        buffers_(slots.size()),
        headers_(slots.size()),
        controls_(stamped && ask_for_stamps(socket) ? slots.size() : 0) {
    for (size_t index = 0; index < slots.size(); index += 1) {
      buffers_[index] = {slots[index].bytes, slot_bytes};
      msghdr& header = headers_[index].msg_hdr;
      header = {};
      header.msg_name = slots[index].from;
      header.msg_iov = &buffers_[index];
      header.msg_iovlen = 1;
    }
    for (mmsghdr& message : outgoing_) {
      message = {};
      message.msg_hdr.msg_iov = &payload_;
      message.msg_hdr.msg_iovlen = 1;
    }
  }

  ReceiveResult receive() override {
    ReceiveResult result;
    for (size_t index = 0; index < headers_.size(); index += 1) make_ready(index);
    int count = -1;
    while (result.errors < kReceiveErrorsPerTurn) {
      count = recvmmsg(socket_, headers_.data(), headers_.size(), MSG_DONTWAIT, nullptr);
      if (count >= 0 || errno == EAGAIN || errno == EWOULDBLOCK) break;
      if (errno != EINTR) result.errors += 1;
    }
    for (int index = 0; index < count; index += 1) {
      const bool cut = (headers_[index].msg_hdr.msg_flags & MSG_TRUNC) != 0;
      *slots_[index].length = static_cast<int32_t>(cut ? slot_bytes_ + 1 : headers_[index].msg_len);
    }
    tell_ages(count);
    result.received = count > 0 ? static_cast<size_t>(count) : 0;
    return result;
  }

  size_t send(std::span<const SocketAddress* const> to, const uint8_t* bytes, size_t length,
              Patience& patience) override {
    payload_ = {const_cast<uint8_t*>(bytes), length};
    for (size_t index = 0; index < to.size(); index += 1) {
      outgoing_[index].msg_hdr.msg_name = const_cast<SocketAddress*>(to[index]);
      outgoing_[index].msg_hdr.msg_namelen = to[index]->size();
    }
    size_t sent = 0;
    size_t next = 0;
    while (next < to.size()) {
      const int count = sendmmsg(socket_, &outgoing_[next], to.size() - next, MSG_DONTWAIT);
      if (count > 0) {
        sent += static_cast<size_t>(count);
        next += static_cast<size_t>(count);
      } else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) {
        if (!patience.await_room(socket_)) break;
      } else if (errno != EINTR) {
        // Of this one target (unreachable, refused, too long for its path): the others get theirs.
        next += 1;
      }
    }
    return sent;
  }

 private:
  static bool ask_for_stamps(SocketHandle socket) {
    const int on = 1;
    return setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
  }

  /** The kernel overwrites the sizes with what it has filled. */
  void make_ready(size_t index) {
    msghdr& header = headers_[index].msg_hdr;
    header.msg_namelen = sizeof(SocketAddress);
    if (controls_.empty()) return;
    header.msg_control = controls_[index].bytes.data();
    header.msg_controllen = controls_[index].bytes.size();
  }

  void tell_ages(int count) {
    if (controls_.empty() || count <= 0) return;
    const int64_t now_us = wall_clock_us();
    for (int index = 0; index < count; index += 1) {
      *slots_[index].age_us = age_us(headers_[index].msg_hdr, now_us);
    }
  }

  static int32_t age_us(msghdr& header, int64_t now_us) {
    const cmsghdr* const control = CMSG_FIRSTHDR(&header);
    if (control == nullptr || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS) return 0;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(control), sizeof stamp);
    const int64_t age = now_us - microseconds_of(stamp);
    return age < 0 || age > kMostAgeUs ? 0 : static_cast<int32_t>(age);
  }

  const SocketHandle socket_;
  const std::span<const ReceiveSlot> slots_;
  const size_t slot_bytes_;
  std::vector<iovec> buffers_;
  std::vector<mmsghdr> headers_;
  /** Empty where nobody asks for ages. */
  std::vector<Control> controls_;
  iovec payload_{};
  std::array<mmsghdr, kSendChunk> outgoing_;
};

}  // namespace

std::unique_ptr<DatagramPath> batched_path(SocketHandle socket, std::span<const ReceiveSlot> slots,
                                           size_t slot_bytes, bool stamped) {
  return std::make_unique<BatchedPath>(socket, slots, slot_bytes, stamped);
}

}  // namespace palabre::net
