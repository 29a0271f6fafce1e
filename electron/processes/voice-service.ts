import { join } from 'node:path'
import { systemClock, type Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { silentLogger, type Logger } from '../base/logger.ts'
import { systemRandom, type Random } from '../base/random.ts'
import {
  processingOf,
  type CaptureSpec,
  type EngineEvent,
  type EngineOptions,
  type LoopbackMode,
  type PlaybackSpec,
  type GateTimes,
  type Processing,
  type TransmitMode,
} from '../contract/engine.ts'
import { errorOf, PalabreError, type ErrorReport } from '../contract/errors.ts'
import type { RoomAnswer, RoomRequest } from '../contract/gateway.ts'
import { parseInvite, type Invite } from '../contract/invite.ts'
import type { Delivery, WhisperTargets } from '../contract/models.ts'
import type {
  ConnectOptions,
  DeviceList,
  Hearing,
  InviteWish,
  HostGlimpse,
  JoinHostOptions,
  LanHost,
  SessionState,
  VoiceServiceApi,
  VoiceServiceEvents,
} from '../contract/services.ts'
import type { FinderSurroundings } from '../session/discovery/host-finder.ts'
import { LanHosts } from '../session/discovery/lan-hosts.ts'
import { TlsGatewayConnector } from '../session/gateway-connector.ts'
import { glimpse } from '../session/glimpse.ts'
import { HearingFile } from '../session/hearing-file.ts'
import { HearingKeeper } from '../session/hearing-keeper.ts'
import { loadIdentity, type Identity } from '../session/identity.ts'
import type { GatewayConnector } from '../session/interfaces.ts'
import { KnownHosts } from '../session/known-hosts.ts'
import { Session } from '../session/session.ts'
import { EngineThread, type EngineStopped, type EngineThreadOptions } from './engine-port.ts'

/** For the engine to list its devices, ms: a sound system that hangs must not hang the window. */
const LIST_DEVICES_MS = 5_000
/** For a tone to be played, ms: it waits 5 s for its loudspeaker. */
const TONE_MOST_MS = 8_000

export interface VoiceServiceOptions {
  readonly identity: Identity
  /** How an engine is started; `selectDevices` changes its devices later. */
  readonly engine: EngineOptions
  readonly events: VoiceServiceEvents
  readonly knownHosts?: KnownHosts
  /** Where it is kept how others are heard; without, it is known until the end. */
  readonly hearing?: HearingFile
  readonly clock?: Clock
  readonly random?: Random
  readonly logger?: Logger
  readonly connector?: GatewayConnector
  readonly spawnEngine?: EngineThreadOptions['spawn']
  /** How hosts on this network are looked for. */
  readonly lan?: Omit<FinderSurroundings, 'clock'>
}

/**
 * This instance as a guest: a session and its voice engine. The engine, and with it the microphone,
 * runs only while a session does.
 */
export class VoiceService implements VoiceServiceApi {
  readonly #identity: Identity
  readonly #knownHosts: KnownHosts | undefined
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #connector: GatewayConnector
  readonly #session: Session
  readonly #hearing: HearingKeeper
  readonly #lan: LanHosts
  readonly #thread: EngineThread
  readonly #engineEvents = new Emitter<EngineEvent>()
  #engine: EngineOptions
  #stopped: EngineStopped | undefined
  /** The engine is started, asked for devices and stopped by one at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  #nextList = 1
  /** Rises with each coming and going. */
  #visit = 0

  constructor(options: VoiceServiceOptions) {
    const { clock = systemClock, random = systemRandom, logger = silentLogger, spawnEngine } = options
    this.#identity = options.identity
    this.#knownHosts = options.knownHosts
    this.#clock = clock
    this.#logger = logger
    this.#engine = options.engine
    this.#thread = new EngineThread({
      clock,
      random,
      logger,
      ...(spawnEngine === undefined ? {} : { spawn: spawnEngine }),
    })
    this.#connector = options.connector ?? new TlsGatewayConnector(clock)
    this.#session = new Session({
      engine: this.#thread,
      connector: this.#connector,
      identity: options.identity,
      clock,
      random,
      logger,
    })
    this.#hearing = new HearingKeeper({
      engine: this.#thread,
      file: options.hearing,
      matching: options.engine.matching ?? options.engine.dsp,
      onChange: (hearing) => {
        options.events.onHearing(hearing)
      },
    })
    this.#lan = new LanHosts({ clock, logger, ...options.lan }, options.knownHosts, (hosts) => {
      options.events.onHosts(hosts)
    })
    this.#connectEvents(options.events)
  }

  /** Everything the engine says, also what the events of the service do not carry. */
  onEngine(listener: (event: EngineEvent) => void): () => void {
    return this.#engineEvents.on(listener)
  }

  async connect(options: ConnectOptions): Promise<void> {
    const invite = parseInvite(options.invite)
    this.#lan.checkKey(invite)
    await this.#visitHost(options, invite)
  }

  lookForHosts(on: boolean): Promise<void> {
    return this.#lan.look(on)
  }

  hosts(): Promise<readonly LanHost[]> {
    return Promise.resolve(this.#lan.list)
  }

  async joinHost({ fingerprint, acceptKey = false, ...options }: JoinHostOptions): Promise<void> {
    const invite = this.#lan.inviteTo(fingerprint)
    if (acceptKey) await this.#visitHost({ ...options, invite }, parseInvite(invite))
    else await this.connect({ ...options, invite })
  }

  async #visitHost(options: ConnectOptions, invite: Invite): Promise<void> {
    const visit = await this.#endVisit()
    await this.#alone(async () => {
      this.#checkVisit(visit)
      await this.#startEngine()
    })
    this.#checkVisit(visit)
    this.#hearing.enter(invite.fingerprint)
    await this.#session.connect(options)
    for (const { host, port } of invite.addresses) await this.#remember(host, port, invite.fingerprint)
    this.#lan.tell()
  }

  async leave(): Promise<void> {
    await this.#endVisit()
  }

  join(channelId: number, password?: string): Promise<void> {
    return this.#session.join(channelId, password)
  }

  setFlags(flags: { muted: boolean; deafened: boolean }): Promise<void> {
    return this.#session.setFlags(flags)
  }

  setDownlink(downlink: Delivery): Promise<void> {
    return this.#session.setDownlink(downlink)
  }

  setTalking(on: boolean): Promise<void> {
    this.#thread.post({ type: 'talk', on })
    return Promise.resolve()
  }

  setMode(mode: TransmitMode, gate: GateTimes = {}): Promise<void> {
    return this.#alone(() => {
      this.#engine = { ...this.#engine, mode, gate: { ...this.#engine.gate, ...gate } }
      this.#thread.post({ type: 'mode', mode, gate })
      return Promise.resolve()
    })
  }

  setWhisperList(list: number, targets: WhisperTargets): Promise<void> {
    return this.#session.setWhisperList(list, targets)
  }

  setWhispering(list: number | null): Promise<void> {
    this.#session.setWhispering(list)
    return Promise.resolve()
  }

  /** What is set while no engine runs counts from its next start. */
  setProcessing(change: Partial<Processing>): Promise<void> {
    return this.#alone(() => {
      this.#engine = { ...this.#engine, processing: { ...processingOf(this.#engine), ...change } }
      this.#thread.post({ type: 'processing', ...change })
      return Promise.resolve()
    })
  }

  hearing(): Promise<Hearing> {
    return Promise.resolve(this.#hearing.view)
  }

  setUserVolume(userId: number, gainDb: number): Promise<void> {
    return this.#hearing.change(userId, { gainDb })
  }

  setUserMuted(userId: number, muted: boolean): Promise<void> {
    return this.#hearing.change(userId, { muted })
  }

  setUserPlace(userId: number, pan: number | null): Promise<void> {
    return this.#hearing.change(userId, { pan })
  }

  setUserPriority(userId: number, priority: boolean): Promise<void> {
    return this.#hearing.change(userId, { priority })
  }

  setMatching(matching: boolean): Promise<void> {
    return this.#hearing.setMatching(matching)
  }

  setSpread(spread: boolean): Promise<void> {
    return this.#hearing.setSpread(spread)
  }

  rename(nickname: string): Promise<void> {
    return this.#session.rename(nickname)
  }

  ask(request: RoomRequest): Promise<RoomAnswer> {
    return this.#session.ask(request)
  }

  createInvite(options: InviteWish): Promise<string> {
    return this.#session.createInvite(options)
  }

  async glimpse(invite: string): Promise<HostGlimpse> {
    return await glimpse(parseInvite(invite), this.#connector, this.#clock)
  }

  state(): Promise<SessionState> {
    return Promise.resolve(this.#session.state)
  }

  /** Lists devices; where no engine runs one is started for it, without sound. */
  devices(): Promise<DeviceList> {
    return this.#alone(async () => {
      if (this.#thread.isRunning) return this.#list()
      await this.#thread.start({ ...this.#engine, capture: { kind: 'silence' }, playback: { kind: 'null' } })
      try {
        return await this.#list()
      } finally {
        await this.#thread.stop()
      }
    })
  }

  selectDevices({ capture, playback }: { capture: CaptureSpec; playback: PlaybackSpec }): Promise<void> {
    return this.#alone(() => {
      this.#engine = { ...this.#engine, capture, playback }
      this.#thread.post({ type: 'devices', capture, playback })
      return Promise.resolve()
    })
  }

  setLoopback(mode: LoopbackMode): Promise<void> {
    return this.#alone(async () => {
      if (mode === 'local' && !this.#thread.isRunning) await this.#startEngine()
      this.#thread.post({ type: 'loopback', mode })
      if (mode === 'off') await this.#stopIfIdle()
    })
  }

  playTone(): Promise<void> {
    return this.#alone(async () => {
      const runs = this.#thread.isRunning
      if (!runs) await this.#thread.start({ ...this.#engine, capture: { kind: 'silence' } })
      try {
        await this.#tone()
      } finally {
        if (!runs) await this.#thread.stop()
      }
    })
  }

  publicKey(): Promise<string> {
    return Promise.resolve(this.#identity.publicKey)
  }

  /** Leaves and ends everything; answers the last word of the last engine. */
  async close(): Promise<EngineStopped | undefined> {
    this.#visit += 1
    await this.#lan.look(false)
    await this.#session.close()
    await this.#alone(() => this.#stopEngine())
    await this.#hearing.close()
    return this.#stopped
  }

  #connectEvents(events: VoiceServiceEvents): void {
    this.#session.onState((state) => {
      this.#hearing.follow(state)
      events.onSession(state)
      if (state.state === 'closed') void this.#alone(() => this.#stopIfIdle())
    })
    this.#session.onMessage((event) => {
      events.onMessage(event)
    })
    this.#thread.onEvent((event) => {
      this.#engineEvents.emit(event)
      if (event.type === 'levels') events.onLevels(event.levels)
      else if (event.type === 'stats') events.onStats(event.stats)
      else if (event.type === 'device') events.onDevice({ which: event.which, error: event.error })
    })
    this.#thread.onLost((error) => {
      this.#session.renew(error)
    })
  }

  /** Ends whatever there is; answers the number of the visit that may begin now. */
  async #endVisit(): Promise<number> {
    this.#visit += 1
    const visit = this.#visit
    await this.#session.leave()
    await this.#alone(() => this.#stopEngine())
    return visit
  }

  /** Somebody may have left, or gone elsewhere, while the devices were opened. */
  #checkVisit(visit: number): void {
    if (visit !== this.#visit)
      throw new PalabreError('host-unreachable', { detail: 'left before it was reached' })
  }

  async #startEngine(): Promise<void> {
    if (this.#thread.isRunning) return
    await this.#thread.start({ ...this.#engine, matching: this.#hearing.matching })
    this.#thread.post({ type: 'flags', ...this.#session.flags })
  }

  async #stopEngine(): Promise<void> {
    this.#stopped = (await this.#thread.stop()) ?? this.#stopped
  }

  /** Nobody needs the devices without a call; another one may have begun in the meantime. */
  async #stopIfIdle(): Promise<void> {
    const { state } = this.#session.state
    if (state === 'idle' || state === 'closed') await this.#stopEngine()
  }

  /** Plays the tone; what the loudspeaker said meanwhile is why it could not be heard. */
  #tone(): Promise<void> {
    let failure: ErrorReport | null = null
    return new Promise((resolve, reject) => {
      const forget = this.#thread.onEvent((event) => {
        if (event.type === 'device' && event.which === 'playback') failure = event.error
        if (event.type !== 'toneEnded') return
        end()
        if (event.played) resolve()
        else reject(failure === null ? new PalabreError('device-failed') : errorOf(failure))
      })
      const cancel = this.#clock.after(TONE_MOST_MS, () => {
        end()
        reject(new PalabreError('audio-unavailable', { detail: 'the sound system does not answer' }))
      })
      const end = () => {
        forget()
        cancel()
      }
      this.#thread.post({ type: 'playTone' })
    })
  }

  #list(): Promise<DeviceList> {
    const id = this.#nextList
    this.#nextList += 1
    return new Promise((resolve, reject) => {
      const end = () => {
        forget()
        cancel()
      }
      const forget = this.#thread.onEvent((event) => {
        if (event.type !== 'deviceList' || event.id !== id) return
        end()
        resolve(event.list)
      })
      const cancel = this.#clock.after(LIST_DEVICES_MS, () => {
        end()
        reject(new PalabreError('audio-unavailable', { detail: 'the sound system does not answer' }))
      })
      this.#thread.post({ type: 'listDevices', id })
    })
  }

  async #remember(host: string, port: number, fingerprint: string): Promise<void> {
    try {
      await this.#knownHosts?.remember(host, port, fingerprint)
    } catch (error) {
      // The call goes on; only a later visit without an invite would miss it.
      this.#logger.warn({ error: String(error) }, 'the key of the host could not be remembered')
    }
  }

  /** Runs `task` after all that were asked for before it. */
  #alone<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task)
    this.#turn = result.catch(() => undefined)
    return result
  }
}

/** A voice service whose identity, known hosts and ways of hearing others are kept in a folder. */
export async function openVoiceService(
  dataDir: string,
  options: Omit<VoiceServiceOptions, 'identity' | 'knownHosts' | 'hearing'>,
): Promise<VoiceService> {
  const random = options.random ?? systemRandom
  const { identity, damagedCopy } = await loadIdentity(join(dataDir, 'identity.json'), random)
  if (damagedCopy !== undefined) {
    options.logger?.warn(
      { damagedCopy },
      'the identity file was damaged: it was kept aside and a fresh identity made',
    )
  }
  const knownHosts = await KnownHosts.load(join(dataDir, 'known-hosts.json'))
  const hearing = await HearingFile.load(join(dataDir, 'hearing.json'), random)
  if (hearing.damagedCopy !== undefined) {
    options.logger?.warn(
      { damagedCopy: hearing.damagedCopy },
      'the file of how others are heard was damaged: it was kept aside, what was whole in it counts',
    )
  }
  return new VoiceService({ ...options, identity, knownHosts, hearing: hearing.file })
}
