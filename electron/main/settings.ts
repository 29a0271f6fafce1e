import { readFile, rename } from 'node:fs/promises'
import { PalabreError } from '../contract/errors.ts'
import { DEFAULT_SETTINGS, type AppSettings } from '../contract/services.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import { isSetting, type SettingName } from './settings-fields.ts'
import { writeWhole } from './write-whole.ts'

export type SettingsChange = Partial<Omit<AppSettings, 'version'>>

/** The settings of one data folder: one JSON file, written whole or not at all. */
export interface SettingsStore {
  get(): AppSettings
  /** Keeps the given fields; a field with an impossible value rejects with `message-malformed`. */
  save(change: SettingsChange): Promise<AppSettings>
  /** Told of each change that was kept. */
  onChange(listener: (now: AppSettings, before: AppSettings) => void): void
}

/**
 * Reads the file. A field that is missing or impossible becomes its default; a file that is not JSON or of
 * a newer version is put aside (`FILE.damaged`, `FILE.newer`) and the defaults are used.
 */
export async function openSettings(file: string, logger: Logger): Promise<SettingsStore> {
  let settings = await read(file, logger)
  let writing: Promise<void> = Promise.resolve()
  const changed = new Emitter<{ now: AppSettings; before: AppSettings }>()
  return {
    get: () => settings,
    async save(change) {
      const before = settings
      const now = { ...settings, ...checked(change) }
      settings = now
      writing = writing.catch(() => {}).then(() => writeWhole(file, `${JSON.stringify(now, null, 2)}\n`))
      await writing
      changed.emit({ now, before })
      return settings
    },
    onChange(listener) {
      changed.on(({ now, before }) => {
        listener(now, before)
      })
    },
  }
}

async function read(file: string, logger: Logger): Promise<AppSettings> {
  const text = await textOf(file)
  if (text === undefined) return DEFAULT_SETTINGS
  const stored = parse(text)
  if (stored === undefined) return await putAside(file, 'damaged', logger)
  const version = stored['version']
  if (typeof version === 'number' && version > DEFAULT_SETTINGS.version) {
    return await putAside(file, 'newer', logger)
  }
  return repaired(stored, logger)
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new PalabreError('data-unwritable', { detail: file, cause: error })
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

async function putAside(file: string, why: 'damaged' | 'newer', logger: Logger): Promise<AppSettings> {
  logger.warn({ file, why }, 'settings put aside, defaults used')
  await rename(file, `${file}.${why}`)
  return DEFAULT_SETTINGS
}

function repaired(stored: Record<string, unknown>, logger: Logger): AppSettings {
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS }
  for (const name of Object.keys(DEFAULT_SETTINGS) as SettingName[]) {
    if (isSetting(name, stored[name])) settings[name] = stored[name]
    else if (Object.hasOwn(stored, name)) logger.warn({ field: name }, 'setting repaired')
  }
  // Who has a name from before there were first steps needs none of them.
  if (!Object.hasOwn(stored, 'welcomed')) settings['welcomed'] = settings['nickname'] !== ''
  return settings as unknown as AppSettings
}

/** Only known fields with possible values come from a page. */
function checked(change: SettingsChange): SettingsChange {
  for (const [name, value] of Object.entries(change)) {
    const known = Object.hasOwn(DEFAULT_SETTINGS, name) && name !== 'version'
    if (!known || !isSetting(name as SettingName, value)) {
      throw new PalabreError('message-malformed', { detail: `setting ${name}` })
    }
  }
  return change
}
