import type { EngineCommand, EngineEvent, EngineOptions } from '../../electron/contract/engine.ts'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { MEDIA_COUNTER_LENGTH, type MediaEvent } from '../../electron/contract/media.ts'
import { OpusDecoder } from '../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../electron/voice/codec/opus-encoder.ts'
import { SoundSystem } from '../../electron/voice/devices/sound-system.ts'
import { Engine, fillMsOf } from '../../electron/voice/pipeline/engine.ts'
import { openHostMix } from '../../electron/voice/pipeline/open-host-mix.ts'
import { StreamEnds } from '../../electron/voice/pipeline/stream-ends.ts'
import { Router } from '../../electron/voice/router/router.ts'
import type { Clock } from '../../electron/base/clock.ts'
import type { Random } from '../../electron/base/random.ts'
import type { FrameDecoder } from '../../electron/voice/interfaces.ts'
import type { FakeAudio } from './fake-audio.ts'
import { FakeClock } from './fake-clock.ts'
import { asEngineMember } from './engine-worker.ts'
import { LossyLink, type Impairment } from './lossy-link.ts'
import { MemoryTransport } from './memory-transport.ts'
import { epochSecret, type PacketGuest } from './packet-guest.ts'
import { dropsIn } from './router-bench.ts'
import { seededRandom } from './seeded-random.ts'

const HOST = '10.0.0.1:7780'
const STEP_MS = 1

/** What the network does with a datagram: nothing, or keeps it from arriving. */
export type Fate = (from: string, to: string, bytes: Uint8Array) => boolean

/** What IPv4 and UDP add to a datagram, bytes. */
export const UDP_IP_BYTES = 28

/** The two directions between one guest and the host. */
export interface GuestLinks {
  readonly up: LossyLink<Uint8Array>
  readonly down: LossyLink<Uint8Array>
}

/** What a test may give a guest instead of the usual. */
export interface OfflineParts {
  readonly audio?: FakeAudio
  /** The guest's own clock, where it runs otherwise than the call's. */
  readonly clock?: Clock
  readonly makeDecoder?: () => FrameDecoder
  /** Where voice packets are counted from. */
  readonly firstNumber?: number
}

/** One guest's real engine without its thread: commands in, events out. */
export class OfflineGuest {
  readonly address: string
  readonly guest: PacketGuest
  readonly transport = new MemoryTransport()
  readonly events: EngineEvent[] = []
  readonly engine: Engine
  /** A network of its own between this guest and the host; without one, everything arrives at once. */
  links: GuestLinks | undefined
  readonly #commands: EngineCommand[] = []

  constructor(guest: PacketGuest, clock: Clock, options: Partial<EngineOptions>, parts: OfflineParts = {}) {
    const { audio } = parts
    this.guest = guest
    this.address = `10.0.1.${String(guest.member.sourceId)}:5000`
    const all: EngineOptions = {
      ...{ capture: { kind: 'silence' }, playback: { kind: 'null' }, frameMs: 10, bitrate: 64_000 },
      ...{ mode: 'continuous', profile: 'auto', dsp: false, transport: 'auto' },
      ...options,
    }
    const post = (event: EngineEvent): void => {
      this.events.push(event)
    }
    const sound = new SoundSystem(() => {
      if (audio === undefined) throw new Error('no sound here')
      return audio
    })
    this.engine = new Engine({
      ...{ options: all, clock, transport: this.transport, post, firstNumber: parts.firstNumber ?? 0 },
      ends: new StreamEnds({ clock, post, sound, fillMs: fillMsOf(all.frameMs) }),
      makeEncoder: (config) => new OpusEncoder(config),
      makeDecoder: parts.makeDecoder ?? (() => new OpusDecoder()),
      listDevices: (answer) => {
        sound.list(answer)
      },
      takeCommand: () => this.#commands.shift(),
    })
  }

  post(...commands: EngineCommand[]): void {
    this.#commands.push(...commands)
  }

  connect(others: readonly OfflineGuest[]): void {
    const { sourceId, hopKey, sessionNonce, channelId } = this.guest.member
    this.post(
      { type: 'connect', address: '10.0.0.1', port: 7780, sourceId, hopKey, sessionNonce },
      { type: 'epoch', channelId, epoch: 1, secret: epochSecret(channelId, 1) },
      { type: 'members', members: others.map(({ guest }) => asEngineMember(guest.member)) },
    )
  }

