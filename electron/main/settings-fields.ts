import { validatorOf } from '../base/validators.ts'
import type { AppSettings } from '../contract/services.ts'
import { SettingsSchema } from '../contract/settings-schema.ts'

export type SettingName = keyof AppSettings

/** Whether a value from outside is possible for a setting. */
export function isSetting(name: SettingName, value: unknown): boolean {
  return validatorOf(SettingsSchema.properties[name]).Check(value)
}
