/** Tunables of `palabre bench sound`. */
export const SOUND_CONFIG = {
  /** Calls before a row is measured: the code is compiled by then. */
  warmUpCalls: 2_000,
  /** Length of a measured window, ms; windows per row, of which the median counts. */
  windowMs: 60,
  windows: 5,
  /** Calls between two looks at the clock. */
  batch: 50,
  /** Bits per second of the encoder: what a guest uses by itself. */
  bitrate: 64_000,
  /** Bytes of a packet's payload where none was encoded: 10 ms at 64 kbit/s. */
  payloadBytes: 80,
  /** Samples the measured ring holds: 170 ms. */
  ringSamples: 8_192,
  /** Amplitude of the test sound: speech is about as loud. */
  amplitude: 0.1,
} as const
