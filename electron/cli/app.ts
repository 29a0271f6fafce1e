import process from 'node:process'
import { parseArgs } from 'node:util'
import { systemClock } from '../base/clock.ts'
import { Closers } from '../base/disposable.ts'
import { systemRandom } from '../base/random.ts'
import { appInfo } from '../main/app-info.ts'
import { startCore } from '../main/core.ts'
import { logLevel, stderrLogger } from '../processes/logger.ts'
import { ownTalkSocket } from '../main/shortcuts/talk-socket.ts'
import { forkRunner } from '../processes/runner.ts'
import { appFolder } from './data-folders.ts'
import { openBrowser } from './shell/open-browser.ts'
import { rendererDir } from './shell/renderer-files.ts'
import { startShellServer } from './shell/server.ts'
import { appVersion } from './version.ts'

const HELP = `Usage: palabre app [OPTIONS]

Serves the app to a browser on this machine.

  --port N     port on 127.0.0.1 (default: any free one)
  --data DIR   folder of settings, identity and hosts
  --no-open    do not open the browser
  --json       say where the app is as one JSON line
`

interface ShellOptions {
  readonly port: number
  readonly dataDir: string
  readonly open: boolean
  readonly json: boolean
}

/** Runs the browser shell until SIGINT or SIGTERM. */
export async function run(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    const wrong = options !== ''
    ;(wrong ? process.stderr : process.stdout).write(wrong ? `palabre app: ${options}\n\n${HELP}` : HELP)
    return wrong ? 2 : 0
  }
  const closers = new Closers()
  try {
    const url = await start(options, closers)
    await announce(url, options)
    await endSignal()
  } finally {
    await closers.close()
  }
  return 0
}

async function start(options: ShellOptions, closers: Closers): Promise<string> {
  // The page first: building it may take seconds, and services that wait would only cost.
  const page = await rendererDir()
  const core = await startCore({
    dataDir: options.dataDir,
    info: appInfo(
      { version: await appVersion(), shell: 'browser', platform: process.platform },
      options.dataDir,
      process.versions,
    ),
    env: process.env,
    talkSocket: ownTalkSocket(options.dataDir),
    runner: forkRunner,
    clock: systemClock,
    random: systemRandom,
    logger: stderrLogger('app', logLevel(process.env)),
  })
  closers.add(() => core.close())
  const server = await startShellServer({
    port: options.port,
    rendererDir: page,
    random: systemRandom,
    attach: core.attach,
  })
  closers.add(() => server.close())
  return server.url
}

async function announce(url: string, options: ShellOptions): Promise<void> {
  if (options.json) process.stdout.write(`${JSON.stringify({ event: 'ready', url, pid: process.pid })}\n`)
  else process.stdout.write(`Palabre is at ${url}\nThis link opens it once. Press Ctrl+C to end.\n`)
  if (options.open && !(await openBrowser(url, process.platform)) && !options.json) {
    process.stdout.write('No browser could be opened; open the link yourself.\n')
  }
}

function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
}

/** The options; a text where they are wrong, an empty one where help was asked for. */
function readOptions(args: string[]): ShellOptions | string {
  try {
    const { values } = parseArgs({
      args,
      allowNegative: true,
      options: {
        port: { type: 'string', default: '0' },
        data: { type: 'string' },
        open: { type: 'boolean', default: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return ''
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 0xffff) return '--port takes a number from 0 to 65535.'
    const dataDir = appFolder(values.data)
    return { port, dataDir, open: values.open, json: values.json }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
