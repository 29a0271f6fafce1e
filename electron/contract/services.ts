import type { AdminApi, AdminEvents } from './admin.ts'
import type { AppSettings } from './app-settings.ts'
import type { DeskLacks } from './desk.ts'
import type { CallHistory } from './diagnostics.ts'
import type {
  CaptureSpec,
  GateSettings,
  LoopbackMode,
  PlaybackSpec,
  ProcessingChange,
  Profile,
  CalibrationResult,
  TestStep,
  TrialResult,
  TransmitMode,
} from './engine.ts'
import type { ErrorReport } from './errors.ts'
import type { RoomAnswer, RoomRequest } from './gateway.ts'
import type { InviteWish } from './host-service.ts'
import type { Message } from './messages.ts'
import type { Channel, Delivery, Member, WhisperTargets } from './models.ts'
import type { RecordingEnd, RecordingMark } from './recording.ts'
import type { ShortcutPress, ShortcutStatus } from './shortcuts.ts'
import type { Levels, SessionStats } from './stats.ts'
import type { UpdateStatus } from './updates.ts'

/**
 * What the renderer (or the command line) may ask of the services, and what they tell by themselves.
 * Each pair of interfaces is one birpc contract over one port: requests one way, events the other.
 * Only JSON values cross. Requests fail with an `ErrorReport` (see `processes/rpc.ts`). What each may be called with
 * stands in the tables of `voice-calls.ts`, `host-calls.ts` and `app-calls.ts`: another call is `message-malformed`.
 */

export * from './host-service.ts'

// ---- voice service ----

export interface ConnectOptions {
  readonly invite: string
  readonly nickname: string
  /** Name of the channel to start in; else the invite's. */
  readonly channel?: string
  /**
   * A code that another machine of this user has made there: this one becomes another of that user, with the name and
   * the rights it has. Rejects with `link-code-wrong`, `-expired` or `-used`, `link-outranked`, or `devices-full`.
   */
  readonly linkCode?: string
  /**
   * The person has been shown that the host has this key, SHA-256 of its certificate as base64url, and not the promised
   * one, and wants to go there. No other key is accepted by that.
   */
  readonly acceptKey?: string
}

/** A host on a network this machine is on. */
export interface LanHost {
  /** SHA-256 of its certificate, base64url: what tells one host from another. */
  readonly fingerprint: string
  /** As the host calls itself: plain text, not checked by anybody. */
  readonly name: string
  readonly addresses: readonly { readonly host: string; readonly port: number }[]
  /** Whether it says that it lets people of its network in without an invite. */
  readonly open: boolean
  /** Whether it has proven that it has the key of its fingerprint; else joining it will tell. */
  readonly proven: boolean
  /** `changed`: another key was remembered at its address; joining it is refused unless the key is accepted. */
  readonly familiarity: 'new' | 'known' | 'changed'
  /** A link that leads there, without a token. */
  readonly invite: string
}

export interface JoinHostOptions {
  readonly fingerprint: string
  readonly nickname: string
  readonly channel?: string
  /** As in `ConnectOptions`. */
  readonly linkCode?: string
  /** The person knows that the key is another one than before, and wants to go there. */
  readonly acceptKey?: boolean
}

/** Steps of a session, in the order of time. */
export type SessionState =
  | { readonly state: 'idle' }
  | { readonly state: 'resolving'; readonly host: string }
  | { readonly state: 'connecting'; readonly host: string }
  | { readonly state: 'authenticating'; readonly host: string }
  | { readonly state: 'binding'; readonly room: RoomView }
  | { readonly state: 'ready'; readonly room: RoomView }
  /** The host was lost; the next try begins in `retryInMs`. The room is as it was. */
  | {
      readonly state: 'resuming'
      readonly room: RoomView
      readonly attempt: number
      readonly retryInMs: number
      readonly error: ErrorReport
    }
  /** Over; `error` is absent after an ordinary leave. */
  | { readonly state: 'closed'; readonly error?: ErrorReport }

/** What a guest sees of a host: the newest snapshot with all events applied. */
export interface RoomView {
  readonly hostName: string
  readonly you: number
  readonly channels: readonly Channel[]
  readonly members: readonly Member[]
  /** The own lists that somebody hears, by source id. */
  readonly whispers?: readonly { readonly list: number; readonly listeners: readonly number[] }[]
  /** What the host warned this guest of, last. */
  readonly warning?: ErrorReport
  /** The recording whose end was told last; absent after a fresh login. */
  readonly endedRecording?: EndedRecording
  /** Where own voice travels, and why not by UDP. */
  readonly path: 'none' | 'udp' | 'tcp'
  readonly pathCause?: string
}