  /** The newest statistics. */
  get stats(): SessionStats {
    const newest = this.of('stats').at(-1)
    if (newest === undefined) throw new Error('no statistics yet')
    return newest.stats
  }

  /** Events of one type so far. */
  of<T extends EngineEvent['type']>(type: T): Extract<EngineEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type)
  }

  get paths(): string[] {
    return this.of('path').map(({ path }) => path)
  }

  /** Ends the engine; its last statistics. */
  stop(): Extract<EngineEvent, { type: 'stopped' }> {
    this.post({ type: 'stop' })
    this.engine.turn()
    this.engine.close()
    const [last] = this.of('stopped')
    if (last === undefined) throw new Error('the engine did not stop')
    return last
  }
}

/** Real engines and a real router with a network and a time of the test's own. */
export class OfflineCall {
  readonly clock = new FakeClock(1_000)
  readonly transport = new MemoryTransport()
  readonly counters = new Float64Array(MEDIA_COUNTER_LENGTH)
  readonly router: Router
  readonly mediaEvents: MediaEvent[] = []
  readonly guests: OfflineGuest[] = []
  /** Whether a datagram arrives; everything does unless a test says otherwise. */
  passes: Fate = () => true
  /** Whether the control connection carries tunnelled datagrams. */
  tunnel = true

  constructor() {
    this.router = new Router({
      transport: this.transport,
      counters: this.counters,
      random: seededRandom(1),
      post: (event) => this.mediaEvents.push(event),
      makeMix: openHostMix,
    })
  }

  add(guest: PacketGuest, options: Partial<EngineOptions> = {}, parts: OfflineParts = {}): OfflineGuest {
    const { member } = guest
    this.router.addMember(member, this.clock.nowMs())
    this.router.renewEpoch(member.channelId, 1, epochSecret(member.channelId, 1), this.clock.nowMs())
    const made = new OfflineGuest(guest, parts.clock ?? this.clock, options, parts)
    this.guests.push(made)
    return made
  }

  /** Puts a network with its own chance between a guest and the host; one chance for both directions unless given. */
  impair(guest: OfflineGuest, up: Impairment, down: Impairment, random: Random, randomDown = random): void {
    guest.links = { up: new LossyLink(up, random), down: new LossyLink(down, randomDown) }
  }

  /** Lets time pass: every millisecond each engine has a turn and the network carries what was sent. */
  run(durationMs: number, each: () => void = () => {}): void {
    for (let passed = 0; passed < durationMs; passed += STEP_MS) {
      this.clock.advance(STEP_MS)
      each()
      for (const guest of this.guests) guest.engine.turn()
      this.#carry()
    }
  }

  drops(): Record<string, number | undefined> {
    return dropsIn(this.counters)
  }

  #carry(): void {
    for (const guest of this.guests) {
      for (const { bytes } of guest.transport.sent.splice(0)) {
        if (this.passes(guest.address, HOST, bytes))
          this.#fly(guest.links?.up, guest.address, bytes, this.transport)
      }
      guest.links?.up.receive(this.clock.nowMs(), (bytes) => {
        this.transport.arrive(guest.address, bytes)
      })
      for (const { datagram } of guest.of('tunnelOut')) {
        if (this.tunnel) this.router.tunnelIn(guest.guest.member.sourceId, datagram, this.clock.nowMs())
      }
      guest.events.splice(0, Infinity, ...guest.events.filter(({ type }) => type !== 'tunnelOut'))
    }
    this.router.service(this.clock.nowMs())
    for (const { to, bytes } of this.transport.sent.splice(0)) {
      const guest = this.guests.find(({ address }) => address === to)
      if (guest !== undefined && this.passes(HOST, to, bytes))
        this.#fly(guest.links?.down, HOST, bytes, guest.transport)
    }
    for (const { links, transport } of this.guests) {
      links?.down.receive(this.clock.nowMs(), (bytes) => {
        transport.arrive(HOST, bytes)
      })
    }
    for (const event of this.mediaEvents.splice(0)) {
      if (event.type !== 'tunnelOut' || !this.tunnel) continue
      const guest = this.guests.find((one) => one.guest.member.sourceId === event.sourceId)
      guest?.post({ type: 'tunnelIn', datagram: event.datagram })
    }
  }

  #fly(link: LossyLink<Uint8Array> | undefined, from: string, bytes: Uint8Array, to: MemoryTransport): void {
    if (link === undefined) to.arrive(from, bytes)
    else link.send(bytes, bytes.length + UDP_IP_BYTES, this.clock.nowMs())
  }
}
