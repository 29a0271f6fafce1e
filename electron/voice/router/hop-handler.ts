import type { Random } from '../../base/random.ts'
import type { DropReason, MediaEvent } from '../../contract/media.ts'
import { ADDRESS_UNKNOWN, type AddressId, type DatagramTransport } from '../interfaces.ts'
import {
  BindPayload,
  BOUND_STATE,
  composeBind,
  composePong,
  parseBind,
  parsePing,
  PingPayload,
  PONG_LOSS_WHOLE,
  PongPayload,
  PROOF_BYTES,
} from '../packet/control-payload.ts'
import { isWellFormed } from '../packet/form.ts'
import { clearVoiceFields, HOST_SOURCE, LAST_SEQUENCE, PacketHeader } from '../packet/header.ts'
import { KIND, type Kind } from '../packet/kind.ts'
import { parseReport, ReportPayload } from '../packet/report-payload.ts'
import { FORGED, PacketOpener, PacketSealer } from '../packet/seal.ts'
import type { Arrival } from './arrival.ts'
import type { RouterConfig } from './config.ts'
import type { Delivery } from './delivery.ts'
import type { MediaCounters } from './media-counters.ts'
import type { Paths } from './paths.ts'
import { NO_PATH, NO_SLOT, type Peer, type PendingAddress, proofMatches, TUNNEL_PATH } from './peer.ts'
import type { PeerTable } from './peer-table.ts'

/** Units of jitter in a packet that make a millisecond. */
const JITTER_PER_MS = 10

export interface HopHandlerOptions {
  readonly transport: DatagramTransport
  readonly random: Random
  readonly peers: PeerTable
  readonly paths: Paths
  readonly delivery: Delivery
  readonly counters: MediaCounters
  readonly config: RouterConfig
  readonly post: (event: MediaEvent) => void
  /** A listener's line has become weak, or is so no more. */
  readonly onLine: (peer: Peer) => void
}

/** Takes what guest and host say to each other under the hop key: bind, ping, report, bye. */
export class HopHandler {
  readonly #parts: HopHandlerOptions
  readonly #opener = new PacketOpener()
  readonly #sealer = new PacketSealer()
  readonly #answer = new PacketHeader()
  readonly #bind = new BindPayload()
  readonly #ping = new PingPayload()
  readonly #pong = new PongPayload()
  readonly #report = new ReportPayload()

  constructor(parts: HopHandlerOptions) {
    this.#parts = parts
    clearVoiceFields(this.#answer)
    this.#answer.source = HOST_SOURCE
  }

  /** Acts on the packet, or answers why not. */
  take(peer: Peer, arrival: Arrival): DropReason | undefined {
    const { kind, sequence } = arrival.header
    if (kind !== KIND.bind) {
      if (peer.address === NO_PATH) return 'unbound'
      if (!peer.comesBy(arrival.address)) return 'wrong-address'
    }
    const seen = peer.hopWindow.check(sequence)
    if (seen !== undefined) return seen
    const length = this.#opener.open(arrival.bytes, arrival.offset, arrival.length, peer.hopKey)
    if (length === FORGED) return 'forged'
    peer.hopWindow.accept(sequence)
    if (!peer.rate.charge(arrival.length, arrival.nowMs)) return 'rate-limited'
    return this.#act(peer, arrival, length)
  }

  #act(peer: Peer, arrival: Arrival, length: number): DropReason | undefined {
    const { payload } = this.#opener
    const { header, nowMs } = arrival
    if (!isWellFormed(header, payload, length)) return 'malformed'
    if (header.kind === KIND.bind) {
      parseBind(payload, length, this.#bind)
      return this.#takeBind(peer, arrival)
    }
    peer.heardMs = nowMs
    if (header.kind === KIND.report) return this.#takeReport(peer, length, nowMs)
    if (header.kind === KIND.ping) this.#takePing(peer, arrival, length)
    else if (header.kind === KIND.bye) this.#parts.paths.close(peer)
    return undefined
  }

  #takeBind(peer: Peer, arrival: Arrival): DropReason | undefined {
    if (!this.#isProved(peer, arrival.address)) return this.#challenge(peer, arrival)
    // Two roads: what was asked for first may come last, and would take the path back.
    if (peer.address !== arrival.address && arrival.header.sequence < peer.boundSequence) return 'too-old'
    this.#bound(peer, arrival)
    return undefined
  }

  /**
   * Whoever speaks through the member's own WebSocket has proved to be there; an address taken already needs no second
   * proof, only the answer that was lost.
   */
  #isProved({ address: taken, pending }: Peer, address: AddressId): boolean {
    if (address === TUNNEL_PATH || (taken >= 0 && address === taken)) return true
    return pending?.address === address && proofMatches(pending, this.#bind.proof)
  }

  /** A wrong proof is counted, and answered like none: the guest's address may have changed under its feet. */
  #challenge(peer: Peer, arrival: Arrival): DropReason | undefined {
    const pending = this.#pendingOf(peer, arrival)
    if (pending === undefined) return 'unbound'
    const wrong = this.#bind.proof.some((byte) => byte !== 0)
    this.#answerBind(peer, pending.address, BOUND_STATE.prove, pending.proof)
    return wrong ? 'bad-proof' : undefined
  }

