import { homedir } from 'node:os'
import process from 'node:process'
import { systemClock, type Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { silentLogger, type Logger } from '../base/logger.ts'
import { systemRandom, type Random } from '../base/random.ts'
import type {
  CaptureSpec,
  EngineEvent,
  EngineOptions,
  LoopbackMode,
  PlaybackSpec,
  GateSettings,
  ProcessingChange,
  Profile,
  CalibrationResult,
  TrialResult,
  TransmitMode,
} from '../contract/engine.ts'
import { PalabreError } from '../contract/errors.ts'
import type { RoomAnswer, RoomRequest } from '../contract/gateway.ts'
import { parseInvite, withKey, type Invite } from '../contract/invite.ts'
import type { Delivery, WhisperTargets } from '../contract/models.ts'
import type {
  ConnectOptions,
  DeviceList,
  Hearing,
  InviteWish,
  HostGlimpse,
  JoinHostOptions,
  LanHost,
  Remembered,
  SessionState,
  VoiceServiceApi,
  VoiceServiceEvents,
} from '../contract/services.ts'
import type { FinderSurroundings } from '../session/discovery/host-finder.ts'
import { AdminRelay } from '../session/admin/admin-relay.ts'
import { LanHosts } from '../session/discovery/lan-hosts.ts'
import { TlsGatewayConnector } from '../session/gateway-connector.ts'
import { glimpse } from '../session/glimpse.ts'
import { HearingFile } from '../session/hearing-file.ts'
import { HearingKeeper } from '../session/hearing-keeper.ts'
import type { Identity } from '../session/identity.ts'
import type { GatewayConnector } from '../session/interfaces.ts'
import { KnownHosts } from '../session/known-hosts.ts'
import { Session } from '../session/session.ts'
import { AdminService } from './admin-service.ts'
import { downloadFolder } from './download-folder.ts'
import { EngineControl } from './engine-control.ts'
import { MicrophoneTests } from './microphone-tests.ts'
import type { EngineStopped, EngineThreadOptions } from './engine-port.ts'

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
  /** Where files go that are fetched from a host; else the system's folder of downloads. */
  readonly downloadFolder?: string
}

/**
 * This instance as a guest: a session and its voice engine. The engine, and with it the microphone,
 * runs only while a session does.
 */
export class VoiceService extends AdminService implements VoiceServiceApi {
  readonly #identity: Identity
  readonly #knownHosts: KnownHosts | undefined
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #connector: GatewayConnector
  readonly #session: Session
  readonly #hearing: HearingKeeper
  readonly #lan: LanHosts
  /** The API of the host one is at, as far as one may. */
  protected readonly relay: AdminRelay
  readonly #engine: EngineControl
  readonly #tests: MicrophoneTests
  readonly #engineEvents = new Emitter<EngineEvent>()
  /** Rises with each coming and going. */
  #visit = 0

