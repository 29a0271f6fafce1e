import { HOST_SETTINGS, optionOf, SETTING_KEYS, settingOf, type SettingKey } from './catalogue.ts'
import type { ReadSettings } from './read.ts'

/** What a host knew when it ended, which stands in for a setting that nobody made. */
export interface Kept {
  readonly name?: string | undefined
  readonly port?: string | undefined
}

/** One setting with what it is and why. */
export interface ShownSetting {
  readonly key: SettingKey
  readonly value: unknown
  readonly origin: string
}

/** Every setting with its value and origin; what the host kept from before comes in where nothing else is said. */
export function shownSettings({ settings, origins }: ReadSettings, kept: Kept): ShownSetting[] {
  return SETTING_KEYS.map((key) => {
    const before = key === 'name' || key === 'port' ? kept[key] : undefined
    const isUsual = origins[key] === 'default'
    if (isUsual && before !== undefined) return { key, value: before, origin: 'kept from before' }
    return { key, value: settings[key] ?? null, origin: origins[key] }
  })
}

/** The same for people. */
export function settingsTable(shown: readonly ShownSetting[], file: string | undefined): string {
  const rows = shown.map(({ key, value, origin }) => [key, textOf(key, value, origin), origin] as const)
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const lines = rows.map(
    ([key, value, origin]) => `${key.padEnd(width(0))}  ${value.padEnd(width(1))}  ${origin}`,
  )
  const head = file === undefined ? 'No configuration file was found.' : `Configuration file: ${file}`
  return `${head}\n\n${lines.join('\n')}\n`
}

function textOf(key: SettingKey, value: unknown, origin: string): string {
  const { usualSays } = HOST_SETTINGS[key] as { usualSays?: string }
  if (origin === 'default' && usualSays !== undefined && key !== 'data') return `(${usualSays})`
  return Array.isArray(value) ? value.join(',') : String(value)
}

/** The settings as lines of the help. */
export function settingsHelp(): string {
  return SETTING_KEYS.map((key) => {
    const { takes, says, usual, usualSays } = settingOf(key)
    const option = typeof usual === 'boolean' ? `--no-${optionOf(key)}` : `--${optionOf(key)} ${takes}`
    const words =
      typeof usual === 'boolean' ? `do not ${says}` : `${says} (default: ${usualSays ?? String(usual)})`
    const head = `  ${option}`
    return head.length < HELP_COLUMN - 1
      ? `${head.padEnd(HELP_COLUMN)}${words}`
      : `${head}\n${' '.repeat(HELP_COLUMN)}${words}`
  }).join('\n')
}

const HELP_COLUMN = 25
