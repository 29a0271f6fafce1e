/** Tunables of capture. */
export const CAPTURE_CONFIG = {
  /** Zero crossings of the resampler's sinc on each side: a transition band of about 5 % of the rate. */
  resampleCrossings: 32,
  /** Table entries per zero crossing; with linear interpolation the error stays below -100 dB. */
  resamplePhases: 512,
  /** Kaiser window: stop band about -90 dB. */
  resampleBeta: 9,
  /** Largest WAV file that is read whole, bytes: an hour of stereo float at 48 kHz. */
  wavMostBytes: 1.5e9,
  /** Sampling rates a WAV file may have, Hz. */
  wavLeastRate: 4_000,
  wavMostRate: 384_000,
  /** Amplitude of the test tone: -12 dBFS, loud and far from the limiter. */
  toneAmplitude: 0.25,
  /** Speech begins at this level, dBov: above a quiet room, below soft speech. */
  vadOpenDb: -48,
  /** Speech has ended below this level, dBov; the distance to `vadOpenDb` keeps the gate from fluttering. */
  vadCloseDb: -54,
  /** The gate stays open this long after the last speech, ms: the gaps between words. */
  vadHangMs: 300,
} as const
