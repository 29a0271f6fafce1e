import type { MediaMember } from '../../contract/media.ts'
import type { Delivery as Downlink } from '../../contract/models.ts'
import { ADDRESS_UNKNOWN, type AddressId } from '../interfaces.ts'
import { PROOF_BYTES, type PongPayload } from '../packet/control-payload.ts'
import type { ReportPayload } from '../packet/report-payload.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import type { RouterConfig } from './config.ts'
import { CapLimiter, Excess, RateLimiter } from './rate-limiter.ts'
import type { ChannelRoute } from './channel-route.ts'
import { ListenerLine } from './listener-line.ts'
import { ListenerReports } from './listener-reports.ts'
import { Voice } from './loudest.ts'

/** No address proved. */
export const NO_PATH: AddressId = ADDRESS_UNKNOWN
/** Stands for the WebSocket where an address is expected; no transport gives it. */
export const TUNNEL_PATH: AddressId = -2

/** No packet was left out. */
export const NO_GAP = -1

/** A place in no list. */
export const NO_SLOT = -1

/** An address that has asked to be taken and must prove that it receives. */
export interface PendingAddress {
  readonly address: AddressId
  readonly proof: Uint8Array
  readonly endsMs: number
}

/** A member of the host as its packets see it. */
export class Peer {
  readonly sourceId: number
  readonly hopKey: Uint8Array
  readonly sessionNonce: Uint8Array
  readonly voiceWindow = new ReplayWindow()
  readonly hopWindow = new ReplayWindow()
  readonly rate: RateLimiter
  /** What is left of the bitrate that its channel allows. */
  readonly cap: CapLimiter
  readonly excess: Excess
  route: ChannelRoute
  muted: boolean
  deafened: boolean
  /** Whether its voice is kept out of recordings. */
  refusesRecording: boolean
  /** What it asked for. */
  downlink: Downlink
  /** How voices arrive there, by its own reports. */
  readonly line = new ListenerLine()
  /** When the control plane was last told how this member is heard. */
  qualityMs = -Infinity
  /** Whether it hears the mix of its channel rather than each voice. */
  mixed = false
  /** Whether it got the frame of the mix before: then the next one follows on it. */
  mixHeard = false
  /** Whether it has got its part of the frame at hand. */
  mixServed = true
  /** Its voice among those forwarded, and among those mixed. */
  readonly voice = new Voice()
  readonly mixVoice = new Voice()
  /** The first sequence number that was not forwarded since the last one that was, or NO_GAP. */
  gapFrom = NO_GAP
  /** The proved address, TUNNEL_PATH or NO_PATH. */
  address = NO_PATH
  pending: PendingAddress | undefined
  /** Number of the bind by which it was taken. */
  boundSequence = -1
  /** When the last authentic packet came. */
  heardMs: number
  /** Place in the route's list of its path, or NO_SLOT for one who does not hear. */
  slot = NO_SLOT
  /** Sequence number of the next hop packet to this member. */
  hopSequence: number
  /** Voice packets accepted from this member. */
  received = 0
  /** Voice packets forwarded to it before it began to hear its route, less the route's count at that moment. */
  forwardedOffset = 0
  /** When its last report was taken. */
  reportedMs = -Infinity
  /** What others report of it; most members never speak and need none. */
  #heardBy: ListenerReports | undefined

  constructor(member: MediaMember, route: ChannelRoute, config: RouterConfig, nowMs: number) {
    this.sourceId = member.sourceId
    this.hopKey = Uint8Array.from(member.hopKey)
    this.sessionNonce = Uint8Array.from(member.sessionNonce)
    this.route = route
    this.muted = member.muted
    this.deafened = member.deafened
    this.refusesRecording = member.refusesRecording ?? false
    this.downlink = member.downlink ?? 'auto'
    this.hopSequence = member.hopSequence ?? 0
    this.heardMs = nowMs
    this.rate = new RateLimiter(config, nowMs)
    this.cap = new CapLimiter(config, nowMs)
    this.excess = new Excess(config)
  }

  /**
   * Whether a datagram that came so may be its own: from the proved address, or through its own WebSocket, in which some
   * may still be under way when UDP has been proved.
   */
  comesBy(address: AddressId): boolean {
    return address === this.address || address === TUNNEL_PATH
  }

  /** Whether it is listed among those who hear each voice. */
  get isForwarded(): boolean {
    return this.slot !== NO_SLOT && !this.mixed
  }

  /** Voice packets forwarded to this member, and frames of the mix sent to it, so far. */
  get forwarded(): number {
    return this.forwardedOffset + (this.slot === NO_SLOT || this.mixed ? 0 : this.route.forwarded)
  }

  /** Keeps what a listener reports of this member. */
  noteReport(report: ReportPayload, index: number): void {
    this.#heardBy ??= new ListenerReports()
    this.#heardBy.add(report, index)
  }

  /** Puts in the pong what listeners have reported since the one before. */
  tellReports(pong: PongPayload): void {
    if (this.#heardBy !== undefined) this.#heardBy.tell(pong)
    else pong.listeners = pong.loss = pong.jitter = pong.delay = 0
  }
}

/** Whether a proof is the one given. */
export function proofMatches(pending: PendingAddress, proof: Uint8Array): boolean {
  let difference = 0
  for (let index = 0; index < PROOF_BYTES; index += 1) {
    difference |= (pending.proof[index] ?? 0) ^ (proof[index] ?? 0)
  }
  return difference === 0
}
