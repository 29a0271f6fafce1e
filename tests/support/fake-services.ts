import { BROWSER_LACKS, type DeskLacks } from '../../electron/contract/desk.ts'
import type { CallHistory } from '../../electron/contract/diagnostics.ts'
import type { CalibrationResult, TrialResult } from '../../electron/contract/engine.ts'
import type { ErrorCode } from '../../electron/contract/errors.ts'
import { PalabreError } from '../../electron/contract/errors.ts'
import type { RoomAnswer, RoomRequest } from '../../electron/contract/gateway.ts'
import type { Channel, Member } from '../../electron/contract/models.ts'
import {
  DEFAULT_SETTINGS,
  type AppApi,
  type AppInfo,
  type AppSettings,
  type AudioDevice,
  type DeviceList,
  type Hearing,
  type HostGlimpse,
  type LanHost,
  type Remembered,
  type RoomView,
  type SessionState,
  type UserHearing,
  type VoiceServiceApi,
  type VoiceServiceEvents,
} from '../../electron/contract/services.ts'
import type { ShortcutStatus } from '../../electron/contract/shortcuts.ts'
import type { UpdateStatus } from '../../electron/contract/updates.ts'
import { plainChannel } from './channels.ts'
import type { Asked } from './asked.ts'
import { FakeAdministered } from './fake-admin.ts'
import { FakeCommunity } from './fake-community.ts'

/** A valid link; nothing answers there. */
export const FAKE_INVITE = `palabre://192.168.1.20,[2001:db8::20]/Lobby?k=${'A'.repeat(43)}&t=${'t'.repeat(24)}`

export const FAKE_CHANNELS: readonly Channel[] = [
  plainChannel(1, 'Lobby', 0),
  plainChannel(2, 'Workshop', 1),
  plainChannel(3, 'Quiet corner', 2),
]

export function fakeMember(sourceId: number, nickname: string, change: Partial<Member> = {}): Member {
  return {
    sourceId,
    userId: sourceId,
    nickname,
    role: 'member',
    channelId: 1,
    sessionNonce: 'A'.repeat(22),
    muted: false,
    deafened: false,
    serverMuted: false,
    priority: false,
    path: 'udp',
    ...change,
  }
}

export function fakeRoom(members: readonly Member[], change: Partial<RoomView> = {}): RoomView {
  return { hostName: 'Ada’s place', you: 1, channels: FAKE_CHANNELS, members, path: 'udp', ...change }
}

export function fakeDevice(name: string, change: Partial<AudioDevice> = {}): AudioDevice {
  return {
    id: `ALSA: ${name}`,
    name,
    hostApi: 'ALSA',
    inputChannels: 1,
    outputChannels: 2,
    defaultSampleRate: 48_000,
    defaultLowInputLatencyMs: 8,
    defaultLowOutputLatencyMs: 8,
    isDefaultInput: false,
    isDefaultOutput: false,
    preferred: true,
    ...change,
  }
}

/** Of somebody who has gone through the first steps. */
const SETTINGS: AppSettings = { ...DEFAULT_SETTINGS, language: 'en', theme: 'light', welcomed: true }

/** A host on the network that has proven itself. */
export function fakeLanHost(name: string, change: Partial<LanHost> = {}): LanHost {
  const fingerprint = Buffer.from(name.padEnd(32, ' ')).subarray(0, 32).toString('base64url')
  const addresses = [{ host: '192.168.1.30', port: 7780 }]
  const invite = `palabre://192.168.1.30/?k=${fingerprint}&lan=1`
  return { fingerprint, name, addresses, open: true, proven: true, familiarity: 'new', invite, ...change }
}

/** The app's own service, in memory. */
export class FakeApp implements AppApi {
  readonly asked: Asked[] = []
  stored: AppSettings
  update: UpdateStatus = { state: 'off' }
  waitingInvite: string | null = null
  lacks: DeskLacks = BROWSER_LACKS
  shell: AppInfo['shell'] = 'browser'
  route: ShortcutStatus = { route: 'hook', cannot: ['keep-from-others'], command: 'palabre talk-key' }

  constructor(settings: Partial<AppSettings> = {}) {
    this.stored = { ...SETTINGS, ...settings }
  }

  info(): ReturnType<AppApi['info']> {
    return Promise.resolve({
      ...{ version: '0.1.0', shell: this.shell, platform: 'linux', versions: { 'Node.js': '24.0.0' } },
      folders: { data: '/home/ada/palabre', recordings: '/home/ada/palabre/host/recordings' },
    })
  }

  settings(): Promise<AppSettings> {
    return Promise.resolve(this.stored)
  }

  saveSettings(change: Partial<AppSettings>): Promise<AppSettings> {
    this.asked.push(['saveSettings', change])
    this.stored = { ...this.stored, ...change }
    return Promise.resolve(this.stored)
  }

  shortcutStatus(): Promise<ShortcutStatus> {
    return Promise.resolve(this.route)
  }

