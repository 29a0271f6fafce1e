import { LIMITS } from '../../contract/limits.ts'
import { HOST_CONFIG } from '../../host/config.ts'
import { GIGABYTE, HOUR_MS, MEGABYTE } from '../../host/recording-limits.ts'
import type { RecordingConfig } from '../../host/services/recording-service.ts'
import { LOG_LEVELS, type LogLevel, type LogStream } from '../../processes/logger.ts'
import { address, integer, keys, name, onOrOff, oneOf, path, type Parser } from './values.ts'

/** One setting of a host without a window: the same under all the names it has. */
export interface Setting<T> {
  /** What stands for the value in the help. */
  readonly takes: string
  readonly says: string
  readonly parse: Parser<T>
  readonly usual: T
  /** What the usual value means, where it is not to be read off. */
  readonly usualSays?: string
  /** A variable that is asked after the setting's own. */
  readonly alsoEnv?: string
}

const setting = <T>(one: Setting<T>): Setting<T> => one

const HIGHEST_PORT = 65_535
/** Ten years; who wants more wants all, which is 0. */
const MOST_DAYS = 3_650
/** A day: timestamps of voice (32 bits of samples) begin anew after 24.8 hours. */
const MOST_HOURS = 24
/** A terabyte, and a thousand of them. */
const MOST_MEGABYTES = 1024 ** 2
const MOST_GIGABYTES = 1024 ** 2
const HOUR_COUNT = HOST_CONFIG.recording.mostMs / HOUR_MS
const MEGABYTES = HOST_CONFIG.recording.mostBytes / MEGABYTE
const GIGABYTES = HOST_CONFIG.recording.totalBytes / GIGABYTE

/** Every setting of `palabre host`, by its key in the configuration file. */
export const HOST_SETTINGS = {
  name: setting({
    ...{ takes: 'TEXT', says: 'name of the host', parse: name, usual: undefined },
    usualSays: 'the name it had, else this machine’s',
  }),
  bind: setting({
    ...{ takes: 'ADDR', says: 'listen on this address only', parse: address, usual: '::' },
    usualSays: 'all',
  }),
  port: setting({
    ...{ takes: 'N', says: 'TCP and UDP port; 0 for any free one', usual: undefined },
    parse: integer(0, HIGHEST_PORT),
    usualSays: 'the last one, else 7780, else the next free one',
  }),
  discovery: setting({
    ...{ takes: 'true|false', says: 'announce the host on this network', parse: onOrOff, usual: true },
  }),
  lan_guests: setting({
    ...{ takes: 'true|false', parse: onOrOff, usual: true },
    says: 'where it is announced, let people of this network in without an invite, as guests',
  }),
  data: setting({
    ...{ takes: 'DIR', says: 'where the host keeps what it knows', parse: path, usual: undefined },
    usualSays: 'your data folder',
  }),
  certificate: setting({
    ...{ takes: 'FILE', says: 'a certificate of your own, PEM', parse: path, usual: undefined },
    usualSays: 'one that the host makes for itself',
  }),
  certificate_key: setting({
    ...{ takes: 'FILE', says: 'the private key of that certificate, PEM', parse: path, usual: undefined },
    usualSays: 'the key of its own certificate',
  }),
  owners: setting({
    ...{ takes: 'KEY,…', says: 'public keys of users that own the host', parse: keys, usual: [] },
    usualSays: 'who used the owner’s link',
  }),
  max_members: setting({
    ...{ takes: 'N', says: 'members at the same time', usual: HOST_CONFIG.members },
    parse: integer(1, LIMITS.members),
  }),
  max_connections_per_address: setting({
    ...{ takes: 'N', says: 'connections of one address', usual: HOST_CONFIG.socketsPerAddress },
    parse: integer(1, HOST_CONFIG.sockets),
  }),
  keep_messages_days: setting({
    ...{ takes: 'N', says: 'days that text is kept; 0 for good', usual: HOST_CONFIG.chat.keepDays },
    parse: integer(0, MOST_DAYS),
  }),
  max_recording_hours: setting({
    ...{ takes: 'N', says: 'hours that a recording lasts at most', usual: HOUR_COUNT },
    parse: integer(1, MOST_HOURS),
  }),
  max_recording_megabytes: setting({
    ...{ takes: 'N', says: 'size of one recording while it goes on', usual: MEGABYTES },
    parse: integer(1, MOST_MEGABYTES),
  }),
  max_recordings_gigabytes: setting({
    ...{ takes: 'N', says: 'size of all recordings together', usual: GIGABYTES },
    parse: integer(1, MOST_GIGABYTES),
  }),
  keep_recordings_days: setting({
    ...{
      takes: 'N',
      says: 'days that recordings are kept; 0 for good',
      usual: HOST_CONFIG.recording.keepDays,
    },
    parse: integer(0, MOST_DAYS),
  }),
  restore_damaged: setting({
    ...{ takes: 'true|false', parse: onOrOff, usual: false },
    says: 'bring the newest good backup back by itself where the data is damaged',
  }),
  log_level: setting<LogLevel>({
    ...{ takes: LOG_LEVELS.join('|'), says: 'how much the log says', parse: oneOf(LOG_LEVELS) },
    ...{ usual: 'warn', alsoEnv: 'PALABRE_LOG' },
  }),
  log_to: setting<LogStream>({
    ...{ takes: 'stderr|stdout', says: 'where the log goes; with stdout every line there is JSON' },
    ...{ parse: oneOf(['stderr', 'stdout']), usual: 'stderr' },
  }),
} as const

/** What the settings say of recordings, in the units of the host. */
export function recordingLimitsOf(
  settings: HostSettings,
): Pick<RecordingConfig, 'mostMs' | 'mostBytes' | 'totalBytes' | 'keepDays'> {
  return {
    mostMs: settings.max_recording_hours * HOUR_MS,
    mostBytes: settings.max_recording_megabytes * MEGABYTE,
    totalBytes: settings.max_recordings_gigabytes * GIGABYTE,
    keepDays: settings.keep_recordings_days,
  }
}

export type SettingKey = keyof typeof HOST_SETTINGS
/** All settings with their values. */
export type HostSettings = {
  readonly [K in SettingKey]: (typeof HOST_SETTINGS)[K] extends Setting<infer T> ? T : never
}

export const SETTING_KEYS = Object.keys(HOST_SETTINGS) as readonly SettingKey[]

/** `max_members` on the command line, without its dashes. */
export function optionOf(key: SettingKey): string {
  return key.replaceAll('_', '-')
}

export const ENVIRONMENT_PREFIX = 'PALABRE_HOST_'

export function variableOf(key: SettingKey): string {
  return `${ENVIRONMENT_PREFIX}${key.toUpperCase()}`
}

/** A setting as the other kinds of code see it: its type is told by its key alone. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return HOST_SETTINGS[key]
}
