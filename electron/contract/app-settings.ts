import { NOTICE_KINDS, type NoticeKind } from './desk.ts'
import type { Processing, Profile, TransmitMode } from './engine.ts'
import { DEFAULT_PORT } from './invite.ts'
import type { Delivery } from './models.ts'
import type { Shortcuts } from './shortcuts.ts'
import type { TalkKeyStyle } from './talk-key.ts'
import type { UpdateTrack } from './updates.ts'

/** A host this user has been at. */
export interface RecentHost {
  /** SHA-256 of its certificate, base64url: one entry for each. */
  readonly fingerprint: string
  readonly name: string
  /** The link it was reached by; its token may be spent, yet the host knows who comes back. */
  readonly invite: string
  /** When it was last gone to, milliseconds since 1970. */
  readonly lastMs: number
}

export const TEXT_SIZES = ['small', 'normal', 'large', 'largest'] as const
export type TextSize = (typeof TEXT_SIZES)[number]

/** What the app keeps between runs. */
export interface AppSettings {
  readonly version: 1
  readonly nickname: string
  readonly hostName: string
  /** Device ids; `default` follows the system. */
  readonly captureDevice: string
  readonly playbackDevice: string
  readonly language: 'system' | 'en' | 'fr'
  readonly theme: 'system' | 'light' | 'dark'
  readonly contrast: 'system' | 'more'
  readonly motion: 'system' | 'less'
  readonly textSize: TextSize
  readonly port: number
  /** What is sent of the microphone. */
  readonly talkMode: TransmitMode
  /** Level from which on a voice is sent in mode `vad`, dBov; null: what is known of the room and of speech decides. */
  readonly gateOpenDb: number | null
  /** How long sending goes on after the last speech, and after the key was let go, ms. */
  readonly hangMs: number
  readonly releaseMs: number
  /** What is wished of single steps of processing; the others follow the microphone. */
  readonly processing: Partial<Processing>
  /** What the sound is set for. */
  readonly profile: Profile
  /** How voice comes down from a host. */
  readonly downlink: Delivery
  /** What a press of the key of push-to-talk means. */
  readonly talkKeyStyle: TalkKeyStyle
  /** The newest first, at most `LIMITS.recentHosts`. */
  readonly recentHosts: readonly RecentHost[]
  /** Names of hosts on the web whose links may be opened without asking again, at most `LIMITS.linkHosts`. */
  readonly linkHosts: readonly string[]
  /** Keys that work while another program has the focus. */
  readonly shortcuts: Shortcuts
  /** Whether the app starts with the session of the user. */
  readonly startAtLogin: boolean
  /** Whether a closed window leaves the app running behind its icon in the tray. */
  readonly keepInTray: boolean
  /** Whether the desktop is told of messages and arrivals while no window of the app has the focus. */
  readonly notifications: boolean
  /** Of which of these. */
  readonly noticeKinds: readonly NoticeKind[]
  /** Which newer versions are offered. */
  readonly updateTrack: UpdateTrack
  /** Whether a host of one's own is announced on its networks, and lets people of these in without an invite. */
  readonly announceHost: boolean
  readonly lanGuests: boolean
  /** Whether the own voice is kept out of recordings wherever a host allows that. */
  readonly keepVoiceOut: boolean
  /** Whether the first steps have been gone through, or skipped. */
  readonly welcomed: boolean
}

/** What a first run begins with. */
export const DEFAULT_SETTINGS: AppSettings = {
  version: 1,
  nickname: '',
  hostName: '',
  captureDevice: 'default',
  playbackDevice: 'default',
  language: 'system',
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  textSize: 'normal',
  port: DEFAULT_PORT,
  talkMode: 'continuous',
  gateOpenDb: null,
  hangMs: 300,
  releaseMs: 200,
  processing: {},
  profile: 'auto',
  downlink: 'auto',
  talkKeyStyle: 'hold',
  recentHosts: [],
  linkHosts: [],
  shortcuts: {},
  startAtLogin: false,
  keepInTray: true,
  notifications: true,
  noticeKinds: NOTICE_KINDS,
  updateTrack: 'stable',
  announceHost: true,
  lanGuests: true,
  keepVoiceOut: false,
  welcomed: false,
}
