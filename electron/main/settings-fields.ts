import { LIMITS } from '../contract/limits.ts'
import type { AppSettings } from '../contract/services.ts'

export type SettingName = keyof AppSettings

/** Longest device id kept, characters: the name of a device comes from its driver. */
const DEVICE_ID_LENGTH = 512

const shortText = (most: number) => (value: unknown) => typeof value === 'string' && value.length <= most
const oneOf =
  (...values: readonly string[]) =>
  (value: unknown) =>
    typeof value === 'string' && values.includes(value)

/** What each field may be. Names are cut to size by the host; here they only must not be endless. */
const FIELDS: Record<SettingName, (value: unknown) => boolean> = {
  version: (value) => value === 1,
  nickname: shortText(LIMITS.nameLength * 2),
  hostName: shortText(LIMITS.nameLength * 2),
  captureDevice: shortText(DEVICE_ID_LENGTH),
  playbackDevice: shortText(DEVICE_ID_LENGTH),
  language: oneOf('system', 'en', 'fr'),
  theme: oneOf('system', 'light', 'dark'),
  port: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffff,
}

/** Whether a value from outside is possible for a setting. */
export function isSetting(name: SettingName, value: unknown): boolean {
  return FIELDS[name](value)
}
