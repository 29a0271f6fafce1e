import { dirname, join, resolve } from 'node:path'
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { defaultDataDir, type Surroundings } from '../../main/data-folder.ts'
import {
  ENVIRONMENT_PREFIX,
  HOST_SETTINGS,
  optionOf,
  SETTING_KEYS,
  settingOf,
  variableOf,
  type HostSettings,
  type SettingKey,
} from './catalogue.ts'
import { readSettingsFile, SETTINGS_FILE, type SettingsFile } from './file.ts'
import { nearest } from './nearest.ts'
import { WrongValue } from './values.ts'
import { WrongSetting } from './wrong-setting.ts'

/** Where a value comes from, as people read it: `--port`, `PALABRE_HOST_PORT`, `/etc/host.toml, line 3`, `default`. */
export type Origin = string

/** Where a setting was found: its value, not yet understood. */
interface Found {
  readonly value: unknown
  readonly origin: Origin
  readonly isText: boolean
  readonly folder: string
}

/** What the command line, the environment and the configuration file say together. */
export interface ReadSettings {
  readonly settings: HostSettings & { readonly data: string }
  readonly origins: Readonly<Record<SettingKey, Origin>>
  /** The configuration file that was read. */
  readonly file: string | undefined
  /** Words of the command line that are no settings. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
}

/** What of the world decides. */
export interface SettingsSources extends Surroundings {
  readonly args: readonly string[]
  /** What relative paths of the command line and the environment begin at. */
  readonly cwd: string
  /** Options of the command that are no settings. */
  readonly flags: ParseArgsOptionsConfig
  /** Words without dashes are wrong unless they are asked for. */
  readonly allowWords?: boolean
}

const CONFIG_VARIABLE = `${ENVIRONMENT_PREFIX}CONFIG`

/**
 * Reads all settings. The command line comes before the environment, the environment before the configuration file,
 * that before what is usual; whatever is given anywhere must be right, also where something else comes before it.
 * Throws WrongSetting.
 */
export function readHostSettings(sources: SettingsSources): ReadSettings {
  const { values, positionals } = wordsIn(sources)
  const given = [fromCommandLine(values, sources.cwd), fromEnvironment(sources)]
  const usualData = join(defaultDataDir(sources), 'host')
  const data = firstOf('data', given)
  const file = settingsFile(
    values['config'],
    sources,
    data === undefined ? usualData : String(understand('data', data)),
  )
  const all = [
    ...given,
    file === undefined ? new Map<SettingKey, Found>() : fromFile(file.read, file.isNamed),
  ]
  for (const found of all) for (const [key, one] of found) understand(key, one)
  const settled = SETTING_KEYS.map((key) => {
    const one = firstOf(key, all)
    return {
      key,
      value: one && understand(key, one),
      origin: one?.origin ?? 'default',
      isSet: one !== undefined,
    }
  })
  const settings = Object.fromEntries(
    settled.map(({ key, value, isSet }) => [key, isSet ? value : HOST_SETTINGS[key].usual]),
  ) as unknown as HostSettings
  return {
    settings: { ...settings, data: settings.data ?? usualData },
    origins: Object.fromEntries(settled.map(({ key, origin }) => [key, origin])) as Record<
      SettingKey,
      Origin
    >,
    file: file?.read.file,
    flags: Object.fromEntries(Object.keys(sources.flags).map((flag) => [flag, scalarOf(values[flag])])),
    words: positionals,
  }
}

type Values = Readonly<Record<string, unknown>>

function scalarOf(value: unknown): string | boolean | undefined {
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined
}

function wordsIn({ args, flags, allowWords = false }: SettingsSources): {
  values: Values
  positionals: string[]
} {
  const options = SETTING_KEYS.map((key) => {
    const type = typeof HOST_SETTINGS[key].usual === 'boolean' ? 'boolean' : 'string'
    return [optionOf(key), { type }] as const
  })
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      allowPositionals: allowWords,
      options: { ...Object.fromEntries(options), ...flags, config: { type: 'string' } },
    })
  } catch (error) {
    // Node's own first sentence names the word; what follows is about programs that take any word.
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new WrongSetting(`${why.replace(/\.$/, '')}.`)
  }
}

function fromCommandLine(values: Values, cwd: string): Map<SettingKey, Found> {
  const found = new Map<SettingKey, Found>()
  for (const key of SETTING_KEYS) {
    const value = scalarOf(values[optionOf(key)])
    if (value === undefined) continue
    const origin = value === false ? `--no-${optionOf(key)}` : `--${optionOf(key)}`
    found.set(key, { value: String(value), origin, isText: true, folder: cwd })
  }
  return found
}

function fromEnvironment({ env, cwd }: SettingsSources): Map<SettingKey, Found> {
  const known = SETTING_KEYS.map(variableOf)
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || variable === CONFIG_VARIABLE) continue
    if (!known.includes(variable)) throw unknown(`the environment variable ${variable}`, variable, known)
  }
  const found = new Map<SettingKey, Found>()
  for (const key of SETTING_KEYS) {
    const origin = [variableOf(key), settingOf(key).alsoEnv ?? ''].find(
      (variable) => env[variable] !== undefined,
    )
    if (origin !== undefined) found.set(key, { value: env[origin], origin, isText: true, folder: cwd })
  }
  return found
}

function settingsFile(
  option: unknown,
  { env, cwd }: SettingsSources,
  data: string,
): { read: SettingsFile; isNamed: boolean } | undefined {
  const named = typeof option === 'string' ? option : env[CONFIG_VARIABLE]
  const isNamed = named !== undefined
  const read = readSettingsFile(isNamed ? resolve(cwd, named) : join(data, SETTINGS_FILE), isNamed)
  return read && { read, isNamed }
}

function fromFile({ file, values }: SettingsFile, isNamed: boolean): Map<SettingKey, Found> {
  const found = new Map<SettingKey, Found>()
  for (const [word, { value, line }] of values) {
    const origin = `${file}, line ${String(line)}`
    const key = SETTING_KEYS.find((each) => each === word)
    if (key === undefined) throw unknown(`'${word}' in ${origin},`, word, SETTING_KEYS)
    if (key === 'data' && !isNamed) {
      throw new WrongSetting(
        `'data' in ${origin}, cannot move the folder that this very file lies in.`,
        'Give the folder with --data, or the file with --config.',
      )
    }
    found.set(key, { value, origin, isText: false, folder: dirname(file) })
  }
  return found
}

function firstOf(key: SettingKey, sources: readonly ReadonlyMap<SettingKey, Found>[]): Found | undefined {
  return sources.map((source) => source.get(key)).find((found) => found !== undefined)
}

function understand(key: SettingKey, { origin, ...given }: Found): unknown {
  try {
    return settingOf(key).parse(given)
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error
    // An option or a variable tells by its name what it is; a line of a file does not.
    const where = origin.includes(', line ') ? `'${key}' in ${origin},` : origin
    throw new WrongSetting(`${where} takes ${error.message}.`)
  }
}

function unknown(what: string, word: string, known: readonly string[]): WrongSetting {
  const meant = nearest(word, known)
  return new WrongSetting(`${what} is no setting${meant === undefined ? '' : `; ${meant} is one`}.`)
}
