import type { EngineCommand, EngineEvent } from '../../contract/engine.ts'
import type { DropReason } from '../../contract/media.ts'
import { VOICE_CONFIG } from '../config.ts'
import { ADDRESS_UNKNOWN, type AddressId, type DatagramTransport } from '../interfaces.ts'
import {
  BindPayload,
  BOUND_STATE,
  composeBind,
  composePing,
  parseBind,
  parsePong,
  PingPayload,
  PONG_LOSS_WHOLE,
  PongPayload,
} from '../packet/control-payload.ts'
import { clearVoiceFields, HOST_SOURCE, PacketHeader } from '../packet/header.ts'
import { KIND, type Kind } from '../packet/kind.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import { composeReport, type ReportPayload } from '../packet/report-payload.ts'
import { FORGED, PacketOpener, PacketSealer } from '../packet/seal.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { UplinkCount } from './uplink-count.ts'

export type Path = 'none' | 'udp' | 'tcp'
type Connect = Extract<EngineCommand, { type: 'connect' }>

export interface HostLinkOptions {
  readonly transport: DatagramTransport
  readonly post: (event: EngineEvent) => void
  /** Called for each pong. */
  readonly onNews?: (news: PongNews) => void
  /** Called when voice takes another path, or none. */
  readonly onPath?: (path: Path) => void
}

/** What a pong tells of own voice. */
export interface PongNews {
  /** Round trip of this ping, ms. */
  readonly rttMs: number
  /** Share of own packets lost on the way to the host lately, 0..1; null where too few were sent. */
  readonly uplinkLoss: number | null
  /** Reports of listeners that the next three sum up; where 0 they say nothing. */
  readonly listeners: number
  /** Share of own packets that listeners missed, 0..1. */
  readonly loss: number
  readonly jitterMs: number
  /** Standing delay above its floor, ms. */
  readonly delayMs: number
}

/** What a ping tells the host. */
export interface PingCounts {
  readonly sent: number
  readonly received: number
  readonly lost: number
}

/** A session with a host as its hop packets see it. */
class Hop {
  readonly host: string
  readonly sourceId: number
  readonly key: Uint8Array
  readonly address: AddressId
  readonly window = new ReplayWindow()
  readonly startedMs: number
  sequence = 0
  nextBindMs: number
  /** When the last ping went out; Infinity where there is nobody to ping yet. */
  pingedMs = Infinity
  /** Whether the host has answered through the WebSocket. */
  tunnelTaken = false
  /** When the first ping went out that has no answer yet; Infinity where all have. */
  unansweredMs = Infinity

  constructor(command: Connect, address: AddressId, nowMs: number) {
    this.host = `${command.address} port ${String(command.port)}`
    this.sourceId = command.sourceId
    this.key = Uint8Array.from(command.hopKey)
    this.address = address
    this.startedMs = nowMs
    this.nextBindMs = nowMs
  }
}

/**
 * The way to the host: proves the own address (bind), keeps the path alive and measures it (ping), and goes through
 * the WebSocket while UDP gets no answer. Passive: `turn` gives it time.
 *
 *   none --bound--> udp --pongs stop--> tcp --bound by UDP--> udp
 *     \--3 s without bound--------------^
 */
export class HostLink {
  readonly #transport: DatagramTransport
  readonly #post: (event: EngineEvent) => void
  readonly #onNews: (news: PongNews) => void
  readonly #onPath: (path: Path) => void
  readonly #uplink = new UplinkCount()
  readonly #opener = new PacketOpener()
  readonly #sealer = new PacketSealer()
  readonly #header = new PacketHeader()
  readonly #bind = new BindPayload()
  readonly #noProof = new Uint8Array(new BindPayload().proof.length)
  readonly #ping = new PingPayload()
  readonly #pong = new PongPayload()
  readonly #pingTime = new DataView(this.#ping.time.buffer)
  readonly #pongTime = new DataView(this.#pong.time.buffer)
  #hop: Hop | undefined
  #path: Path = 'none'
  /** When the path was lost or first looked for. */
  #searchingMs = 0
  #rttMs: number | null = null
  /** When voice last went or came. */
  #activeMs = -Infinity

