import type { Clock } from '../../base/clock.ts'
import { fromBase64Url } from '../../base/crypto.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { GuestRequest, HostEvent } from '../../contract/gateway.ts'
import type { Epoch } from '../../contract/login-messages.ts'
import type { Channel } from '../../contract/models.ts'
import type { Entered } from '../../session/enter.ts'
import type { Answer, ConnectionListener, GatewayConnection } from '../../session/interfaces.ts'
import type { DatagramTransport } from '../../voice/interfaces.ts'
import { FLAGS, HOST_SOURCE, PacketHeader, parseHeader, TARGETS } from '../../voice/packet/header.ts'
import { KIND } from '../../voice/packet/kind.ts'
import { ReplayWindow } from '../../voice/packet/replay-window.ts'
import { FORGED, PacketOpener, PacketSealer } from '../../voice/packet/seal.ts'
import { EVERYBODY } from '../../voice/packet/source-key.ts'
import { EarlyPackets } from '../../voice/pipeline/early-packets.ts'
import { HostLink, type Path, type PingCounts } from '../../voice/pipeline/host-link.ts'
import { SessionKeys } from '../../voice/pipeline/session-keys.ts'
import { SAMPLE_RATE } from '../../voice/units.ts'
import { LOAD_CONFIG } from './config.ts'
import { People, type Nonces } from './people.ts'
import { spokenMs, type SpokenFrame } from './spoken-frame.ts'
import { countCode, type Tally } from './tally.ts'

export interface LoadGuestParts {
  readonly entered: Entered
  readonly transport: DatagramTransport
  readonly clock: Clock
  readonly tally: Tally
  readonly nonces: Nonces
  readonly spoken: SpokenFrame
  /** Each so many packets one is opened; the others count by source and number. */
  readonly openEvery: number
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
  /** Whether it is one of those who talk. */
  talks = false
  readonly channels: readonly Channel[]
  readonly #parts: LoadGuestParts
  readonly #connection: GatewayConnection
  readonly #link: HostLink
  readonly #keys: SessionKeys
  readonly #windows = new Map<number, ReplayWindow>()
  readonly #mixWindow = new ReplayWindow()
  readonly #early: EarlyPackets
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
    this.#early = new EarlyPackets(() => {
      parts.tally.unopened += 1
    })
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
    this.#early.expire(nowMs)
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
    const { spoken } = this.#parts
    spoken.stamp(nowMs)
    sealer.payload.set(spoken.bytes)
    const length = sealer.seal(header, sealer.payload, spoken.bytes.length, key)
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
    this.#early.clear()
    this.#link.disconnect()
    this.#connection.close()
    this.#parts.transport.close()
  }

  onEvent(event: HostEvent): void {
    this.#parts.tally.events += 1
    this.people.apply(event)
    if (event.type === 'epochChanged') this.#renew(event.epoch)
    this.#early.retry((bytes, arrivedMs) => {
      this.#take(bytes, 0, bytes.length, 'none', arrivedMs)
    })
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
    if (header.kind === KIND.mix) this.#hearMix(bytes, offset, length, nowMs)
    else if (header.source === HOST_SOURCE) this.#link.take(header, bytes, offset, length, via, nowMs)
    else if (header.kind === KIND.voice) this.#hear(bytes, offset, length, nowMs)
  }

  #hear(bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    const { tally } = this.#parts
    const { source, sequence } = header
    this.#link.noteVoice(nowMs)
    const window = this.#windows.get(source) ?? new ReplayWindow()
    this.#windows.set(source, window)
    if (window.check(sequence) !== undefined) tally.duplicates += 1
    else if (!this.#isSampled(sequence) || this.#open(bytes, offset, length, nowMs)) {
      window.accept(sequence)
      this.#received += 1
      tally.voice.deliver(source)
    }
  }

  /** A frame of the channel's mix, for everybody or for this user alone. */
  #hearMix(bytes: Uint8Array, offset: number, length: number, nowMs: number): void {
    const { tally } = this.#parts
    const { sequence } = header
    this.#link.noteVoice(nowMs)
    if (this.#mixWindow.check(sequence) !== undefined) tally.duplicates += 1
    else if (!this.#isSampled(sequence) || this.#openMix(bytes, offset, length, nowMs)) {
      this.#mixWindow.accept(sequence)
      if (!this.talks) tally.mix.deliver(this.channelId, sequence, nowMs)
      else tally.mix.deliverOwn(this.sourceId, sequence, (header.flags & FLAGS.spurtStart) !== 0)
    }
  }

  #openMix(bytes: Uint8Array, offset: number, length: number, nowMs: number): boolean {
    const listener = header.target === TARGETS.loopback ? this.sourceId : EVERYBODY
    return (
      this.#authenticate(bytes, offset, length, nowMs, this.#keys.ofHost(header.epoch, listener, nowMs)) > 0
    )
  }

  /** Others are opened at each listener. */
  #isSampled(sequence: number): boolean {
    return (sequence + this.sourceId) % this.#parts.openEvery === 0
  }

  #open(bytes: Uint8Array, offset: number, length: number, nowMs: number): boolean {
    const { tally, nonces } = this.#parts
    const nonce = nonces.of(header.source)
    const key = nonce && this.#keys.of(header.epoch, header.source, nonce, nowMs)
    const opened = this.#authenticate(bytes, offset, length, nowMs, key)
    if (opened > 0) tally.delays.add(nowMs - spokenMs(opener.payload, opened))
    return opened > 0
  }

  /** Bytes of the payload; 0 of what is not whole, and of what lacks its key or whose sender is not known yet: that waits. */
  #authenticate(
    bytes: Uint8Array,
    offset: number,
    length: number,
    nowMs: number,
    key: Uint8Array | undefined,
  ): number {
    const { tally } = this.#parts
    if (key === undefined) {
      tally.early += 1
      this.#early.keep(bytes, offset, length, nowMs, 'stale-epoch')
      return 0
    }
    const opened = opener.open(bytes, offset, length, key)
    if (opened === FORGED) tally.unopened += 1
    else tally.opened += 1
    return Math.max(0, opened)
  }
}

export function codeOf(error: unknown): string {
  return error instanceof PalabreError ? error.code : 'internal'
}
