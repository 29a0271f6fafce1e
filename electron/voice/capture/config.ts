import { LIMITS } from '../../contract/limits.ts'

/** Tunables of capture. */
export const CAPTURE_CONFIG = {
  /** Largest WAV file that is read whole, bytes: an hour of stereo float at 48 kHz. */
  wavMostBytes: 1.5e9,
  /** Sampling rates a WAV file may have, Hz. */
  wavLeastRate: 4_000,
  wavMostRate: 384_000,
  /** Amplitude of the test tone: -12 dBFS, loud and far from the limiter. */
  toneAmplitude: 0.25,
  /** Largest sample that is taken, full scale = 1: converters overshoot a little, broken drivers without bound. */
  inputMost: 8,
  /** Samples at or above this count as cut off by the converter: within 0.02 dB of full scale. */
  clipLevel: 0.998,
  /** So many of them in a row are clipping; one or two are a loud peak. */
  clipRun: 3,
  /** The warning stays this long after the last one, ms: long enough to be read. */
  clipHoldMs: 2_000,
  /** Below this the high-pass takes away, Hz: under the lowest voices; table knocks, hum and wind lie there. */
  highPassHz: 80,
  /** Cost of a stage is measured at every so many frames: reading the clock must not become a cost itself. */
  costEveryFrames: 8,
  /** Weight of a new cost in the average. */
  costWeight: 0.1,
  /** A stage runs so many frames unheard before it is faded in, beyond its own delay: filters settle. */
  warmUpFrames: 1,
  /** Level the automatic gain brings speech to, dBov: what conference systems agree on, with room for shouts. */
  gainTargetDb: -20,
  /** Most it raises and lowers, dB: more would lift the room, or lame a singer. */
  gainMostBoostDb: 15,
  gainMostCutDb: 15,
  /** How fast it moves, dB per second of speech: slower than loudness is noticed to pump. */
  gainRiseDbPerS: 3,
  gainFallDbPerS: 3,
  /** Speech is averaged over about this long, ms: a few words. */
  gainAverageMs: 1_500,
  /** Speech heard before the gain moves for the first time, ms. */
  gainFirstMs: 300,
  /** Nearer than this to the target nothing moves, dB: below what can be heard. */
  gainDeadZoneDb: 1,
  /** Highest output, dBFS: leaves room for the codec's overshoot. */
  gainCeilingDb: -1,
  /** A peak is brought below the ceiling within this many samples: 1 ms, too short to hear as a step. */
  gainAttackSamples: 48,
  /** Share of the way back per sample after a peak: about 200 ms to recover. */
  gainReleasePerSample: 1 / 9_600,
  /** Without a suppressor's opinion, frames above this count as speech for the gain, dBov. */
  gainSpeechDb: -50,
  /** With one, frames from this probability on, and above this level, dBov: breath does not count. */
  gainSpeechProbability: 0.6,
  gainLeastDb: -60,
  /** What is sent in mode `vad`. */
  speechGate: {
    /** Above a quiet room, below soft speech; the distance between the two keeps the gate from fluttering. */
    openDb: -48,
    closeDb: -54,
    openMarginDb: 9,
    closeMarginDb: 4,
    openProbability: 0.75,
    holdProbability: 0.35,
    /** Breath does not count. */
    leastDb: -60,
    /** The gaps between words. */
    hangMs: 300,
  },
  /** What is certainly no pause where pauses are left out: in doubt a frame is sent, since it only costs its bytes. */
  pauseGate: {
    openDb: -62,
    closeDb: -66,
    openMarginDb: 7,
    closeMarginDb: 5,
    openProbability: 0.3,
    holdProbability: 0.15,
    leastDb: -70,
    hangMs: 160,
  },
  /** A pause begins with so much of its noise, ms: enough to imitate it, though a packet may be lost. */
  pauseNoiseMs: 80,
  /** And every so often, ms, it is described anew: what Opus does in its own pauses. */
  pauseDescribedMs: 400,
  /** The noise is taken for this at first, and never for more than the second, dBov: louder is not a room. */
  vadNoiseStartDb: -60,
  vadNoiseMostDb: -35,
  /** The estimate of the noise falls at once and rises so fast, dB per second: words are shorter than that. */
  vadNoiseRiseDbPerS: 2,
  /** Sound before the gate opened that is sent with it, ms: a first consonant lasts about as long. */
  preRollMs: 60,
  /** Speech is sent this long after the key was let go, ms: people let go during the last syllable. */
  pttReleaseMs: 200,
  /** A threshold that the user chose closes so far below it, dB: a voice that sinks at the end of a word stays in. */
  chosenHoldDb: 6,
  /** How a threshold is found. */
  calibration: {
    /** Devices and filters settle, ms, then the room is listened to for so long, ms. */
    settleMs: 300,
    roomMs: 2_000,
    /** The room is as loud as all but this share of its moments: a creaking chair is not the room. */
    roomQuantile: 0.95,
    /** Louder than the room by this is speech, dB. */
    marginDb: 6,
    /** So much of it is wanted, ms, within the second; with less than the third nothing can be said. */
    speechMs: 2_500,
    speechMostMs: 6_000,
    speechLeastMs: 500,
    /** A voice is as loud as its softer moments: vowels are loud, the consonants around them are not. */
    speechQuantile: 0.25,
    /** The threshold's place between room and voice: nearer to the room, since a cut word costs more than a noise. */
    share: 0.45,
    openLeastDb: -70,
    openMostDb: -20,
  },
  /** Neither of these two may be set longer, ms: more would send what nobody means to say. */
  gateMostMs: LIMITS.gateMs,
  /** Crossfade when the echo canceller is switched, ms: no click, and shorter than a syllable. */
  echoFadeMs: 20,
  /** Most played sound that waits for its captured frame, ms: what a loop that stood still may bring at once. */
  farMostMs: 500,
  /** Its least over this time, ms, is what waits needlessly: longer than devices take to ask in turn. */
  farWatchMs: 2_000,
  /** So much may wait needlessly, ms: less would move the echo's place more often than clocks drift apart. */
  farSlackMs: 10,
  /** Below this nothing is played, dBov: noise of a codec, that no microphone hears. */
  echoFarQuietDb: -70,
  /** So long after the last played sound its echo may still be about, ms: a hall. */
  echoTailMs: 1_000,
  /** From this level on somebody speaks here, dBov. */
  echoNearDb: -50,
  /** With nothing played the canceller may lower a voice by less than this, dB. */
  echoMostLossDb: 12,
  /** Levels are compared over about this long, ms: syllables, against which a delay of 2.5 ms is nothing. */
  echoCompareMs: 200,
  /** Somebody is silenced for so long before the canceller is taken out, ms. */
  echoLossMs: 500,
  /** And it stays out for so long, ms; then it begins anew. */
  echoBypassMs: 5_000,
} as const