  constructor(options: VoiceServiceOptions) {
    super()
    const { clock = systemClock, random = systemRandom, logger = silentLogger, spawnEngine } = options
    this.#identity = options.identity
    this.#knownHosts = options.knownHosts
    this.#clock = clock
    this.#logger = logger
    this.#engine = new EngineControl(options.engine, {
      clock,
      random,
      logger,
      ...(spawnEngine === undefined ? {} : { spawn: spawnEngine }),
    })
    this.#connector = options.connector ?? new TlsGatewayConnector(clock)
    this.#session = new Session({
      engine: this.#engine.thread,
      connector: this.#connector,
      identity: options.identity,
      clock,
      random,
      logger,
    })
    this.#tests = new MicrophoneTests({
      ...{ engine: this.#engine, clock },
      start: () => this.#startEngine(),
      rest: () => this.#stopIfIdle(),
    })
    this.#hearing = new HearingKeeper({
      engine: this.#engine.thread,
      file: options.hearing,
      matching: options.engine.matching ?? options.engine.dsp,
      onChange: (hearing) => {
        options.events.onHearing(hearing)
      },
    })
    this.#lan = new LanHosts({ clock, logger, ...options.lan }, options.knownHosts, (hosts) => {
      options.events.onHosts(hosts)
    })
    this.relay = new AdminRelay({
      ...{ door: this.#session.adminDoor, clock },
      downloadFolder: options.downloadFolder ?? downloadFolder(process.env, homedir()),
      onDownload: (download) => {
        options.events.onDownload(download)
      },
    })
    this.#connectEvents(options.events)
  }

  /** Everything the engine says, also what the events of the service do not carry. */
  onEngine(listener: (event: EngineEvent) => void): () => void {
    return this.#engineEvents.on(listener)
  }

  async connect({ acceptKey, ...options }: ConnectOptions): Promise<void> {
    const invite = parseInvite(options.invite)
    if (acceptKey === undefined) {
      this.#lan.checkKey(invite)
      await this.#visitHost(options, invite)
    } else {
      const link = withKey(invite, acceptKey)
      await this.#visitHost({ ...options, invite: link }, parseInvite(link))
    }
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
    await this.#engine.alone(async () => {
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
    // Somebody may be looking at the level of the microphone.
    if (this.#tests.isOn) await this.#engine.alone(() => this.#startEngine())
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
    this.#engine.thread.post({ type: 'talk', on })
    return Promise.resolve()
  }

  setMode(mode: TransmitMode, gate: GateSettings = {}): Promise<void> {
    return this.#engine.setMode(mode, gate)
  }

  setWhisperList(list: number, targets: WhisperTargets): Promise<void> {
    return this.#session.setWhisperList(list, targets)
  }

  setWhispering(list: number | null): Promise<void> {
    this.#session.setWhispering(list)
    return Promise.resolve()
  }

  setProcessing(change: ProcessingChange): Promise<void> {
    return this.#engine.setProcessing(change)
  }

  setProfile(profile: Profile): Promise<void> {
    return this.#engine.setProfile(profile)
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

  devices(): Promise<DeviceList> {
    return this.#engine.devices()
  }

  selectDevices({ capture, playback }: { capture: CaptureSpec; playback: PlaybackSpec }): Promise<void> {
    return this.#engine.selectDevices(capture, playback)
  }

  setLoopback(mode: LoopbackMode): Promise<void> {
    return this.#engine.alone(async () => {
      if (mode === 'local' && !this.#engine.thread.isRunning) await this.#startEngine()
      this.#engine.thread.post({ type: 'loopback', mode })
      if (mode === 'off') await this.#stopIfIdle()
    })
  }

  playTone(): Promise<void> {
    return this.#engine.playTone()
  }

  watchMicrophone(on: boolean): Promise<void> {
    if (on) return this.#tests.watch()
    this.#tests.unwatch()
    return Promise.resolve()
  }

  tryVoice(): Promise<TrialResult> {
    return this.#tests.tryVoice()
  }

  calibrate(): Promise<CalibrationResult> {
    return this.#tests.calibrate()
  }

  endTests(): Promise<void> {
    this.#engine.endTests()
    return Promise.resolve()
  }

  remembered(): Promise<Remembered> {
    return Promise.resolve({ hosts: this.#knownHosts?.count ?? 0, users: this.#hearing.wishes })
  }

  async forget(what: keyof Remembered): Promise<void> {
    if (what === 'users') await this.#hearing.forget()
    else await this.#knownHosts?.forget()
    this.#lan.tell()
  }

  publicKey(): Promise<string> {
    return Promise.resolve(this.#identity.publicKey)
  }

  /** Leaves and ends everything; answers the last word of the last engine. */
  async close(): Promise<EngineStopped | undefined> {
    this.#visit += 1
    this.#tests.unwatch()
    this.relay.close()
    await this.#lan.look(false)
    await this.#session.close()
    await this.#engine.alone(() => this.#engine.stop())
    await this.#hearing.close()
    return this.#engine.stopped
  }

  #connectEvents(events: VoiceServiceEvents): void {
    this.#session.onState((state) => {
      this.#hearing.follow(state)
      events.onSession(state)
      if (state.state === 'closed') void this.#engine.alone(() => this.#stopIfIdle())
    })
    this.#session.onJob((job) => {
      events.onJob(job)
    })
    this.#session.onMessage((event) => {
      events.onMessage(event)
    })
    this.#engine.thread.onEvent((event) => {
      this.#engineEvents.emit(event)
      if (event.type === 'levels') events.onLevels(event.levels)
      else if (event.type === 'stats') events.onStats(event.stats)
      else if (event.type === 'testStep') events.onTestStep(event.step)
      else if (event.type === 'device') events.onDevice({ which: event.which, error: event.error })
    })
    this.#engine.thread.onLost((error) => {
      this.#session.renew(error)
    })
  }

  /** Ends whatever there is; answers the number of the visit that may begin now. */
  async #endVisit(): Promise<number> {
    this.#visit += 1
    const visit = this.#visit
    await this.#session.leave()
    await this.#engine.alone(() => this.#engine.stop())
    return visit
  }

  /** Somebody may have left, or gone elsewhere, while the devices were opened. */
  #checkVisit(visit: number): void {
    if (visit !== this.#visit)
      throw new PalabreError('host-unreachable', { detail: 'left before it was reached' })
  }

  async #startEngine(): Promise<void> {
    if (this.#engine.thread.isRunning) return
    await this.#engine.start(this.#hearing.matching)
    this.#engine.thread.post({ type: 'flags', ...this.#session.flags })
  }

  /** Nobody needs the devices without a call; another one may have begun in the meantime. */
  async #stopIfIdle(): Promise<void> {
    const { state } = this.#session.state
    if ((state === 'idle' || state === 'closed') && !this.#tests.isOn) await this.#engine.stop()
  }

  async #remember(host: string, port: number, fingerprint: string): Promise<void> {
    try {
      await this.#knownHosts?.remember(host, port, fingerprint)
    } catch (error) {
      // The call goes on; only a later visit without an invite would miss it.
      this.#logger.warn({ error: String(error) }, 'the key of the host could not be remembered')
    }
  }
}