/** A recording that is over. */
export interface EndedRecording {
  /** As it was while it went on. */
  readonly mark: RecordingMark
  readonly channelId: number
  /** The channel's name at that time. */
  readonly channel: string
  readonly reason: RecordingEnd
}

/** What a host tells anybody who has an invite. */
export interface HostGlimpse {
  readonly hostName: string
}

/** An audio device as PortAudio lists it. */
export interface AudioDevice {
  /** Stable between runs: host API and name. */
  readonly id: string
  readonly name: string
  readonly hostApi: string
  readonly inputChannels: number
  readonly outputChannels: number
  readonly defaultSampleRate: number
  readonly defaultLowInputLatencyMs: number
  readonly defaultLowOutputLatencyMs: number
  readonly isDefaultInput: boolean
  readonly isDefaultOutput: boolean
  /** False for one that another entry shows better (the same device through another host API), and for monitors. */
  readonly preferred: boolean
}

export interface DeviceList {
  readonly devices: readonly AudioDevice[]
  /** Why the list is empty, where it is. */
  readonly error?: ErrorReport
}

/** How this user wants to hear another one, on top of loudness matching. */
export interface UserHearing {
  /** The host's id of the user: the same whenever that user comes again. */
  readonly userId: number
  /** dB, LIMITS.userGainLeastDb..userGainMostDb. */
  readonly gainDb: number
  readonly muted: boolean
  /** -1 (left) to 1 (right); null: in the middle, or where `spread` puts them. */
  readonly pan: number | null
  /** Whether the others sink while this user talks. */
  readonly priority: boolean
}

/** How this user hears; kept between runs. */
export interface Hearing {
  /** Whether speakers are brought to one loudness. */
  readonly matching: boolean
  /** Whether those without a place are spread between the loudspeakers. */
  readonly spread: boolean
  /** Users of the present host about whom there is a wish; the others are heard as they come. */
  readonly users: readonly UserHearing[]
}

/** What the voice service keeps between runs about others. */
export interface Remembered {
  /** Addresses of hosts whose key is known. */
  readonly hosts: number
  /** Users of hosts who are to be heard otherwise than they come. */
  readonly users: number
}

export interface VoiceServiceApi extends AdminApi {
  /**
   * Refused with `host-key-changed`, and both keys, where the host shows another one than the invite promises, and for an
   * invite without a token where another one was remembered of its address.
   */
  connect(options: ConnectOptions): Promise<void>
  /** Begins to look for hosts on this network, or ends it; `onHosts` tells what is found. */
  lookForHosts(on: boolean): Promise<void>
  /** The hosts found so far. */
  hosts(): Promise<readonly LanHost[]>
  /** Joins a host of the list. Rejects as `connect` does, or with `lan-host-unknown`. */
  joinHost(options: JoinHostOptions): Promise<void>
  leave(): Promise<void>
  /** Goes to another channel; a locked one asks for its password (`password-required`, `password-wrong`). */
  join(channelId: number, password?: string): Promise<void>
  setFlags(flags: { muted: boolean; deafened: boolean }): Promise<void>
  /** How voice comes down from the host; kept over reconnects, `auto` at first. */
  setDownlink(downlink: Delivery): Promise<void>
  /** The key of push-to-talk is down or up; without a call it is void. */
  setTalking(on: boolean): Promise<void>
  /** What is sent from now on; settings that are not named stay. */
  setMode(mode: TransmitMode, gate?: GateSettings): Promise<void>
  /** Whom one of the own lists (1..30) reaches; nobody ends it. Kept over reconnects. */
  setWhisperList(list: number, targets: WhisperTargets): Promise<void>
  /**
   * The key of a list is down: only those on it hear what is said, and in mode `ptt` it talks as well; null: it is up.
   */
  setWhispering(list: number | null): Promise<void>
  /** Switches steps of capture processing; those of which nothing is wished are as is usual for the input. */
  setProcessing(change: ProcessingChange): Promise<void>
  setProfile(profile: Profile): Promise<void>
  hearing(): Promise<Hearing>
  /** How loud a user is heard, dB. Wishes need a host, hold at once, and are remembered by host and user. */
  setUserVolume(userId: number, gainDb: number): Promise<void>
  /** Whether a user is not heard at all by this one. */
  setUserMuted(userId: number, muted: boolean): Promise<void>
  /** Where a user is heard, -1 (left) to 1 (right); null where it does not matter. */
  setUserPlace(userId: number, pan: number | null): Promise<void>
  /** Whether the others sink while a user talks. */
  setUserPriority(userId: number, priority: boolean): Promise<void>
  setMatching(matching: boolean): Promise<void>
  setSpread(spread: boolean): Promise<void>
  rename(nickname: string): Promise<void>
  /** Asks the host for something beyond the own stay: text, channels, moderation, the own machines. */
  ask(request: RoomRequest): Promise<RoomAnswer>
  createInvite(options: InviteWish): Promise<string>
  /**
   * Whether a host answers at an invite, and shows the right key, without going in. Rejects within 5 s:
   * `host-unreachable`, `host-key-changed`, `protocol-version`.
   */
  glimpse(invite: string): Promise<HostGlimpse>
  state(): Promise<SessionState>
  devices(): Promise<DeviceList>
  selectDevices(selection: { capture: CaptureSpec; playback: PlaybackSpec }): Promise<void>
  /**
   * What this user hears of their own microphone; over the host only in a call. The local test works without a call,
   * and opens the devices for it until it is `off`. It ends with the call.
   */
  setLoopback(mode: LoopbackMode): Promise<void>
  /** Plays two notes to the chosen loudspeaker; resolves when they are over, rejects where it cannot be opened. */
  playTone(): Promise<void>
  /** Tells levels and statistics for 5 s without a call, too, and opens the devices for it; who still looks asks again. */
  watchMicrophone(on: boolean): Promise<void>
  /** Records 3 s of the microphone, which nobody else hears, and plays them. Rejects where a device is missing. */
  tryVoice(): Promise<TrialResult>
  /** Measures the room for 2 s and then speech, which nobody else hears; finds a threshold for mode `vad`. */
  calibrate(): Promise<CalibrationResult>
  /** Ends both before their time; who asked for them is answered. */
  endTests(): Promise<void>
  /** How much is kept on this machine about others. */
  remembered(): Promise<Remembered>
  /** Forgets it. */
  forget(what: keyof Remembered): Promise<void>
  /** Own public key, base64url. */
  publicKey(): Promise<string>
}

