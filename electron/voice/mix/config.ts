/** Tunables of mixing. */
export const MIX_CONFIG = {
  /** Highest output, dBFS: leaves room for the converter's and the codec's overshoot between samples. */
  ceilingDb: -1,
  /** Samples a peak is seen before it is heard, 1 ms: the gain falls too slowly to click, the delay is not noticed. */
  lookaheadSamples: 48,
  /** Share of the way back to full gain per sample after a peak: about 200 ms to recover. */
  releasePerSample: 1 / 9_600,
  /** A gain above this counts as 1. */
  unityGain: 0.9999,
  /** Gains per source beyond this are cut, dB: a slip of the slider must not hurt. */
  mostGainDb: 20,
  /** Samples of one speaker beyond this are cut, linear: no decoder makes them, and sums of them must stay finite. */
  mostSample: 8,
  /** Samples nearer to silence than this are silence: the processor takes a hundred times as long for denormals. */
  leastSample: 1e-20,
  /** How far the others sink while a priority speaker talks, dB: understood if wanted, never in the way. */
  duckDb: -12,
  /** Speed of sinking and coming back, dB per ms: 60 ms is gone before the first word, 600 ms is a breath. */
  duckAttackPerMs: 0.2,
  duckReleasePerMs: 0.02,
} as const

/** Tunables of choosing whose voices are decoded. */
export const SELECT_CONFIG = {
  /** Voices decoded and mixed at once: more nobody can tell apart, and these are a tenth of one core. */
  mostVoices: 64,
  /** Levels are averaged over this long, ms: a knock on a table is no speech. */
  smoothMs: 200,
  /** A source that sent nothing for this long has no claim to its place, ms. */
  idleMs: 500,
  /** Another one must be louder by this much, dB, and the place be this old, ms: no flutter between equals. */
  marginDb: 6,
  holdMs: 1_000,
} as const

/** Tunables of measuring loudness (ITU-R BS.1770-4, EBU Tech 3341). */
export const LOUDNESS_CONFIG = {
  /** Energies are gathered in steps of this many samples: 100 ms, by which the windows of EBU Tech 3341 move. */
  stepSamples: 4_800,
  /** Windows in steps: momentary 400 ms, short-term 3 s. */
  momentarySteps: 4,
  shortTermSteps: 30,
  /** Offset of the scale, LU: K-weighting lifts 997 Hz by as much. */
  offsetLufs: -0.691,
  /** Silence, LUFS: the absolute gate of BS.1770. */
  silenceLufs: -70,
} as const

/** Tunables of finding speech in what a speaker sends, and of measuring only that. */
export const SPEECH_CONFIG = {
  /** Quieter than this is never speech, LUFS: 12 dB below what the gain could still bring to the target. */
  leastLufs: -50,
  /** Speech stands out of the quietest step by this much, LU: steady noise does not. */
  aboveFloorLu: 6,
  /** The quietest step is forgotten at this speed, LU per second: pauses between words come more often than that. */
  floorRisePerS: 3,
  /** No floor below this, LUFS: after digital silence the noise of a room is recognized in a few seconds. */
  leastFloorLufs: -60,
  /** Speech is at most this far below the loudest of late, LU: the relative gate of BS.1770. */
  belowTopLu: 10,
  /** The loudest is forgotten at this speed, LU per second: somebody who moves away is followed again. */
  topFallPerS: 1,
  /** Steps of speech that count, newest: 6 s hold several sentences, so that one loud word moves little. */
  windowSteps: 60,
  /** Steps of speech before the estimate is used: half a second. */
  leastSteps: 5,
} as const

/** Tunables of matching the loudness of speakers. */
export const MATCH_CONFIG = {
  /** What speech is brought to, LUFS from both loudspeakers: EBU R 128; loud voices stay free of the limiter. */
  targetLufs: -23,
  /** Most gain and most attenuation, dB: beyond it noise would be raised, not speech. */
  mostDb: 12,
  /** Fastest change, dB per second: not heard as a change. */
  mostPerS: 3,
  /** Time in which most of a difference that is left is made up, s. */
  settleS: 1,
} as const