  constructor({ transport, post, onNews = () => {}, onPath = () => {} }: HostLinkOptions) {
    this.#transport = transport
    this.#post = post
    this.#onNews = onNews
    this.#onPath = onPath
    clearVoiceFields(this.#header)
  }

  get path(): Path {
    return this.#path
  }

  /** Smoothed round trip, ms; null before the first answer. */
  get rttMs(): number | null {
    return this.#rttMs
  }

  connect(command: Connect, nowMs: number): void {
    this.disconnect()
    const address = this.#transport.address(command.address, command.port)
    this.#hop = new Hop(command, address, nowMs)
    this.#searchingMs = nowMs
    this.#rttMs = null
    this.#uplink.reset()
    this.#search(this.#hop, nowMs)
  }

  /** Says good-bye where there is somebody to say it to. */
  disconnect(): void {
    const hop = this.#hop
    if (hop === undefined) return
    if (this.#path !== 'none') this.#sendHop(hop, KIND.bye, 0, this.#path)
    this.#hop = undefined
    this.#transport.forget(hop.address)
    this.#setPath('none')
  }

  /** Whether a datagram from this address may be the host's. */
  isHost(address: AddressId): boolean {
    return address !== ADDRESS_UNKNOWN && address === this.#hop?.address
  }

  /** Sends a voice datagram the way that works now. */
  send(bytes: Uint8Array, length: number, nowMs: number): boolean {
    this.#activeMs = nowMs
    return this.#hop !== undefined && this.#sendOn(this.#hop, this.#path, bytes, length)
  }

  /** Tells the host how speakers arrive. */
  report(report: ReportPayload): void {
    const hop = this.#hop
    if (hop === undefined || this.#path === 'none') return
    this.#sendHop(hop, KIND.report, composeReport(this.#sealer.payload, report), this.#path)
  }

  /** Somebody is heard: the path is in use. */
  noteVoice(nowMs: number): void {
    this.#activeMs = nowMs
  }

  /** Acts on a bound or pong, or answers why not. */
  take(
    header: PacketHeader,
    bytes: Uint8Array,
    offset: number,
    length: number,
    via: Path,
    nowMs: number,
  ): DropReason | undefined {
    const hop = this.#hop
    if (hop === undefined || header.source !== HOST_SOURCE) return 'unknown-source'
    const seen = hop.window.check(header.sequence)
    if (seen !== undefined) return seen
    const payloadLength = this.#opener.open(bytes, offset, length, hop.key)
    if (payloadLength === FORGED) return 'forged'
    hop.window.accept(header.sequence)
    if (header.kind === KIND.bound) return this.#takeBound(hop, payloadLength, via)
    if (header.kind === KIND.pong) return this.#takePong(hop, payloadLength, nowMs)
    return 'bad-kind'
  }

  /** Sends what is due. */
  turn(nowMs: number, counts: () => PingCounts): void {
    const hop = this.#hop
    if (hop === undefined) return
    if (this.#path === 'udp' && nowMs - hop.unansweredMs > VOICE_CONFIG.pathLostMs) this.#lose(hop, nowMs)
    if (this.#path === 'none' && nowMs - this.#searchingMs >= VOICE_CONFIG.bindTimeoutMs)
      this.#tunnel(hop, nowMs, 'gets no answer')
    if (this.#path !== 'udp' && nowMs >= hop.nextBindMs) this.#search(hop, nowMs)
    if (nowMs - hop.pingedMs >= this.#pingInterval(hop, nowMs)) this.#sendPing(hop, counts, nowMs)
  }

  /** Often at first, then now and then. */
  #search(hop: Hop, nowMs: number): void {
    const { bindTimeoutMs, bindIntervalMs, rebindIntervalMs } = VOICE_CONFIG
    hop.nextBindMs = nowMs + (nowMs - this.#searchingMs < bindTimeoutMs ? bindIntervalMs : rebindIntervalMs)
    this.#sendBind(hop, this.#noProof, 'udp')
    if (this.#path === 'tcp' && !hop.tunnelTaken) this.#sendBind(hop, this.#noProof, 'tcp')
  }

  /** Nobody waits for UDP in the middle of a word: voice takes the tunnel at once, while UDP is looked for anew. */
  #lose(hop: Hop, nowMs: number): void {
    this.#searchingMs = nowMs
    this.#tunnel(hop, nowMs, 'gets no answer any more')
  }

  /** The service opens the tunnel on this event; the bind in it tells the host to use it too. */
  #tunnel(hop: Hop, nowMs: number, cause: string): void {
    hop.tunnelTaken = false
    hop.unansweredMs = Infinity
    hop.pingedMs = nowMs
    this.#setPath('tcp', `UDP to ${hop.host} ${cause}`)
    this.#sendBind(hop, this.#noProof, 'tcp')
    hop.nextBindMs = nowMs + VOICE_CONFIG.bindIntervalMs
  }

  #takeBound(hop: Hop, payloadLength: number, via: Path): DropReason | undefined {
    if (!parseBind(this.#opener.payload, payloadLength, this.#bind)) return 'malformed'
    if (this.#bind.state === BOUND_STATE.prove) {
      // Only the path that is looked for needs the proof.
      if (via === 'udp' && this.#path !== 'udp') this.#sendBind(hop, this.#bind.proof, 'udp')
      return undefined
    }
    if (via === 'tcp') hop.tunnelTaken = true
    if (via !== 'udp' || this.#path === 'udp') return undefined
    hop.unansweredMs = Infinity
    this.#setPath('udp')
    hop.pingedMs = -Infinity
    return undefined
  }

  #takePong(hop: Hop, payloadLength: number, nowMs: number): DropReason | undefined {
    if (!parsePong(this.#opener.payload, payloadLength, this.#pong)) return 'malformed'
    hop.unansweredMs = Infinity
    const pingedMs = this.#pongTime.getFloat64(0)
    const rtt = nowMs - pingedMs
    if (!(rtt >= 0)) return 'malformed'
    this.#rttMs = this.#rttMs === null ? rtt : this.#rttMs + (rtt - this.#rttMs) * PIPELINE_CONFIG.rttGain
    this.#tell(pingedMs, rtt)
    return undefined
  }

  #tell(pingedMs: number, rttMs: number): void {
    const { received, listeners, loss, jitter, delay } = this.#pong
    const uplinkLoss = this.#uplink.pong(pingedMs, received)
    const heard = { loss: Math.min(1, loss / PONG_LOSS_WHOLE), jitterMs: jitter / 10, delayMs: delay / 10 }
    this.#onNews({ rttMs, uplinkLoss, listeners, ...heard })
  }

  #sendBind(hop: Hop, proof: Uint8Array, via: Path): void {
    this.#bind.state = 0
    this.#bind.proof.set(proof)
    this.#sendHop(hop, KIND.bind, composeBind(this.#sealer.payload, this.#bind), via)
  }

  #sendPing(hop: Hop, countNow: () => PingCounts, nowMs: number): void {
    const counts = countNow()
    this.#pingTime.setFloat64(0, nowMs)
    this.#ping.sent = counts.sent
    this.#ping.received = counts.received
    this.#ping.lost = Math.max(0, counts.lost)
    this.#uplink.ping(nowMs, counts.sent)
    this.#sendHop(hop, KIND.ping, composePing(this.#sealer.payload, this.#ping), this.#path)
    hop.unansweredMs = Math.min(hop.unansweredMs, nowMs)
    hop.pingedMs = nowMs
  }

  /** Often while somebody speaks, and more often while UDP owes an answer: one lost ping is no lost path. */
  #pingInterval(hop: Hop, nowMs: number): number {
    const { pingRetryAfterMs, pingRetryMs, pingActiveMs, pingIdleMs } = VOICE_CONFIG
    if (this.#path === 'udp' && nowMs - hop.unansweredMs >= pingRetryAfterMs) return pingRetryMs
    const active = nowMs - this.#activeMs < pingIdleMs || hop.unansweredMs !== Infinity
    return active ? pingActiveMs : pingIdleMs
  }

  #sendHop(hop: Hop, kind: Kind, payloadLength: number, via: Path): void {
    this.#header.kind = kind
    this.#header.source = hop.sourceId
    this.#header.sequence = hop.sequence
    hop.sequence += 1
    const length = this.#sealer.seal(this.#header, this.#sealer.payload, payloadLength, hop.key)
    this.#sendOn(hop, via, this.#sealer.packet, length)
  }

  #sendOn(hop: Hop, via: Path, bytes: Uint8Array, length: number): boolean {
    if (via === 'udp') return this.#transport.send(hop.address, bytes, 0, length)
    if (via === 'none') return false
    this.#post({ type: 'tunnelOut', datagram: bytes.slice(0, length) })
    return true
  }

  #setPath(path: Path, cause?: string): void {
    if (path === this.#path) return
    this.#path = path
    this.#onPath(path)
    this.#post(cause === undefined ? { type: 'path', path } : { type: 'path', path, cause })
  }
}
