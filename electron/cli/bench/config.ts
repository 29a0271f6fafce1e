/** A load to forward. */
export interface ForwardScenario {
  readonly talkers: number
  readonly listeners: number
  /** Packets a second of each talker. */
  readonly packetsPerSecond: number
}

/** Tunables of `palabre bench forward`. */
export const FORWARD_CONFIG = {
  /** One speech to a hall in 10 ms frames; five at once to a larger one, slowed to what two processors carry. */
  scenarios: [
    { talkers: 1, listeners: 200, packetsPerSecond: 100 },
    { talkers: 5, listeners: 500, packetsPerSecond: 20 },
  ] satisfies readonly ForwardScenario[],
  /** Bytes of one Opus packet: 10 ms at 80 kbit/s. */
  payloadBytes: 100,
  /** Length of one measured window, s, and the most: a member must be heard again within the router's silence. */
  seconds: 3,
  mostSeconds: 10,
  /** Windows of each side; the figures are their medians. */
  rounds: 5,
  mostRounds: 100,
  /** Bounds of a load of one's own: sockets of one process, and what the router takes of one talker. */
  mostTalkers: 50,
  mostListeners: 2_000,
  mostRate: 400,
  /** Load before the first window, datagrams a second out and ms: a host that runs has compiled its code. */
  firstWarmUpRate: 60_000,
  firstWarmUpMs: 4_000,
  /** Load before each window, ms: caches are warm. */
  warmUpMs: 500,
  /** Listeners are emptied this often, ms: without a wake-up per packet, which a real listener would not cost. */
  drainMs: 20,
  /** A window is over when nothing has arrived for this long, ms; or at the latest after the second. */
  settleMs: 100,
  mostSettleMs: 1_000,
  /** A socket must be bound within, ms. */
  bindTimeoutMs: 5_000,
  /** Kernel's buffer of a listener, bytes: many drains' worth. */
  listenerBuffer: 256 * 1024,
  /** CPU per forwarded packet, bare loop = 1. */
  budget: 1.25,
} as const

/** Tunables of `palabre bench echo`. */
export const ECHO_CONFIG = {
  /** Length of a scene, s: 5 s to learn and as much to measure. */
  seconds: 10,
  leastSeconds: 2,
  mostSeconds: 600,
  /** Length of a frame, ms. */
  frameMs: 10,
} as const
