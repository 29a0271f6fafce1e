/** Tunables of the jitter buffer. */
export const JITTER_CONFIG = {
  /** Packets a ring holds ahead of the one to be played; a power of two. 0.64 s of 10 ms frames. */
  ringPackets: 64,
  /** Time from the arrival of a spurt's first packet to its playing, ms: outlasts a late wake-up or two. */
  fixedTargetMs: 15,
  /** A packet this little before its time is played, ms: a timer's own wobble must not cost a whole block. */
  startToleranceMs: 0.5,
  /** Silence is filled by the decoder's invention for at most this long, ms: beyond, speech turns to drone. */
  concealMostMs: 60,
  /** Packets late one after another before the buffer starts anew: the path has become longer for good. */
  lateRunMost: 5,
  /** The smallest fill in a window of this length tells a standing excess from a burst, ms. */
  trimWindowMs: 1_000,
  /** Standing fill above the target that costs a skipped frame, ms. */
  trimExcessMs: 25,
  /** Gain of the jitter estimate, RFC 3550 section 6.4.1. */
  jitterGain: 1 / 16,
} as const
