import { samplesOf } from '../units.ts'

/** Tunables of recordings. */
export const RECORD_CONFIG = {
  /** What is dropped at the beginning of each track, samples: in 80 ms every decoder has settled (RFC 7845, 4.2). */
  preSkipSamples: samplesOf(80),
  /** A page of a track holds at most this much, samples: players seek by pages. */
  pageSamples: samplesOf(1_000),
  /** Packets of one voice are put in order over so many of them: a second of ordinary ones. */
  reorderPackets: 100,
  /** Time of a sender's clock over which the fastest way to the host is looked for, samples. */
  clockWindowSamples: samplesOf(10_000),
  /** A delay that changes by more than this at once is another clock, or a clock put elsewhere, samples. */
  clockJumpSamples: samplesOf(500),
  /** A track may be off by this much before it is put right, samples: in quiet early, in speech as late as can be. */
  driftQuietSamples: samplesOf(3),
  driftMostSamples: samplesOf(12),
  /** Quieter than this nobody hears a few milliseconds more or less, -dBov. */
  quietLevel: 60,
  /** A hole up to this long is left to the decoder to conceal, samples; a longer one is silence. */
  concealMostSamples: samplesOf(100),
  /** Look-ahead of the encoders of guests, samples: the low-delay mode up to `lowDelayMostSamples`, and the others. */
  lowDelayMostSamples: samplesOf(10),
  lowDelayLookahead: samplesOf(2.5),
  lookahead: samplesOf(6.5),
  /** Frames and bits per second of the mix: fullband speech of several voices. */
  mixFrameMs: 20,
  mixBitrate: 80_000,
  /** The recorder takes what has come this often, ms: as much is lost at most when the host is killed. */
  turnMs: 50,
  /** After a stop packets may be on their way through the ring for so long, ms. */
  drainMs: 300,
  /** The room on the disk is looked at, and the disk made to keep what was written, this often, ms. */
  lookMs: 1_000,
  syncMs: 5_000,
  /** Bytes read of a file at once. */
  readBytes: 256 * 1024,
  /** Bytes gathered before they are written to a track. */
  writeBytes: 64 * 1024,
} as const
