/** Tunables of the jitter buffer. */
export const JITTER_CONFIG = {
  /** Packets a ring holds ahead of the one to be played; a power of two. 0.64 s of 10 ms frames. */
  ringPackets: 64,
  /** The least target, ms: outlasts a late wake-up or two of either end on a quiet network. */
  targetLeastMs: 15,
  /** The same on one’s own network, ms: there both ends have asked for real time, and wake within two. */
  targetLeastNearMs: 2,
  /** The most the target may be, ms: beyond, people talk over each other; later packets are given up. */
  targetMostMs: 300,
  /** Share of the ring the target may fill, 0..1: short frames reach its end first. */
  targetRingShare: 0.75,
  /** Share of packets that shall come in time; concealment hides the rest better than delay would. */
  delayQuantile: 0.97,
  /** The same on one's own network: there the rare late packet costs a millisecond or two. */
  delayQuantileNear: 0.99,
  /** Added to the quantile, ms: what a timer of either end wobbles. */
  targetMarginMs: 2,
  /** The same on one's own network, ms: the system's own stamps tell when packets came, and both ends are on time. */
  targetMarginNearMs: 0.5,
  /** After this time of speech a packet's delay weighs 1/e, ms: a bad phase is forgotten within four of them. */
  forgetMs: 2_000,
  /** The shortest delay within one to two of these is the floor others are measured from, ms: 200 ppm are 2 ms. */
  floorWindowMs: 5_000,
  /** A packet this much faster than the floor is no faster path but another clock: the floor begins anew, ms. */
  floorJumpMs: 100,
  /** A packet this little before its time is played, ms: a timer's own wobble must not cost a whole block. */
  startToleranceMs: 0.5,
  /** Silence is filled by the decoder's invention for at most this long, ms: beyond, speech turns to drone. */
  concealMostMs: 60,
  /** The noise of a pause goes on for so long without a packet, ms: of its descriptions two in a row may be lost. */
  pauseNoiseMostMs: 1_250,
  /** A pause of the playback longer than this ends the spurt: what waits is then too old to be made up for, ms. */
  pauseMs: 100,
  /** Gain of the filter of the excess per frame: a block's wobble is not a trend. */
  excessGain: 1 / 8,
  /** Excess above target and one block that is taken away where it is quiet, ms: nobody hears that. */
  quietExcessMs: 4,
  /** The same on one's own network, ms: there every one of them is a part of the whole that counts. */
  quietExcessNearMs: 1.5,
  /** Lack below target that is filled up where it is quiet, ms. */
  quietLackMs: 3,
  /** Excess, and lack, that are worth a correction within speech, ms. */
  voicedExcessMs: 10,
  voicedLackMs: 8,
  /** Such corrections are this far apart, ms: 200 ppm are 12 ms a minute, which one of them makes up for. */
  voicedApartMs: 60_000,
  /** Excess and lack that are corrected at once, as often as need be, ms: half of what a talk bears. */
  urgentExcessMs: 40,
  urgentLackMs: 40,
  /** A correction goes on until less than this is left, ms. */
  correctedMs: 2,
  /** Whatever the sound is like, an excess of this much is stretched away, ms. */
  forcedExcessMs: 80,
  /** Excess that costs skipped frames, ms: stretching would take seconds. */
  skipExcessMs: 150,
  /** Shortest and longest piece taken out or put in, ms: pitch periods from 400 Hz to 67 Hz. */
  pieceLeastMs: 2.5,
  pieceMostMs: 15,
  /** Length of the cross-fade between the two ends of a cut, ms. */
  overlapMs: 5,
  /** Normalised correlation that two ends must have within speech: below, a cut is heard. */
  correlationLeast: 0.9,
  /** Sound below this is quiet, dBov: under any speech, above a room's noise after suppression. */
  quietDb: -50,
  /** Copies are waited for this long after one was needed, ms: at 2 % loss two in a row are some seconds apart. */
  copiesHoldMs: 8_000,
  /** They are not where they bring back less than this share of what is missing, 0..1: bursts of 60 ms leave them 0.3. */
  copiesWorthless: 0.4,
  /** They are again from this share on: random loss leaves them 0.8 and more. */
  copiesWorth: 0.55,
  /** Weight left to a missing frame when the next is missing: forty of them make 1/e. */
  copiesKeep: Math.exp(-1 / 40),
  /** Missing frames, by weight, before which that share is unknown and nothing is waited for: a second of 5 % loss. */
  copiesLost: 5,
  /** Sound goes on as late as before behind a gap of at most this length, ms: longer ones end what was said anyway. */
  resumeWithinMs: 1_000,
  /** It does so where that is at most this far from the target, ms: more could not be stretched away soon. */
  resumeMostMs: 40,
  /** A spurt does not begin with packets that have waited this much longer than the target, ms. */
  staleMs: 100,
  /** The drift of the clocks is told from the shortest delays of windows this long, ms: jitter has a good moment in each. */
  driftWindowMs: 10_000,
  /** Weight left to a window when the next is added: five minutes make 1/e. */
  driftKeep: Math.exp(-1 / 30),
  /** Windows, by weight, without which nothing is said: a minute and a half. */
  driftWeightLeast: 8,
  /** Sound from before a spurt lasts at most this long, ms: 60 ms, and a frame that is not full. */
  burstMostMs: 120,
  /** Gain of the jitter estimate, RFC 3550 section 6.4.1. */
  jitterGain: 1 / 16,
} as const
