import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordingLimitsOf } from '../../../../../electron/cli/host-settings/catalogue.ts'
import { HOST_CONFIG } from '../../../../../electron/host/config.ts'
import { readHostSettings, type ReadSettings } from '../../../../../electron/cli/host-settings/read.ts'
import { WrongSetting } from '../../../../../electron/cli/host-settings/wrong-setting.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const KEY = 'A'.repeat(43)

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

interface World {
  readonly args?: string[]
  readonly env?: Record<string, string>
  /** Text of host.toml in the usual data folder. */
  readonly file?: string
}

const usualData = (): string => join(place.folder, '.local', 'share', 'palabre', 'host')

function read({ args = [], env = {}, file }: World): ReadSettings {
  if (file !== undefined) {
    mkdirSync(usualData(), { recursive: true })
    writeFileSync(join(usualData(), 'host.toml'), file)
  }
  const flags = { json: { type: 'boolean' } } as const
  return readHostSettings({ args, env, flags, platform: 'linux', home: place.folder, cwd: place.folder })
}

/** The sentence with which something wrong is refused. */
function refusal(world: World): string {
  try {
    read(world)
  } catch (error) {
    if (error instanceof WrongSetting) return error.message.replaceAll(place.folder, '~')
    throw error
  }
  return 'none'
}

describe('where settings come from', () => {
  it('nothing needs to be set', () => {
    const { settings, origins, file } = read({})
    expect(settings).toMatchObject({
      bind: '::',
      discovery: true,
      owners: [],
      log_level: 'warn',
      data: usualData(),
    })
    expect(settings).toMatchObject({
      name: undefined,
      port: undefined,
      certificate: undefined,
      log_to: 'stderr',
    })
    expect(new Set(Object.values(origins))).toEqual(new Set(['default']))
    expect(file).toBeUndefined()
  })

  it('the command line comes first, then the environment, then the file', () => {
    const file = '# ours\nname = "file"\nport = 1\n\nmax_members = 7\n'
    const env = { PALABRE_HOST_NAME: 'env', PALABRE_HOST_PORT: '2' }
    const { settings, origins } = read({ args: ['--name', 'args'], env, file })
    expect(settings).toMatchObject({ name: 'args', port: 2, max_members: 7, bind: '::' })
    const line = `${join(usualData(), 'host.toml')}, line 5`
    expect(origins).toMatchObject({
      name: '--name',
      port: 'PALABRE_HOST_PORT',
      max_members: line,
      bind: 'default',
    })
  })

  it('every setting can be made in each of the three ways', () => {
    const words = {
      ...{ name: 'Den', bind: '127.0.0.1', port: '5', discovery: 'false', data: '/d', certificate: '/c' },
      ...{ certificate_key: '/k', owners: KEY, max_members: '8', max_connections_per_address: '9' },
      ...{
        keep_messages_days: '0',
        max_recording_hours: '2',
        max_recording_megabytes: '64',
        max_recordings_gigabytes: '3',
        keep_recordings_days: '0',
        log_level: 'debug',
        log_to: 'stdout',
        lan_guests: 'false',
        restore_damaged: 'true',
      },
    }
    const entries = Object.entries(words)
    const quoted = (text: string) => (/^(?:\d+|false|true)$/.test(text) ? text : `"${text}"`)
    const toml = entries.map(([key, text]) => `${key} = ${key === 'owners' ? `["${text}"]` : quoted(text)}`)
    const named = join(place.folder, 'my.toml')
    writeFileSync(named, toml.join('\n'))
    const env = Object.fromEntries(entries.map(([key, text]) => [`PALABRE_HOST_${key.toUpperCase()}`, text]))
    const options = entries.flatMap(([key, text]) => {
      const name = key.replaceAll('_', '-')
      if (text === 'false') return [`--no-${name}`]
      return text === 'true' ? [`--${name}`] : [`--${name}`, text]
    })
    const ways = [{ args: options }, { env }, { args: ['--config', named] }].map(read)
    expect(ways[0]?.settings).toEqual({
      ...{ name: 'Den', bind: '127.0.0.1', port: 5, discovery: false, data: '/d', certificate: '/c' },
      ...{ certificate_key: '/k', owners: [KEY], max_members: 8, max_connections_per_address: 9 },
      ...{
        keep_messages_days: 0,
        max_recording_hours: 2,
        max_recording_megabytes: 64,
        max_recordings_gigabytes: 3,
        keep_recordings_days: 0,
        log_level: 'debug',
        log_to: 'stdout',
        lan_guests: false,
        restore_damaged: true,
      },
    })
    expect(ways[1]?.settings).toEqual(ways[0]?.settings)
    expect(ways[2]?.settings).toEqual(ways[0]?.settings)
    for (const { origins } of ways) expect(Object.values(origins)).not.toContain('default')
  })

  it('limits of recordings come in units of people, and reach the host in its own', () => {
    const { settings } = read({ args: ['--max-recording-hours', '2', '--max-recordings-gigabytes', '3'] })
    expect(recordingLimitsOf(settings)).toEqual({
      ...{ mostMs: 7_200_000, totalBytes: 3 * 1024 ** 3 },
      ...{ mostBytes: HOST_CONFIG.recording.mostBytes, keepDays: HOST_CONFIG.recording.keepDays },
    })
  })

  it('the log level of every command holds where the host has none of its own', () => {
    expect(read({ env: { PALABRE_LOG: 'info' } })).toMatchObject({
      settings: { log_level: 'info' },
      origins: { log_level: 'PALABRE_LOG' },
    })
    const env = { PALABRE_LOG: 'info', PALABRE_HOST_LOG_LEVEL: 'error' }
    expect(read({ env }).settings.log_level).toBe('error')
  })

  it('paths of a file begin at the file, others where the command was given', () => {
    mkdirSync(join(place.folder, 'etc'))
    writeFileSync(join(place.folder, 'etc', 'h.toml'), 'certificate = "tls/c.pem"\ndata = "../state"\n')
    const env = { PALABRE_HOST_CONFIG: 'etc/h.toml' }
    const { settings, file } = read({ args: ['--certificate-key', 'k.pem'], env })
    expect(file).toBe(join(place.folder, 'etc', 'h.toml'))
    expect(settings.certificate).toBe(join(place.folder, 'etc', 'tls', 'c.pem'))
    expect(settings.certificate_key).toBe(join(place.folder, 'k.pem'))
    expect(settings.data).toBe(join(place.folder, 'state'))
  })

  it('the file is looked for in the data folder that was given', () => {
    const data = join(place.folder, 'Données 🎧')
    mkdirSync(data)
    writeFileSync(join(data, 'host.toml'), 'port = 7000')
    expect(read({ args: ['--data', data] }).settings.port).toBe(7000)
    expect(read({ env: { PALABRE_HOST_DATA: data } }).settings.port).toBe(7000)
  })
})

