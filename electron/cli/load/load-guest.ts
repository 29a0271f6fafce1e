import type { Clock } from '../../base/clock.ts'
import { fromBase64Url } from '../../base/crypto.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { GuestRequest, HostEvent } from '../../contract/gateway.ts'
import type { Epoch } from '../../contract/login-messages.ts'
import type { Channel } from '../../contract/models.ts'
import type { Entered } from '../../session/enter.ts'
import type { Answer, ConnectionListener, GatewayConnection } from '../../session/interfaces.ts'
import type { DatagramTransport } from '../../voice/interfaces.ts'
import { HOST_SOURCE, PacketHeader, parseHeader } from '../../voice/packet/header.ts'
import { KIND } from '../../voice/packet/kind.ts'
import { ReplayWindow } from '../../voice/packet/replay-window.ts'
import { FORGED, PacketOpener, PacketSealer } from '../../voice/packet/seal.ts'
import { HostLink, type Path, type PingCounts } from '../../voice/pipeline/host-link.ts'
import { SessionKeys } from '../../voice/pipeline/session-keys.ts'
import { SAMPLE_RATE } from '../../voice/units.ts'
import { LOAD_CONFIG } from './config.ts'
import { People, type Nonces } from './people.ts'
import { countCode, type Tally } from './tally.ts'

export interface LoadGuestParts {
  readonly entered: Entered
  readonly transport: DatagramTransport
  readonly clock: Clock
  readonly tally: Tally
  readonly nonces: Nonces
  /** Told once of a connection that ended by itself. */
  readonly onLost: (error: PalabreError | undefined) => void
}

/** One thread has all users: they share what is used within a call. */
const sealer = new PacketSealer()
const opener = new PacketOpener()
const header = new PacketHeader()

/** A synthetic user: the control channel, the way of voice and the keys of a guest, without sound. */
export class LoadGuest implements ConnectionListener {
  readonly sourceId: number
  readonly people: People
  /** Whether its own mute flag is on, as the host has confirmed. */
  muted = false
  isThere = true
  readonly channels: readonly Channel[]
  readonly #parts: LoadGuestParts
  readonly #connection: GatewayConnection
  readonly #link: HostLink
  readonly #keys: SessionKeys
  readonly #windows = new Map<number, ReplayWindow>()
  #sequence = 0
  #received = 0
  readonly #counts = (): PingCounts => ({ sent: this.#sequence, received: this.#received, lost: 0 })