  /** The proof already given to this address, or a new one; undefined where the transport's table is full. */
  #pendingOf(peer: Peer, arrival: Arrival): PendingAddress | undefined {
    const { transport, random, paths, config } = this.#parts
    const address = arrival.address === ADDRESS_UNKNOWN ? transport.learn(arrival.index) : arrival.address
    if (address === ADDRESS_UNKNOWN) return undefined
    if (peer.pending?.address === address) return peer.pending
    const pending = { address, proof: random.bytes(PROOF_BYTES), endsMs: arrival.nowMs + config.proofMs }
    paths.pend(peer, pending)
    return pending
  }

  #bound(peer: Peer, { address, header, nowMs }: Arrival): void {
    const { paths, counters } = this.#parts
    peer.heardMs = nowMs
    peer.boundSequence = Math.max(peer.boundSequence, header.sequence)
    if (peer.address !== address) {
      paths.take(peer, address)
      counters.add('bound', 1)
    }
    paths.forgetPending(peer)
    this.#answerBind(peer, address, BOUND_STATE.taken, this.#bind.proof)
  }

  #answerBind(peer: Peer, address: AddressId, state: number, proof: Uint8Array): void {
    this.#bind.state = state
    this.#bind.proof.set(proof)
    this.#send(peer, address, KIND.bound, composeBind(this.#sealer.payload, this.#bind))
  }

  #takePing(peer: Peer, arrival: Arrival, length: number): void {
    parsePing(this.#opener.payload, length, this.#ping)
    this.#pong.time.set(this.#ping.time)
    this.#pong.received = peer.received
    this.#pong.forwarded = peer.forwarded
    peer.tellReports(this.#pong)
    this.#tellQuality(peer, arrival.nowMs)
    this.#send(peer, arrival.address, KIND.pong, composePong(this.#sealer.payload, this.#pong))
  }

  /** Tells the control plane what the source is told. */
  #tellQuality(peer: Peer, nowMs: number): void {
    const { listeners, loss, jitter } = this.#pong
    if (listeners === 0 || nowMs - peer.qualityMs < this.#parts.config.qualityMs) return
    peer.qualityMs = nowMs
    this.#parts.post({
      ...{ type: 'quality', sourceId: peer.sourceId, listeners },
      ...{ loss: loss / PONG_LOSS_WHOLE, jitterMs: jitter / JITTER_PER_MS },
    })
  }

  /** Follows how the reporter hears, and keeps the entries on those whom it can hear. */
  #takeReport(peer: Peer, length: number, nowMs: number): DropReason | undefined {
    const { peers, config } = this.#parts
    if (nowMs - peer.reportedMs < config.reportsApartMs) return 'rate-limited'
    peer.reportedMs = nowMs
    const report = this.#report
    if (peer.slot === NO_SLOT || !parseReport(this.#opener.payload, length, report)) return undefined
    for (let index = 0; index < report.count; index += 1) {
      const source = peers.find(report.source[index] ?? 0)
      if (source !== undefined && source !== peer && source.route === peer.route)
        source.noteReport(report, index)
    }
    if (peer.line.take(report, nowMs)) this.#parts.onLine(peer)
    return undefined
  }

  #send(peer: Peer, path: AddressId, kind: Kind, payloadLength: number): void {
    // Out of numbers: silence sends the guest to a new session, a number used twice would give the key away.
    if (peer.hopSequence > LAST_SEQUENCE) return
    const { payload, packet } = this.#sealer
    this.#answer.kind = kind
    this.#answer.sequence = peer.hopSequence
    peer.hopSequence += 1
    const length = this.#sealer.seal(this.#answer, payload, payloadLength, peer.hopKey)
    this.#parts.delivery.toPeer(peer, path, packet, 0, length)
  }
}
