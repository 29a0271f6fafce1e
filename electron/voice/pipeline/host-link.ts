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
  PongPayload,
} from '../packet/control-payload.ts'
import { clearVoiceFields, HOST_SOURCE, PacketHeader } from '../packet/header.ts'
import { KIND, type Kind } from '../packet/kind.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import { FORGED, PacketOpener, PacketSealer } from '../packet/seal.ts'
import { PIPELINE_CONFIG } from './config.ts'

export type Path = 'none' | 'udp' | 'tcp'
type Connect = Extract<EngineCommand, { type: 'connect' }>

export interface HostLinkOptions {
  readonly transport: DatagramTransport
  readonly post: (event: EngineEvent) => void
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
 *   none --bound--> udp --pongs stop--> none --3 s without bound--> tcp --bound by UDP--> udp
 */
export class HostLink {
  readonly #transport: DatagramTransport
  readonly #post: (event: EngineEvent) => void
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

  constructor(options: HostLinkOptions) {
    this.#transport = options.transport
    this.#post = options.post
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
      this.#tunnel(hop, nowMs)
    if (this.#path !== 'udp' && nowMs >= hop.nextBindMs) this.#search(hop, nowMs)
    if (nowMs - hop.pingedMs >= this.#pingInterval(hop, nowMs)) this.#sendPing(hop, counts, nowMs)
  }

  #search(hop: Hop, nowMs: number): void {
    const interval = this.#path === 'none' ? VOICE_CONFIG.bindIntervalMs : VOICE_CONFIG.rebindIntervalMs
    hop.nextBindMs = nowMs + interval
    this.#sendBind(hop, this.#noProof, 'udp')
    if (this.#path === 'tcp' && !hop.tunnelTaken) this.#sendBind(hop, this.#noProof, 'tcp')
  }

  #lose(hop: Hop, nowMs: number): void {
    this.#searchingMs = nowMs
    hop.nextBindMs = nowMs
    hop.pingedMs = Infinity
    hop.unansweredMs = Infinity
    this.#setPath('none', `UDP to ${hop.host} gets no answer any more`)
  }

  /** The service opens the tunnel on this event; the bind in it tells the host to use it too. */
  #tunnel(hop: Hop, nowMs: number): void {
    hop.tunnelTaken = false
    this.#setPath('tcp', `UDP to ${hop.host} gets no answer`)
    this.#sendBind(hop, this.#noProof, 'tcp')
    hop.nextBindMs = nowMs + VOICE_CONFIG.rebindIntervalMs
    hop.pingedMs = nowMs
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
    const rtt = nowMs - this.#pongTime.getFloat64(0)
    if (!(rtt >= 0)) return 'malformed'
    this.#rttMs = this.#rttMs === null ? rtt : this.#rttMs + (rtt - this.#rttMs) * PIPELINE_CONFIG.rttGain
    return undefined
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
    this.#sendHop(hop, KIND.ping, composePing(this.#sealer.payload, this.#ping), this.#path)
    hop.unansweredMs = Math.min(hop.unansweredMs, nowMs)
    hop.pingedMs = nowMs
  }

  /** Often while somebody speaks, and while an answer is missing. */
  #pingInterval(hop: Hop, nowMs: number): number {
    const active = nowMs - this.#activeMs < VOICE_CONFIG.pingIdleMs || hop.unansweredMs !== Infinity
    return active ? VOICE_CONFIG.pingActiveMs : VOICE_CONFIG.pingIdleMs
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
    this.#post(cause === undefined ? { type: 'path', path } : { type: 'path', path, cause })
  }
}
