/** Tunables of playback. */
export const PLAYBACK_CONFIG = {
  /** Bytes of samples gathered before a WAV file is written: a third of a second, one short call in 33 turns. */
  wavBufferBytes: 32_768,
  /** Blocks a device's ring holds beyond its fill: what is more would stay as delay. */
  extraBlocks: 2,
  /** An underrun raises the fill by this much, ms, up to the second: some systems take 20 ms at once, none more. */
  fillStepMs: 2.5,
  fillMostMs: 40,
  /** An underrun after this long without any is alone, and raises nothing while the fill is at its least, ms. */
  aloneMs: 10_000,
  /** Without an underrun for this long the fill sinks by a step, ms; doubled by each that follows soon, up to the second. */
  patienceFirstMs: 5_000,
  patienceMostMs: 600_000,
  /** The test tone: an octave's fifth, notes long enough to turn one's head, softly begun and ended; level in dBFS. */
  toneHz: [523.25, 783.99],
  toneNoteMs: 400,
  toneFadeMs: 30,
  toneDb: -20,
} as const
