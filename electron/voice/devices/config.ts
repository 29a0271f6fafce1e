/** Tunables of devices. */
export const DEVICE_CONFIG = {
  /** Callbacks of this length when blocks are 10 ms or more, and the latency asked of the system, ms. */
  framesPerBuffer: 240,
  latencyMs: 10,
  /** The same for shorter blocks: measured 17 to 21 ms round trip instead of 26 to 38, at more wake-ups. */
  shortFramesPerBuffer: 120,
  shortLatencyMs: 5,
  /** Blocks below this length are short, ms. */
  shortBelowMs: 10,
  /** Samples of a ring per channel, a power of two: 0.34 s, so that a paused loop finds its capture again. */
  ringSamples: 16_384,
  /** A stream whose callbacks have stopped for this long is opened again, ms. */
  silentMs: 200,
  /** A stream just opened gets this long for its first callback, ms: a null sink's monitor took 2 s. */
  firstCallbackMs: 4_000,
  /** The wait before a stream that failed is opened again, ms, and how often in a row before it is given up. */
  reopenMs: 500,
  reopenMost: 20,
} as const