  takeInvite(): Promise<string | null> {
    const invite = this.waitingInvite
    this.waitingInvite = null
    return Promise.resolve(invite)
  }

  showMini(on: boolean): Promise<void> {
    this.asked.push(['showMini', on])
    return Promise.resolve()
  }

  showMain(): Promise<void> {
    this.asked.push(['showMain'])
    return Promise.resolve()
  }

  deskLacks(): Promise<DeskLacks> {
    return Promise.resolve(this.lacks)
  }

  updateStatus(): Promise<UpdateStatus> {
    return Promise.resolve(this.update)
  }

  lookForUpdate(): Promise<UpdateStatus> {
    this.asked.push(['lookForUpdate'])
    return Promise.resolve(this.update)
  }

  fetchUpdate(): Promise<UpdateStatus> {
    this.asked.push(['fetchUpdate'])
    return Promise.resolve(this.update)
  }

  installUpdate(): Promise<void> {
    this.asked.push(['installUpdate'])
    return Promise.resolve()
  }

  diagnostics(history: CallHistory): Promise<string> {
    this.asked.push(['diagnostics', history])
    return Promise.resolve('{"format":"palabre-diagnostics"}')
  }
}

/** A session that is what a test says. */
export class FakeVoice extends FakeAdministered implements VoiceServiceApi {
  readonly asked: Asked[] = []
  readonly #events: VoiceServiceEvents
  refuse: ErrorCode | PalabreError | undefined
  now: SessionState = { state: 'idle' }
  /** What `connect` leads to. */
  room: RoomView = fakeRoom([fakeMember(1, 'Ada', { role: 'owner' })])
  list: DeviceList = {
    devices: [
      fakeDevice('Built-in Audio'),
      fakeDevice('USB Headset'),
      fakeDevice('HDMI', { inputChannels: 0 }),
    ],
  }

  constructor(events: VoiceServiceEvents) {
    super(events)
    this.#events = events
  }

  /** Text, rights and channels. */
  readonly community = new FakeCommunity({
    room: () => this.room,
    become: (room) => {
      this.room = room
      this.become({ state: 'ready', room })
    },
    tell: (event) => {
      this.#events.onMessage(event)
    },
  })

  /** Moves to a state and tells it. */
  become(state: SessionState): void {
    this.now = state
    this.#events.onSession(state)
  }

