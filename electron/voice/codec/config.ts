/** Tunables of the codec. */
export const CODEC_CONFIG = {
  /** Frames up to this length go to Opus' low-delay mode, ms: 2.5 ms of look-ahead instead of 6.5. */
  lowDelayMostMs: 10,
  /** Look-ahead of the low-delay mode and of the others, ms: OPUS_GET_LOOKAHEAD at 48 kHz. */
  lowDelayLookAheadMs: 2.5,
  lookAheadMs: 6.5,
  /** Effort of the encoder, 0..10: below 0.12 ms per 10 ms frame even at the top. */
  complexity: 10,
  /** Loss the encoder prepares for where it can, percent: what Wi-Fi shows on an ordinary evening. */
  expectedLossPercent: 5,
  /** Least loss that the low-delay mode is told of where there is any, percent: from here on frames stand alone. */
  lowDelayLossLeast: 20,
  /** Bits per second of a copy of an earlier frame unless a plan says otherwise: understood well for the few it replaces. */
  copyBitrate: 24_000,
  /** The step between two frames with a pause between them is spread over this, ms: what Opus' short frames overlap. */
  joinMs: 2.5,
  /** Order of the filter that gives comfort noise its colour: 48 kHz in bands of some 3 kHz. */
  noiseOrder: 16,
  /** Weight of a new frame in what is known of the noise. */
  noiseGain: 0.25,
  /** Added to its power before the filter is made, share: -50 dB, else pure tones would make it ring. */
  noiseFloor: 1e-5,
  /** Longest frame, ms. */
  frameMostMs: 60,
  /** Largest packet an encoder is given room for, bytes: 60 ms at 128 kbit/s stay below. */
  packetMostBytes: 1100,
  /** The largest packet that may come, bytes: no datagram carries more. */
  decodedMostBytes: 1200,
} as const
