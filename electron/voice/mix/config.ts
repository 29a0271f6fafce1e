/** Tunables of mixing. */
export const MIX_CONFIG = {
  /** Highest output, dBFS: leaves room for the converter's and the codec's overshoot between samples. */
  ceilingDb: -1,
  /** The gain falls to what a peak needs within this many samples: 1 ms, too short to hear as a step. */
  attackSamples: 48,
  /** Share of the way back to full gain per sample after a peak: about 200 ms to recover. */
  releasePerSample: 1 / 9_600,
  /** A gain above this counts as 1. */
  unityGain: 0.9999,
  /** Gains per source beyond this are cut, dB: a slip of the slider must not hurt. */
  mostGainDb: 20,
} as const
