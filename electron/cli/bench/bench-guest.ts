import type { Random } from '../../base/random.ts'
import type { MediaMember } from '../../contract/media.ts'
import { SAMPLE_RATE } from '../../voice/units.ts'
import {
  BIND_BYTES,
  BindPayload,
  BOUND_STATE,
  composeBind,
  composePing,
  parseBind,
  PING_BYTES,
  PingPayload,
} from '../../voice/packet/control-payload.ts'
import { PacketHeader, parseHeader } from '../../voice/packet/header.ts'
import { KIND, type Kind } from '../../voice/packet/kind.ts'
import { FORGED, PacketOpener, PacketSealer } from '../../voice/packet/seal.ts'
import { SESSION_NONCE_BYTES, sourceKey } from '../../voice/packet/source-key.ts'
import { KEY_BYTES } from '../../base/crypto.ts'
import { ADDRESS_UNKNOWN, type AddressId, type DatagramTransport } from '../../voice/interfaces.ts'

/** Of FRAME_LENGTHS_MS: 10 ms. */
const FRAME_CODE = 2

/** The channel all guests of a benchmark are in. */
export interface BenchChannel {
  readonly id: number
  readonly epoch: number
  readonly secret: Uint8Array
}

/** A member with a socket of its own that binds, keeps its path, talks, and counts what it hears. */
export class BenchGuest {
  readonly member: MediaMember
  readonly transport: DatagramTransport
  bound = false
  /** Voice datagrams received. */
  heard = 0
  readonly #epoch: number
  readonly #voiceKey: Uint8Array
  readonly #sealer = new PacketSealer()
  readonly #opener = new PacketOpener()
  readonly #header = new PacketHeader()
  readonly #answer = new BindPayload()
  #host: AddressId = ADDRESS_UNKNOWN
  #hopSequence = 0
  #voiceSequence = 0

  constructor(
    sourceId: number,
    channel: BenchChannel,
    transport: DatagramTransport,
    options: { readonly deafened: boolean; readonly random: Random },
  ) {
    const { random, deafened } = options
    const hopKey = random.bytes(KEY_BYTES)
    const sessionNonce = random.bytes(SESSION_NONCE_BYTES)
    this.member = { sourceId, hopKey, sessionNonce, channelId: channel.id, muted: false, deafened }
    this.transport = transport
    this.#epoch = channel.epoch
    this.#voiceKey = sourceKey(channel.secret, sourceId, sessionNonce)
  }

  /** Asks the host at a loopback port to take this guest's address; `poll` answers what comes back. */
  bind(port: number): void {
    this.#host = this.transport.address('127.0.0.1', port)
    this.bound = false
    this.#sendBind()
  }

  /** Keeps the path from being given up. */
  ping(): void {
    composePing(this.#sealer.payload, new PingPayload())
    this.#sendHop(KIND.ping, PING_BYTES)
  }

  /** Sends one packet of voice to any forwarder. */
  talk(to: AddressId, payload: Uint8Array): void {
    const header = this.#header
    header.kind = KIND.voice
    header.epoch = this.#epoch
    header.source = this.member.sourceId
    header.sequence = this.#voiceSequence
    header.timestamp = (this.#voiceSequence * SAMPLE_RATE) / 100
    header.frameCode = FRAME_CODE
    this.#voiceSequence += 1
    const length = this.#sealer.seal(header, payload, payload.length, this.#voiceKey)
    this.transport.send(to, this.#sealer.packet, 0, length)
  }

  /** Takes what has arrived. */
  poll(): void {
    const { batch } = this.transport
    for (let count = this.transport.receive(); count > 0; count = this.transport.receive()) {
      for (let index = 0; index < count; index += 1) {
        this.#take(batch.bytes, batch.offsets[index] ?? 0, batch.lengths[index] ?? 0)
      }
      // A batch that is not full was the last.
      if (count < batch.offsets.length) return
    }
  }

  #take(bytes: Uint8Array, offset: number, length: number): void {
    if (parseHeader(bytes, offset, length, this.#header) !== undefined) return
    if (this.#header.kind === KIND.voice) this.heard += 1
    else if (this.#header.kind === KIND.bound) this.#takeBound(bytes, offset, length)
  }

  #takeBound(bytes: Uint8Array, offset: number, length: number): void {
    const opened = this.#opener.open(bytes, offset, length, this.member.hopKey)
    if (opened === FORGED || !parseBind(this.#opener.payload, opened, this.#answer)) return
    if (this.#answer.state === BOUND_STATE.taken) this.bound = true
    else this.#sendBind()
  }

  /** With the proof of the last answer, if there was one. */
  #sendBind(): void {
    this.#answer.state = 0
    composeBind(this.#sealer.payload, this.#answer)
    this.#sendHop(KIND.bind, BIND_BYTES)
  }

  #sendHop(kind: Kind, payloadLength: number): void {
    const header = new PacketHeader()
    header.kind = kind
    header.source = this.member.sourceId
    header.sequence = this.#hopSequence
    this.#hopSequence += 1
    const { payload, packet } = this.#sealer
    const length = this.#sealer.seal(header, payload, payloadLength, this.member.hopKey)
    this.transport.send(this.#host, packet, 0, length)
  }
}