  constructor(parts: LoadGuestParts) {
    const { entered, transport, clock, nonces } = parts
    const { welcome, connection } = entered
    const self = welcome.members.find(({ sourceId }) => sourceId === welcome.you)
    if (self === undefined) throw new PalabreError('message-malformed', { detail: 'not among the members' })
    this.#parts = parts
    this.#connection = connection
    this.sourceId = welcome.you
    this.channels = welcome.channels
    this.people = new People(nonces, welcome.members)
    const sessionNonce = fromBase64Url(self.sessionNonce)
    this.#keys = new SessionKeys(welcome.you, sessionNonce)
    this.#link = new HostLink({
      transport,
      post: (event) => {
        if (event.type === 'tunnelOut') connection.sendDatagram(event.datagram)
      },
      onPath: (path) => {
        connection.vouch(path === 'udp')
      },
    })
    this.#renew(welcome.epoch)
    connection.listen(this)
    transport.onReadable?.(() => {
      this.receive()
    })
    const { address, port } = connection
    const hopKey = fromBase64Url(welcome.hopKey)
    this.#link.connect(
      { type: 'connect', address, port, sourceId: welcome.you, hopKey, sessionNonce },
      clock.nowMs(),
    )
  }

  get channelId(): number {
    return this.#keys.channelId
  }

  get path(): Path {
    return this.isThere ? this.#link.path : 'none'
  }

  /** Keeps the way to the host. */
  turn(nowMs: number): void {
    if (!this.isThere) return
    this.receive()
    this.#link.turn(nowMs, this.#counts)
  }

  /** Takes what has come by UDP. When it came the system says, where it can: this process may have been late. */
  receive(): void {
    const { transport, clock } = this.#parts
    const { bytes, offsets, lengths, addresses, ages } = transport.batch
    for (let count = transport.receive(); count > 0; count = transport.receive()) {
      const nowMs = clock.nowMs()
      for (let index = 0; index < count; index += 1) {
        if (!this.#link.isHost(addresses[index] ?? -1)) continue
        const cameMs = nowMs - (ages[index] ?? 0) / 1000
        this.#take(bytes, offsets[index] ?? 0, lengths[index] ?? 0, 'udp', cameMs)
      }
      if (count < offsets.length) return
    }
  }

  /** Seals and sends a frame whose payload begins with the time, ms. */
  talk(nowMs: number): void {
    const { epoch } = this.#keys
    const key = epoch === undefined ? undefined : this.#keys.own(epoch, nowMs)
    if (epoch === undefined || key === undefined) return
    Object.assign(header, { kind: KIND.voice, epoch, source: this.sourceId, sequence: this.#sequence })
    Object.assign(header, { target: 0, flags: 0, level: 20, frameCode: LOAD_CONFIG.frameCode })
    header.timestamp = (this.#sequence * LOAD_CONFIG.frameMs * SAMPLE_RATE) / 1000
    this.#sequence += 1
    times.setFloat64(0, nowMs)
    sealer.payload.set(timed)
    const length = sealer.seal(header, sealer.payload, LOAD_CONFIG.payloadBytes, key)
    this.#link.send(sealer.packet, length, nowMs)
  }

  /** Turns the mute flag, and counts how long the host took to answer. */
  async toggle(): Promise<void> {
    const { clock, tally } = this.#parts
    const muted = !this.muted
    const askedMs = clock.nowMs()
    try {
      await this.request({ type: 'flags', muted, deafened: false })
      this.muted = muted
      tally.changes += 1
      tally.answers.add(clock.nowMs() - askedMs)
    } catch (error) {
      countCode(tally.refused, codeOf(error))
    }
  }

  request(request: GuestRequest): Promise<Answer> {
    return this.#connection.request(request)
  }

  close(): void {
    if (!this.isThere) return
    this.isThere = false
    this.#link.disconnect()
    this.#connection.close()
    this.#parts.transport.close()
  }

  onEvent(event: HostEvent): void {
    this.#parts.tally.events += 1
    this.people.apply(event)
    if (event.type === 'epochChanged') this.#renew(event.epoch)
  }

  onDatagram(datagram: Uint8Array): void {
    this.#take(datagram, 0, datagram.length, 'tcp', this.#parts.clock.nowMs())
  }

  /** A gap in the numbers of the events ends the connection too, with `internal`. */
  onClosed(error: PalabreError | undefined): void {
    if (!this.isThere) return
    this.isThere = false
    this.#link.disconnect()
    this.#parts.transport.close()
    this.#parts.onLost(error)
  }

  #renew({ channelId, epoch, secret }: Epoch): void {
    this.#keys.renew(channelId, epoch, fromBase64Url(secret), this.#parts.clock.nowMs())
  }

  #take(bytes: Uint8Array, offset: number, length: number, via: Path, nowMs: number): void {
    if (parseHeader(bytes, offset, length, header) !== undefined) return
    if (header.source === HOST_SOURCE) this.#link.take(header, bytes, offset, length, via, nowMs)
    else if (header.kind === KIND.voice) this.#hear(bytes, offset, length, nowMs)
  }

  #hear(bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    const { tally, nonces } = this.#parts
    const { source, sequence, epoch } = header
    this.#link.noteVoice(nowMs)
    const window = this.#windows.get(source) ?? new ReplayWindow()
    this.#windows.set(source, window)
    const nonce = nonces.of(source)
    const key = nonce === undefined ? undefined : this.#keys.of(epoch, source, nonce, nowMs)
    if (window.check(sequence) !== undefined) tally.duplicates += 1
    else if (key === undefined || opener.open(bytes, offset, length, key) === FORGED) tally.unopened += 1
    else {
      window.accept(sequence)
      this.#received += 1
      tally.delivered += 1
      heard.set(opener.payload.subarray(0, timed.length))
      tally.delays.add(nowMs - heardTime.getFloat64(0))
    }
  }
}

const timed = new Uint8Array(Float64Array.BYTES_PER_ELEMENT)
const times = new DataView(timed.buffer)
const heard = new Uint8Array(Float64Array.BYTES_PER_ELEMENT)
const heardTime = new DataView(heard.buffer)

export function codeOf(error: unknown): string {
  return error instanceof PalabreError ? error.code : 'internal'
}
