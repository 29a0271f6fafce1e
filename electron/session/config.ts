import type { BackoffConfig } from '../base/backoff.ts'

/** Tunables of the guest's side of the control channel. */
export const SESSION_CONFIG = {
  /** From `connect` to a working voice path, ms: longer than anybody waits before trying something else. */
  firstConnectMs: 10_000,
  /** The same for one try after the host was lost, ms: shorter, because the next one follows by itself. */
  resumeMs: 8_000,
  /** For a look whether a host answers, ms: on the app's first page nobody waits longer for it. */
  glimpseMs: 5_000,
  /** Between the starts of two dials, ms (RFC 8305 section 5 recommends 250). */
  staggerMs: 250,
  /** From the open WebSocket to the host's challenge, ms. */
  challengeMs: 5_000,
  /** From a request to its answer, ms. */
  requestMs: 8_000,
  /** Between two pings of ours, ms. */
  heartbeatMs: 5_000,
  /** Without a byte from the host for this long the connection is dead, ms: two heartbeats. */
  deadMs: 10_000,
  /** Between two pings of ours while the host answers by UDP, ms: only the connection itself may be broken then. */
  calmHeartbeatMs: 15_000,
  /** For the polite good-bye before the connection is cut, ms. */
  leaveMs: 500,
  /** What own voice has behind it is told where it has changed by more than this, ms, and no more often than this, ms. */
  delayStepMs: 3,
  delayEveryMs: 5_000,
  /** Bytes of one message of the host: a welcome with as many members and channels as a host may have. */
  messageBytes: 2 * 1024 * 1024,
  /** Bytes waiting in the WebSocket above which tunnelled voice is dropped: about 1 s of one voice. */
  tunnelBacklogBytes: 16 * 1024,
  /** Wishes about how users are heard that are kept, newest: a lifetime of friends, and a file read in no time. */
  hearingWishes: 5_000,
  /** Automatic places between the loudspeakers lie within this far from the middle, 0..1: nobody in one ear alone. */
  spreadWidth: 0.8,
  /** A lost connection is tried again at once, but not by all guests in the same moment. */
  backoff: { firstMs: 200, mostMs: 5_000, factor: 1.8, jitter: 0.5 } satisfies BackoffConfig,
} as const

/** The same with other values, for tests. */
export type SessionConfig = {
  readonly [Name in keyof typeof SESSION_CONFIG]: Name extends 'backoff' ? BackoffConfig : number
}
