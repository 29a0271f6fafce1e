import { Type, type TSchema } from 'typebox'
import { TEXT_SIZES, type AppSettings } from './app-settings.ts'
import { NOTICE_KINDS } from './desk.ts'
import { PROFILES, THRESHOLD_LEAST_DB, THRESHOLD_MOST_DB, TRANSMIT_MODES } from './engine.ts'
import { LIMITS } from './limits.ts'
import { Base64Url, Delivery } from './models.ts'
import { KeyBindings } from './shortcut-schema.ts'
import { TALK_KEY_STYLES } from './talk-key.ts'
import { UPDATE_TRACKS } from './updates.ts'

const strict = { additionalProperties: false } as const

const Switch = Type.Boolean()
/** Names are cut to size by the host; here they only must not be endless. */
const ShortName = Type.String({ maxLength: LIMITS.nameLength * 2 })
const DeviceId = Type.String({ maxLength: LIMITS.deviceNameLength })
const GateMs = Type.Integer({ minimum: 0, maximum: LIMITS.gateMs })

const RecentHost = Type.Object(
  {
    fingerprint: Base64Url(32),
    name: ShortName,
    invite: Type.String({ maxLength: LIMITS.inviteBytes }),
    lastMs: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  },
  strict,
)

/** A wish for each step, of which none is needed. */
const ProcessingWish = Type.Object(
  {
    highPass: Type.Optional(Switch),
    echo: Type.Optional(Switch),
    suppressor: Type.Optional(Switch),
    gain: Type.Optional(Switch),
  },
  strict,
)

/** What each setting of the app may be, in its file and from a page. */
export const SettingsSchema = Type.Object(
  {
    version: Type.Literal(1),
    nickname: ShortName,
    hostName: ShortName,
    captureDevice: DeviceId,
    playbackDevice: DeviceId,
    language: Type.Enum(['system', 'en', 'fr']),
    theme: Type.Enum(['system', 'light', 'dark']),
    contrast: Type.Enum(['system', 'more']),
    motion: Type.Enum(['system', 'less']),
    textSize: Type.Enum(TEXT_SIZES),
    port: Type.Integer({ minimum: 0, maximum: 0xffff }),
    talkMode: Type.Enum(TRANSMIT_MODES),
    gateOpenDb: Type.Union([
      Type.Integer({ minimum: THRESHOLD_LEAST_DB, maximum: THRESHOLD_MOST_DB }),
      Type.Null(),
    ]),
    hangMs: GateMs,
    releaseMs: GateMs,
    processing: ProcessingWish,
    profile: Type.Enum(PROFILES),
    downlink: Delivery,
    talkKeyStyle: Type.Enum(TALK_KEY_STYLES),
    recentHosts: Type.Array(RecentHost, { maxItems: LIMITS.recentHosts }),
    linkHosts: Type.Array(Type.String({ maxLength: LIMITS.linkHostLength }), { maxItems: LIMITS.linkHosts }),
    shortcuts: KeyBindings,
    startAtLogin: Switch,
    keepInTray: Switch,
    notifications: Switch,
    noticeKinds: Type.Array(Type.Enum(NOTICE_KINDS), { maxItems: NOTICE_KINDS.length }),
    updateTrack: Type.Enum(UPDATE_TRACKS),
    announceHost: Switch,
    lanGuests: Switch,
    keepVoiceOut: Switch,
    welcomed: Switch,
  } satisfies Readonly<Record<keyof AppSettings, TSchema>>,
  strict,
)

/** A change of some of them; which version the file has is nobody's to change. */
export const SettingsChange = Type.Omit(Type.Partial(SettingsSchema), ['version'], strict)
