import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { systemClock } from '../base/clock.ts'
import type { HostOptions, HostStatus } from '../contract/services.ts'
import { defaultDataDir } from '../main/data-folder.ts'
import { HostService } from '../processes/host-service.ts'
import { logLevel, stderrLogger } from '../processes/logger.ts'
import { mediaWorkers } from '../processes/media-port.ts'

const USAGE = `Usage: palabre host [OPTIONS]

Runs a host without a window until it is told to end (Ctrl-C, SIGTERM).

  --data DIR       where the host keeps what it knows (default: your data folder)
  --name TEXT      name of the host (default: the name it had, else this machine's)
  --bind ADDR      listen on this address only (default: all)
  --port N         TCP and UDP port; 0 for any free one (default: the last one, else 7780)
  --no-discovery   do not announce the host on this network
  --json           print one line of JSON for each event
  --help           print this

PALABRE_LOG=debug|info|warn|error|silent sets how much the log on stderr says (default: warn).
`
const USAGE_EXIT = 2
const HIGHEST_PORT = 65_535
/** Everything is closed by then, ms; what is not is cut. */
const CLOSE_LIMIT_MS = 5_000

interface Options {
  readonly folder: string
  readonly host: HostOptions
  readonly json: boolean
}

/** `palabre host`: runs until SIGINT or SIGTERM. */
export async function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    process.stdout.write(USAGE)
    return 0
  }
  if (typeof options === 'string') {
    process.stderr.write(`palabre host: ${options}\n\n${USAGE}`)
    return USAGE_EXIT
  }
  const logger = stderrLogger('host', logLevel(process.env))
  const service = new HostService({
    folder: options.folder,
    openMedia: mediaWorkers(logger),
    logger,
    tell: { onHostStatus: () => {} },
  })
  const ended = endSignal()
  tellReady(await service.start(options.host), options.json)
  await ended
  const cancel = systemClock.after(CLOSE_LIMIT_MS, () => process.exit(1))
  await service.stop()
  cancel()
  return 0
}

/** The options, `help`, or what is wrong with them. */
function readOptions(args: string[]): Options | string {
  try {
    const { values } = parseArgs({
      args,
      allowNegative: true,
      options: {
        data: { type: 'string' },
        name: { type: 'string' },
        bind: { type: 'string', default: '::' },
        port: { type: 'string' },
        discovery: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return 'help'
    const port = values.port === undefined ? undefined : Number(values.port)
    const valid = port === undefined || (/^\d+$/.test(values.port ?? '') && port <= HIGHEST_PORT)
    if (!valid) return `--port takes a number from 0 to ${String(HIGHEST_PORT)}.`
    const name = values.name === undefined ? {} : { name: values.name }
    const host = { bind: values.bind, owners: [], ...name, ...(port === undefined ? {} : { port }) }
    return { folder: resolve(values.data ?? defaultFolder()), host, json: values.json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The same host as the app's. */
function defaultFolder(): string {
  const { platform, env } = process
  return join(defaultDataDir({ platform, env, home: homedir() }), 'host')
}

function tellReady(status: HostStatus, json: boolean): void {
  if (status.state !== 'running') throw new Error('A host that started is running.')
  const { name, invite, address, port, api, fingerprint, ownerToken, pid, mediaThreadId } = status
  const ready = { event: 'ready', invite, address, port, api, fingerprint, ownerToken, pid, mediaThreadId }
  const text = `${name} is open on port ${String(port)}.\nInvite: ${invite}\nCtrl-C ends it.\n`
  process.stdout.write(json ? `${JSON.stringify(ready)}\n` : text)
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