describe('what is wrong is refused in one sentence', () => {
  const FILE = '~/.local/share/palabre/host/host.toml'
  it.each<[World, string]>([
    [{ args: ['--port', '70000'] }, "--port takes a whole number from 0 to 65535, not '70000'."],
    [{ args: ['--port', ''] }, "--port takes a whole number from 0 to 65535, not ''."],
    [{ args: ['--porst', '1'] }, "Unknown option '--porst'."],
    [{ args: ['word'] }, "Unexpected argument 'word'."],
    [
      { args: ['--bind', 'localhost'] },
      "--bind takes an IP address such as 192.0.2.7, or :: for all, not 'localhost'.",
    ],
    [
      { env: { PALABRE_HOST_PROT: '1' } },
      'the environment variable PALABRE_HOST_PROT is no setting; PALABRE_HOST_PORT is one.',
    ],
    [{ env: { PALABRE_HOST_DISCOVERY: 'no' } }, "PALABRE_HOST_DISCOVERY takes true or false, not 'no'."],
    [{ env: { PALABRE_LOG: 'loud' } }, "PALABRE_LOG takes debug, info, warn, error or silent, not 'loud'."],
    [
      { env: { PALABRE_HOST_NAME: '' } },
      "PALABRE_HOST_NAME takes 1 to 32 characters and no control characters, not ''.",
    ],
    [
      { env: { PALABRE_HOST_OWNERS: 'me' } },
      "PALABRE_HOST_OWNERS takes public keys of 43 characters each, not 'me'.",
    ],
    [{ file: '\nprot = 1' }, `'prot' in ${FILE}, line 2, is no setting; port is one.`],
    [{ file: 'port = "1"' }, `'port' in ${FILE}, line 1, takes a whole number from 0 to 65535, not '1'.`],
    [{ file: 'port = 1.5' }, `'port' in ${FILE}, line 1, takes a whole number from 0 to 65535, not 1.5.`],
    [{ file: 'discovery = "true"' }, `'discovery' in ${FILE}, line 1, takes true or false, not 'true'.`],
    [{ file: '\n[host]\nport = 1' }, `'host' in ${FILE}, line 2, is no setting; port is one.`],
    [
      { file: 'port = 1\nport = 2' },
      `${FILE}, line 2: trying to redefine an already defined table or value.`,
    ],
    [
      { file: 'data = "x"' },
      `'data' in ${FILE}, line 1, cannot move the folder that this very file lies in.`,
    ],
    [{ args: ['--config', 'none.toml'] }, 'the configuration file ~/none.toml cannot be read (ENOENT).'],
    // Also where something else comes before it.
    [
      { args: ['--port', '1'], file: 'port = -1' },
      `'port' in ${FILE}, line 1, takes a whole number from 0 to 65535, not -1.`,
    ],
  ])('%j', (world, sentence) => {
    expect(refusal(world)).toBe(sentence)
  })
})
