import { homedir } from 'node:os'
import process from 'node:process'
import { systemClock } from '../base/clock.ts'
import type { HostOptions, HostStatus } from '../contract/services.ts'
import { HOST_CONFIG, type HostConfig } from '../host/config.ts'
import { HostService } from '../processes/host-service.ts'
import { streamLogger } from '../processes/logger.ts'
import { mediaWorkers } from '../processes/media-port.ts'
import { recordingLimitsOf, type HostSettings } from './host-settings/catalogue.ts'
import { keptIn } from './host-settings/kept.ts'
import { readHostSettings, type ReadSettings, type SettingsSources } from './host-settings/read.ts'
import { settingsHelp, settingsTable, shownSettings } from './host-settings/show.ts'
import { WrongSetting } from './host-settings/wrong-setting.ts'
import { settingsCommand } from './settings-command.ts'

const USAGE = `Usage: palabre host [OPTIONS]

Runs a host without a window until it is told to end (Ctrl-C, SIGTERM).

${settingsHelp()}

  --config FILE          configuration file (default: host.toml in the data folder, if it is there)
  --show-config          print every setting, and where it comes from, and end
  --json                 print one line of JSON for each event
  --help                 print this

Each setting may also be an environment variable (--max-members is PALABRE_HOST_MAX_MEMBERS) or a line of the
configuration file (max_members = 25). The command line comes first, then the environment, then the file. The log is
JSON lines on stderr, never with a secret in it. With --log-to stdout it comes between the events of --json, and the
event \`ready\` leaves out what is secret: \`palabre token\` tells it.
`
/** Everything is closed by then, ms; what is not is cut. */
const CLOSE_LIMIT_MS = 5_000

/** What settings are read from in this process, but for the words after the command. */
export function settingsSources(args: readonly string[]): Omit<SettingsSources, 'flags'> {
  const { platform, env } = process
  return { args, platform, env, home: homedir(), cwd: process.cwd() }
}

/** `palabre host`: runs until SIGINT or SIGTERM. */
export async function run(args: string[]): Promise<number> {
  const flags = {
    'json': { type: 'boolean' },
    'help': { type: 'boolean' },
    'show-config': { type: 'boolean' },
  } as const
  return settingsCommand('host', USAGE, args, async () => {
    const read = readHostSettings({ ...settingsSources(args), flags })
    if (read.flags['show-config']) showConfig(read)
    else await host(read)
    return 0
  })
}

function showConfig(read: ReadSettings): void {
  const shown = shownSettings(read, keptIn(read.settings.data))
  const { file = null } = read
  process.stdout.write(
    read.flags['json'] ? `${JSON.stringify({ file, settings: shown })}\n` : settingsTable(shown, read.file),
  )
}

async function host({ settings, flags }: ReadSettings): Promise<void> {
  const isLogOnStdout = settings.log_to === 'stdout'
  const logger = streamLogger('host', settings.log_level, settings.log_to)
  const service = new HostService({
    folder: settings.data,
    openMedia: mediaWorkers(logger),
    logger,
    config: configOf(settings),
    restoresDamaged: settings.restore_damaged,
    tell: { onHostStatus: () => {}, onJob: () => {}, onDownload: () => {} },
  })
  const ended = endSignal()
  const status = await service.start(optionsOf(settings))
  process.stdout.write(flags['json'] || isLogOnStdout ? readyLine(status, !isLogOnStdout) : readyText(status))
  await ended
  const cancel = systemClock.after(CLOSE_LIMIT_MS, () => process.exit(1))
  await service.stop()
  cancel()
}

/** Throws WrongSetting where only one of certificate and key is given. */
export function optionsOf({
  name,
  bind,
  port,
  owners,
  discovery,
  lan_guests: lanGuests,
  certificate,
  certificate_key: key,
}: HostSettings): HostOptions {
  if ((certificate === undefined) !== (key === undefined)) {
    const missing = certificate === undefined ? 'certificate' : 'certificate_key'
    throw new WrongSetting(`A certificate of your own needs both settings, and '${missing}' is missing.`)
  }
  return {
    ...{ bind, owners, discovery, lanGuests: discovery && lanGuests },
    ...(name === undefined ? {} : { name }),
    ...(port === undefined ? {} : { port }),
    ...(certificate === undefined || key === undefined
      ? {}
      : { certificate: { certificateFile: certificate, keyFile: key } }),
  }
}

function configOf(settings: HostSettings): HostConfig {
  return {
    ...HOST_CONFIG,
    members: settings.max_members,
    socketsPerAddress: settings.max_connections_per_address,
    chat: { ...HOST_CONFIG.chat, keepDays: settings.keep_messages_days },
    recording: { ...HOST_CONFIG.recording, ...recordingLimitsOf(settings) },
  }
}

type Running = Extract<HostStatus, { state: 'running' }>

function running(status: HostStatus): Running {
  if (status.state !== 'running') throw new Error('A host that started is running.')
  return status
}

/** The event `ready`; without what opens doors where it becomes part of a log. */
function readyLine(status: HostStatus, hasSecrets: boolean): string {
  const { address, port, portTaken, api, fingerprint, pid, mediaThreadId, ...rest } = running(status)
  const { invite, ownerToken, claim } = rest
  const secrets = hasSecrets ? { invite, ownerToken, claim } : {}
  const open = { address, port, portTaken, api, fingerprint, pid, mediaThreadId }
  return `${JSON.stringify({ event: 'ready', ...secrets, ...open })}\n`
}

function readyText(status: HostStatus): string {
  const { name, port, portTaken, invite, claim } = running(status)
  const lines = [
    `${name} is open on port ${String(port)}.`,
    ...(portTaken === undefined
      ? []
      : [`Another program uses port ${String(portTaken)}; the invite below names the new one.`]),
    `Invite: ${invite}`,
    ...(claim === undefined ? [] : [`Owner's link, for you alone, works once: ${claim}`]),
    'Ctrl-C ends it.',
  ]
  return `${lines.join('\n')}\n`
}

function endSignal(): Promise<void> {
  return new Promise((resolveEnd) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolveEnd()
      })
    }
  })
}