  #answer(...asked: Asked): Promise<void> {
    this.asked.push(asked)
    return this.#outcome()
  }

  async connect(options: Parameters<VoiceServiceApi['connect']>[0]): Promise<void> {
    await this.#answer('connect', options)
    this.become({ state: 'ready', room: this.room })
  }

  /** Hosts on the network; told when they are looked for, and when they change meanwhile. */
  nearby: readonly LanHost[] = []
  #isLooking = false

  async lookForHosts(on: boolean): Promise<void> {
    await this.#answer('lookForHosts', on)
    this.#isLooking = on
    this.#events.onHosts(on ? this.nearby : [])
  }

  hosts(): Promise<readonly LanHost[]> {
    return Promise.resolve(this.#isLooking ? this.nearby : [])
  }

  async joinHost(options: Parameters<VoiceServiceApi['joinHost']>[0]): Promise<void> {
    await this.#answer('joinHost', options)
    const host = (await this.hosts()).find(({ fingerprint }) => fingerprint === options.fingerprint)
    if (host === undefined) throw new PalabreError('lan-host-unknown')
    if (host.familiarity === 'changed' && options.acceptKey !== true) {
      throw new PalabreError('host-key-changed')
    }
    this.become({ state: 'ready', room: this.room })
  }

  /** Other hosts are on the network now. */
  see(hosts: readonly LanHost[]): void {
    this.nearby = hosts
    if (this.#isLooking) this.#events.onHosts(hosts)
  }

  async leave(): Promise<void> {
    await this.#answer('leave')
    this.become({ state: 'closed' })
  }

  async join(...wish: Parameters<VoiceServiceApi['join']>): Promise<void> {
    const [channelId] = wish
    await this.#answer('join', ...wish)
    this.#changeYou({ channelId })
  }

  async setFlags(flags: { muted: boolean; deafened: boolean }): Promise<void> {
    await this.#answer('setFlags', flags)
    this.#changeYou(flags)
  }

  async setDownlink(downlink: Parameters<VoiceServiceApi['setDownlink']>[0]): Promise<void> {
    await this.#answer('setDownlink', downlink)
  }

  async setTalking(on: boolean): Promise<void> {
    await this.#answer('setTalking', on)
  }

  async setMode(...wish: Parameters<VoiceServiceApi['setMode']>): Promise<void> {
    await this.#answer('setMode', ...wish)
  }

  async setWhisperList(...wish: Parameters<VoiceServiceApi['setWhisperList']>): Promise<void> {
    await this.#answer('setWhisperList', ...wish)
  }

  async setWhispering(list: number | null): Promise<void> {
    await this.#answer('setWhispering', list)
  }

  async setLoopback(mode: Parameters<VoiceServiceApi['setLoopback']>[0]): Promise<void> {
    await this.#answer('setLoopback', mode)
  }

  async playTone(): Promise<void> {
    await this.#answer('playTone')
  }

  async setProfile(profile: Parameters<VoiceServiceApi['setProfile']>[0]): Promise<void> {
    await this.#answer('setProfile', profile)
  }

  /** Asked again and again: it is not told among what was asked. */
  watchMicrophone(): Promise<void> {
    return this.#outcome()
  }

  #outcome(): Promise<void> {
    const refusal = this.refuse
    this.refuse = undefined
    if (refusal === undefined) return Promise.resolve()
    return Promise.reject(refusal instanceof PalabreError ? refusal : new PalabreError(refusal))
  }

  /** What trials and measurements of the microphone find. */
  tried: TrialResult = { heardDb: -18, played: true }
  measured: CalibrationResult = { roomDb: -62, speechDb: -30, openDb: -48 }

  async tryVoice(): Promise<TrialResult> {
    await this.#answer('tryVoice')
    return this.tried
  }

  async calibrate(): Promise<CalibrationResult> {
    await this.#answer('calibrate')
    return this.measured
  }

  async endTests(): Promise<void> {
    await this.#answer('endTests')
  }

  kept: Remembered = { hosts: 2, users: 1 }

  remembered(): Promise<Remembered> {
    return Promise.resolve(this.kept)
  }

  async forget(what: keyof Remembered): Promise<void> {
    await this.#answer('forget', what)
    this.kept = { ...this.kept, [what]: 0 }
  }

  async setProcessing(change: Parameters<VoiceServiceApi['setProcessing']>[0]): Promise<void> {
    await this.#answer('setProcessing', change)
  }

  /** What is wished about users; every change of it is told. */
  ears: Hearing = { matching: true, spread: false, users: [] }

  hearing(): Promise<Hearing> {
    return Promise.resolve(this.ears)
  }

  async setUserVolume(userId: number, gainDb: number): Promise<void> {
    await this.#answer('setUserVolume', userId, gainDb)
    this.#changeUser(userId, { gainDb })
  }

  async setUserMuted(userId: number, muted: boolean): Promise<void> {
    await this.#answer('setUserMuted', userId, muted)
    this.#changeUser(userId, { muted })
  }

  async setUserPlace(userId: number, pan: number | null): Promise<void> {
    await this.#answer('setUserPlace', userId, pan)
    this.#changeUser(userId, { pan })
  }

  async setUserPriority(userId: number, priority: boolean): Promise<void> {
    await this.#answer('setUserPriority', userId, priority)
    this.#changeUser(userId, { priority })
  }

  async setMatching(matching: boolean): Promise<void> {
    await this.#answer('setMatching', matching)
    this.hear({ ...this.ears, matching })
  }

  async setSpread(spread: boolean): Promise<void> {
    await this.#answer('setSpread', spread)
    this.hear({ ...this.ears, spread })
  }

  /** Hears otherwise, and tells it. */
  hear(hearing: Hearing): void {
    this.ears = hearing
    this.#events.onHearing(hearing)
  }

  #changeUser(userId: number, change: Partial<UserHearing>): void {
    const plain = { userId, gainDb: 0, muted: false, pan: null, priority: false }
    const before = this.ears.users.find((user) => user.userId === userId)
    const others = this.ears.users.filter((user) => user !== before)
    this.hear({ ...this.ears, users: [...others, { ...plain, ...before, ...change }] })
  }

  #changeYou(change: Partial<Member>): void {
    const { you, members } = this.room
    this.room = {
      ...this.room,
      members: members.map((member) => (member.sourceId === you ? { ...member, ...change } : member)),
    }
    this.become({ state: 'ready', room: this.room })
  }

  rename(nickname: string): Promise<void> {
    return this.#answer('rename', nickname)
  }

  async ask(request: RoomRequest): Promise<RoomAnswer> {
    if (request.type === 'explain' || request.type === 'history') return this.community.answer(request)
    await this.#answer('ask', request)
    return this.community.answer(request)
  }

  async createInvite(...wish: Parameters<VoiceServiceApi['createInvite']>): Promise<string> {
    await this.#answer('createInvite', ...wish)
    return FAKE_INVITE
  }

  /** What answers at an invite; the others are not reached. */
  answering = new Map<string, string>()

  glimpse(invite: string): Promise<HostGlimpse> {
    this.asked.push(['glimpse', invite])
    const hostName = this.answering.get(invite)
    return hostName === undefined
      ? Promise.reject(new PalabreError('host-unreachable'))
      : Promise.resolve({ hostName })
  }

  state(): Promise<SessionState> {
    return Promise.resolve(this.now)
  }

  devices(): Promise<DeviceList> {
    return Promise.resolve(this.list)
  }

  selectDevices(selection: Parameters<VoiceServiceApi['selectDevices']>[0]): Promise<void> {
    return this.#answer('selectDevices', selection)
  }

  publicKey(): Promise<string> {
    return Promise.resolve('K'.repeat(43))
  }
}
