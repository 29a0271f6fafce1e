// Tunables of the UDP socket.
#pragma once

#include <cstddef>
#include <cstdint>

namespace palabre::net {

/** Datagrams per sendmmsg: beyond this the call's fixed price is spread thin; bounds the array of headers. */
inline constexpr size_t kSendChunk = 64;

/** How long one fan-out waits for room in the send buffer, ms: a fifth of a 10 ms frame. */
inline constexpr int kSendPatienceMs = 2;

/** Errors left on the socket by ICMP that one receive passes over before it gives the turn back. */
inline constexpr int kReceiveErrorsPerTurn = 64;

/** A datagram said to have waited longer, us, has not: somebody has set the wall clock, by which it was stamped. */
inline constexpr int64_t kMostAgeUs = 1'000'000;

/** Type-of-service byte of voice: DSCP "expedited forwarding" (RFC 3246). Networks may ignore it. */
inline constexpr int kVoiceTrafficClass = 0xb8;

}  // namespace palabre::net
