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
  /** A pause of the playback longer than this ends the spurt: what waits is then too old to be made up for, ms. */
  pauseMs: 100,
  /** The shortest wait in a window of this length tells a standing excess of delay from a burst, ms. */
  trimWindowMs: 250,
  /** Standing wait above target and one frame that costs skipped frames, ms. */
  trimExcessMs: 2,
  /** A spurt does not begin with packets that have waited this much longer than the target, ms. */
  staleMs: 100,
  /** Gain of the jitter estimate, RFC 3550 section 6.4.1. */
  jitterGain: 1 / 16,
} as const
