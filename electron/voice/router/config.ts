import { VOICE_CONFIG } from '../config.ts'
import { PACKET_CONFIG } from '../packet/config.ts'

export interface RouterConfig {
  /** How long an epoch before is still accepted, ms. */
  readonly epochGraceMs: number
  /** Packets a member may send per second, and at once. */
  readonly packetsPerSecond: number
  readonly packetBurst: number
  /** Bytes a member may send per second, and at once. */
  readonly bytesPerSecond: number
  readonly byteBurst: number
  /** By how much voice may exceed the cap of its channel, factor of it, and for how long it may be saved up, ms. */
  readonly capTolerance: number
  readonly capBurstMs: number
  /** A lower cap counts as this one, bits per second. */
  readonly capLeast: number
  /** Bytes of a packet's payload that are no voice. */
  readonly capFreeBytes: number
  /** Voice that is dropped at least this often is one excess, ms; it is told after this long, and ends the stay after that. */
  readonly excessCalmMs: number
  readonly excessToldMs: number
  readonly excessMostMs: number
  /** A member not heard for this long by UDP has no path any more, ms. */
  readonly silenceMs: number
  /** An address proof is good for this long, ms. */
  readonly proofMs: number
  /** Datagrams of a member who left count as `departed-source` for this long, ms. */
  readonly departedMs: number
  /** Reports of one member are at least this far apart, ms. */
  readonly reportsApartMs: number
  /** The control plane is told of how a member is heard no more often than this, ms. */
  readonly qualityMs: number
  /** A source is told the loss, jitter and delay that this share of its listeners' reports does not exceed, 0..1. */
  readonly reportShare: number
  /** Time limits are looked after this often, ms. */
  readonly sweepMs: number
  /** Batches taken in one turn before commands get their chance. */
  readonly batchesPerTurn: number
  /** Longest blocking wait, ms. */
  readonly waitMs: number
}

/** The values used, each with its reason. */
export const ROUTER_CONFIG: RouterConfig = {
  epochGraceMs: VOICE_CONFIG.epochGraceMs,
  /** The shortest frames make 400 a second; the rest is for pings and for clocks that run fast. */
  packetsPerSecond: 450,
  /** What piles up in a network stall of a quarter of a second. */
  packetBurst: 100,
  /** The shortest frames at 320 kbit/s, the most Opus is asked for, with headers and tags. */
  bytesPerSecond: 64_000,
  /** A burst of packets of ordinary size. */
  byteBurst: 32_000,
  /** Encoders keep to a bitrate on average only, and loud seconds cost more than quiet ones. */
  capTolerance: 1.25,
  /** What an encoder was told takes a second or so to be seen in what it sends, and a stall ends in a burst. */
  capBurstMs: 1_000,
  /** The least that Opus takes, which is what guests make of a lower cap. */
  capLeast: 6_000,
  /** Counts and lengths of copies. */
  capFreeBytes: 4,
  /** Pauses between words are shorter. */
  excessCalmMs: 1_000,
  /** A burst after a stall is over by then. */
  excessToldMs: 1_000,
  /** Time for a program to react, or its user. */
  excessMostMs: 10_000,
  /** Two idle keepalives lost, and a little: a guest repeats one that has no answer, and gives the path up after 2 s. */
  silenceMs: 2 * VOICE_CONFIG.pingIdleMs + 1_000,
  /** Several round trips of the slowest road. */
  proofMs: 10_000,
  /** Voice in flight and a client slow to notice both end well within a minute. */
  departedMs: 60_000,
  /** Half their interval: what the network pushes together still counts, who shouts louder does not. */
  reportsApartMs: 500,
  // People look at it; a thousand talkers cost 200 messages a second.
  qualityMs: 5_000,
  /** One bad line in ten does not cost everybody's sound, one of a few friends is worth helping. */
  reportShare: 0.9,
  /** Fine enough for limits of seconds. */
  sweepMs: 1_000,
  /** A flood must not keep commands waiting: at most some milliseconds of work. */
  batchesPerTurn: 8,
  /** Commands wake the loop; this only bounds the time to the next sweep. */
  waitMs: 250,
}

/** Tunables of choosing the loudest voices of a channel. */
export const LOUDEST_CONFIG = {
  /** Where a channel chooses by itself: more voices at once nobody follows. */
  usual: 8,
  /** Voices in a mix. */
  mixed: PACKET_CONFIG.mixVoices,
  /** Louder than this is speech, dBov: above a room's noise after suppression. */
  speechDb: -50,
  /** Who has spoken keeps its place for this long, ms: the pauses between words are shorter. */
  holdMs: 500,
  /** A voice must be this much louder than another to take its place, dB: syllables differ by less. */
  hysteresisDb: 6,
  /** How fast a level is forgotten, dB per ms: 6 dB in the longest syllable. */
  fallPerMs: 0.03,
} as const

/** Tunables of telling a weak line by the reports of its listener. */
export const LINE_CONFIG = {
  /** Loss, 0..1, or standing delay, ms, from which on a line is weak: copies and buffers hide no more than this. */
  weakLoss: 0.1,
  weakDelayMs: 150,
  /** For so long, ms: three reports, so that a burst of loss or a change of network is no reason. */
  badMs: 3_000,
  /** With fewer voices a mix is no smaller than what it replaces. */
  leastVoices: 2,
  /** The mix must arrive this much better, share of the above, 0..1, before the voices are tried again. */
  calmShare: 1 / 3,
  /** For so long, ms: trying costs ten bad seconds where the line is as it was. */
  calmMs: 30_000,
  /** Twice as long each time the line was weak again within this, ms; and the longest, ms. */
  relapseMs: 60_000,
  calmMostMs: 480_000,
  /** No change sooner after the one before, ms: each begins all buffers of the listener anew. */
  leastStayMs: 10_000,
  /** A report speaks for the time since the one before, and at most for this, ms: one and a half of their interval. */
  reportStandsMs: 1_500,
} as const

/** Tunables of the downlink as one mix. */
export const MIX_DOWNLINK_CONFIG = {
  /**
   * From so many members on a channel that leaves the choice to the host is mixed, and below so many no more: eight
   * voices with frames of 10 ms are 80,000 datagrams a second then, their mix 5,000.
   */
  crowd: 100,
  crowdEnds: 80,
  /** While the first voice of a mix waits in its buffer it is asked for this often, ms. */
  pollMs: 5,
  /** A mix that is this late goes on from now, ms: nobody waits for what should have been heard. */
  lateMs: 100,
} as const