/** Somebody wrote (new), changed, or took away a message. */
export interface MessageEvent {
  readonly message: Message
  readonly isNew: boolean
}

export interface VoiceServiceEvents extends AdminEvents {
  onMessage(event: MessageEvent): void
  onSession(state: SessionState): void
  /** The whole list of hosts on this network, after each change of it, while they are looked for. */
  onHosts(hosts: readonly LanHost[]): void
  onLevels(levels: Levels): void
  onStats(stats: SessionStats): void
  /** After every change of it, and when a host is joined. */
  onHearing(hearing: Hearing): void
  /** A trial or a measurement of the microphone has come to its next step. */
  onTestStep(step: TestStep): void
  onDevice(event: { which: 'capture' | 'playback'; error: ErrorReport | null }): void
}

// ---- the app around them ----

export * from './app-settings.ts'

export interface AppInfo {
  readonly version: string
  readonly shell: 'electron' | 'browser'
  readonly platform: string
  /** What the shell runs on, by name. */
  readonly versions: Readonly<Record<string, string>>
  /** Where things lie on this machine. */
  readonly folders: { readonly data: string; readonly recordings: string }
}

export interface AppApi {
  info(): Promise<AppInfo>
  settings(): Promise<AppSettings>
  /** Keeps the given fields; answers the whole. */
  saveSettings(change: Partial<Omit<AppSettings, 'version'>>): Promise<AppSettings>
  /** How keys reach the app now, and what that way cannot do. */
  shortcutStatus(): Promise<ShortcutStatus>
  /**
   * Everything that helps to find a fault, as the text of one JSON file without secrets: versions, settings, devices,
   * figures, and the end of the log. A history that is none is left out.
   */
  diagnostics(history: CallHistory): Promise<string>
  /** The invite that was opened outside of the app and waits for an answer, once; null where none does. */
  takeInvite(): Promise<string | null>
  /** Opens or closes the small window of a call; nothing happens in a browser. */
  showMini(on: boolean): Promise<void>
  /** Brings the main window to the front; nothing happens in a browser. */
  showMain(): Promise<void>
  /** What the shell cannot do beyond the page, and why. */
  deskLacks(): Promise<DeskLacks>
  /** How a newer version of the app stands. */
  updateStatus(): Promise<UpdateStatus>
  lookForUpdate(): Promise<UpdateStatus>
  fetchUpdate(): Promise<UpdateStatus>
  /** Restarts into a version that was fetched; rejects with `update-waits` during a call. */
  installUpdate(): Promise<void>
}

export interface AppEvents {
  /** A service stopped by itself and is being started again, or is back. */
  onService(event: { service: 'host' | 'voice'; running: boolean }): void
  /** The way keys take has changed. */
  onShortcutStatus(status: ShortcutStatus): void
  /** A key of an action went down or up; what it does is done already. */
  onShortcut(press: ShortcutPress): void
  /** An invite was opened outside of the app: `takeInvite` has it. */
  onInvite(): void
  onUpdate(status: UpdateStatus): void
}
