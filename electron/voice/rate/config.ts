/** Tunables of the rate control: what a sender makes of its listeners' reports. */
export const RATE_CONFIG = {
  /** What a packet costs beside its frame, bytes: header and tag 32, UDP 8, IPv4 20. */
  packetOverheadBytes: 60,
  /** What each earlier frame in a packet costs beside its bytes, bytes. */
  copyOverheadBytes: 4,

  /** Gain of the loss average when it grows, and when it falls, per report: help at once, doubt the calm. */
  lossRiseGain: 0.5,
  lossFallGain: 0.25,
  /** Loss from which on packets carry one, two earlier frames, 0..1: 2 % is heard, 8 % takes two in a row away. */
  redundancyOne: 0.02,
  redundancyTwo: 0.08,
  /** Loss below which they carry one, none, 0..1. */
  redundancyOneAgain: 0.05,
  redundancyNone: 0.01,
  /** Redundancy is lowered no sooner after its last change, ms. */
  redundancyHoldMs: 3_000,
  /** Bits per second of earlier frames, each: where there is room, and where it is tight. */
  copyBitrate: 16_000,
  copyBitrateTight: 12_000,
  /** Room from which on the first holds, bits per second. */
  copyRoom: 56_000,
  /** Loss the encoder prepares for before anything is known, and the most, percent. */
  lossPercentAtFirst: 5,
  lossPercentMost: 30,

  /** Least and comfortable bits per second of the newest frame: speech is understood from the first on, good at the second. */
  bitrateLeast: 12_000,
  bitrateComfortable: 16_000,
  /** Bits per second of music, with one channel and with two: beyond, few hear a difference. */
  musicBitrate: 96_000,
  musicBitrateStereo: 128_000,
  /** The least that Opus takes. */
  bitrateEver: 6_000,
  /** Bitrates are multiples of this, so that a plan does not change with every report, bits per second. */
  bitrateStep: 1_000,

  /** Delay above its floor that means, together with such a loss, a full line, ms and 0..1. */
  congestedDelayMs: 30,
  congestedLoss: 0.02,
  /** Delay above its floor that means a line that fills, where it grew by this much since the report before, ms. */
  fillingDelayMs: 60,
  fillingGrowthMs: 5,
  /** Delay above its floor under which more may be tried, ms. */
  calmDelayMs: 20,
  /** Share of what got through that is sent next, 0..1: the queue must drain too. */
  decreaseShare: 0.85,
  /** Bounds of one decrease, share of what was sent, 0..1. */
  decreaseLeast: 0.3,
  decreaseMost: 0.85,
  /** A decrease is followed by no other for this long, ms: reports on it take two seconds. */
  decreaseHoldMs: 2_500,
  /** More is tried this long after, ms. */
  increaseAfterMs: 5_000,
  /** Tried per second, share of the limit; and near where the line was full last, so that it does not fill again soon. */
  increase: 0.05,
  increaseNear: 0.015,
  /** From this share of where the line was full on is near, up to this multiple: beyond, it has become wider. */
  nearFrom: 0.8,
  nearTo: 1.4,
  /** The least budget, packets included, bits per second: 60 ms frames at 12 kbit/s. */
  budgetLeast: 20_000,

  /** Round trips of the floor, in answers: half a minute of a call. */
  rttFloorAnswers: 30,
  /** From so many answers on the floor decides how far the host is: jitter makes the first ones look like distance. */
  rttKnownAnswers: 5,
  /** The quickest of the last so many round trips is compared with the floor. */
  rttNowAnswers: 2,
  /** `auto`: below this round trip the host is near and frames are short, ms. */
  nearRttMs: 8,
  /** Above this one it is far. */
  farRttMs: 12,
  /** Frame lengths near and far, ms: delay counts most where the network adds none. */
  nearFrameMs: 10,
  farFrameMs: 20,
  /** Lengths that a full line asks for, ms. */
  longFramesMs: [20, 40, 60],
  /** Frames become shorter no sooner after the last change, ms, and only where this much of the comfortable bitrate is left. */
  frameHoldMs: 10_000,
  shorterRoom: 1.5,
} as const
