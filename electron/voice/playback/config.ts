/** Tunables of playback. */
export const PLAYBACK_CONFIG = {
  /** Bytes of samples gathered before a WAV file is written: a third of a second, one short call in 33 turns. */
  wavBufferBytes: 32_768,
  /** Blocks a device's ring holds beyond its fill: what is more would stay as delay. */
  extraBlocks: 2,
} as const
