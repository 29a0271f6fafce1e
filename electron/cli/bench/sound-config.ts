/** Tunables of `palabre bench sound`. */
export const SOUND_CONFIG = {
  /** Calls, and CPU time, before a row is measured: the code is compiled by then. */
  warmUpCalls: 2_000,
  warmUpMs: 100,
  /** CPU time of a measured window, ms; windows per row, of which the median counts. */
  windowMs: 30,
  windows: 5,
  /** Calls between two looks at the clock. */
  batch: 50,
  /** Calls between two looks at the heap, and pairs of looks. */
  heapCalls: 100,
  heapTries: 11,
  /** Bits per second of the encoder: what a guest uses by itself. */
  bitrate: 64_000,
  /** Bytes of a packet's payload where none was encoded: 10 ms at 64 kbit/s. */
  payloadBytes: 80,
  /** Bytes of a payload that goes through a ring of packets: 10 ms at 96 kbit/s. */
  ringPayloadBytes: 120,
  /** Packets that are written or read before their bytes are compared: as many as a listener's ring holds. */
  ringPackets: 256,
  /** Samples the measured ring holds: 170 ms. */
  ringSamples: 8_192,
  /** Amplitude of the test sound: speech is about as loud. */
  amplitude: 0.1,
  /** Frames of 10 ms that one thread hands to another. */
  threadFrames: 50_000,
  /** A thread that finds the shared ring full or empty looks again after this long, ms. */
  threadWaitMs: 0.1,
} as const
