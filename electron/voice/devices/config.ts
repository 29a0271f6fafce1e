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
  /**
   * A stream whose callbacks have stopped for this long is opened again, ms. A hundred times the callbacks' distance,
   * and a quarter of the 2 s after which sound must be back: that leaves time for two more tries and another device.
   */
  silentMs: 500,
  /**
   * A stream just opened gets this long for its first callback, ms, doubled each time that its device fails, up to the
   * second: two tries and the way to another device take less than 2 s, and Bluetooth, which needs more than one, gets
   * it at the third.
   */
  firstCallbackMs: 600,
  firstCallbackMostMs: 4_800,
  /** A stream that is still being opened is told as failed after this time, ms; a driver may hang for ever. */
  openMostMs: 2_000,
  /** A device that failed once is tried again at once; from then on after this time, doubled each time, ms. */
  retryFirstMs: 500,
  retryMostMs: 10_000,
  /** A device that has worked this long is trusted again, ms. */
  trustedMs: 3_000,
  /** While another device than the chosen one is used, or none, this often is looked for a better one, ms. */
  lookAgainMs: 100,
  /** So long is waited for the sound server's list, ms; it takes a few where a server answers at all. */
  serverMostMs: 500,
  /** While no stream can be opened the system's devices are looked for anew this often, ms (8 to 80 ms each). */
  refreshMs: 1_000,
} as const
