import { NOTICE_KINDS } from '../contract/desk.ts'
import { PROFILES, THRESHOLD_LEAST_DB, THRESHOLD_MOST_DB, TRANSMIT_MODES } from '../contract/engine.ts'
import { LIMITS } from '../contract/limits.ts'
import { TEXT_SIZES, type AppSettings } from '../contract/services.ts'
import { isShortcuts } from '../contract/shortcuts.ts'
import { TALK_KEY_STYLES } from '../contract/talk-key.ts'
import { UPDATE_TRACKS } from '../contract/updates.ts'

export type SettingName = keyof AppSettings

/** Longest device id kept, characters: the name of a device comes from its driver. */
const DEVICE_ID_LENGTH = 512

/** Sending goes on for this long at most, ms: as the engine takes it. */
const GATE_MOST_MS = 2_000

const shortText = (most: number) => (value: unknown) => typeof value === 'string' && value.length <= most
const oneOf =
  (...values: readonly string[]) =>
  (value: unknown) =>
    typeof value === 'string' && values.includes(value)

const between = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most

const isSwitch = (value: unknown): boolean => typeof value === 'boolean'

const listOf = (most: number, isEntry: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length <= most && value.every(isEntry)

function isRecentHost(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { fingerprint, name, invite, lastMs } = value as Record<string, unknown>
  const isTime = Number.isSafeInteger(lastMs) && Number(lastMs) >= 0
  return (
    isTime &&
    typeof fingerprint === 'string' &&
    /^[A-Za-z0-9_-]{43}$/.test(fingerprint) &&
    shortText(LIMITS.nameLength * 2)(name) &&
    shortText(LIMITS.inviteBytes)(invite)
  )
}

/** A wish for each step, of which none is needed. */
function isProcessingWish(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([step, on]) => ['highPass', 'echo', 'suppressor', 'gain'].includes(step) && typeof on === 'boolean',
  )
}

/** What each field may be. Names are cut to size by the host; here they only must not be endless. */
const FIELDS: Record<SettingName, (value: unknown) => boolean> = {
  version: (value) => value === 1,
  nickname: shortText(LIMITS.nameLength * 2),
  hostName: shortText(LIMITS.nameLength * 2),
  captureDevice: shortText(DEVICE_ID_LENGTH),
  playbackDevice: shortText(DEVICE_ID_LENGTH),
  language: oneOf('system', 'en', 'fr'),
  theme: oneOf('system', 'light', 'dark'),
  contrast: oneOf('system', 'more'),
  motion: oneOf('system', 'less'),
  textSize: oneOf(...TEXT_SIZES),
  port: between(0, 0xffff),
  talkMode: oneOf(...TRANSMIT_MODES),
  gateOpenDb: (value) => value === null || between(THRESHOLD_LEAST_DB, THRESHOLD_MOST_DB)(value),
  hangMs: between(0, GATE_MOST_MS),
  releaseMs: between(0, GATE_MOST_MS),
  processing: isProcessingWish,
  profile: oneOf(...PROFILES),
  downlink: oneOf('auto', 'forward', 'mix'),
  talkKeyStyle: oneOf(...TALK_KEY_STYLES),
  recentHosts: listOf(LIMITS.recentHosts, isRecentHost),
  linkHosts: listOf(LIMITS.linkHosts, shortText(LIMITS.linkHostLength)),
  shortcuts: isShortcuts,
  startAtLogin: isSwitch,
  keepInTray: isSwitch,
  notifications: isSwitch,
  noticeKinds: listOf(NOTICE_KINDS.length, oneOf(...NOTICE_KINDS)),
  announceHost: isSwitch,
  lanGuests: isSwitch,
  keepVoiceOut: isSwitch,
  welcomed: isSwitch,
  updateTrack: oneOf(...UPDATE_TRACKS),
}

/** Whether a value from outside is possible for a setting. */
export function isSetting(name: SettingName, value: unknown): boolean {
  return FIELDS[name](value)
}
