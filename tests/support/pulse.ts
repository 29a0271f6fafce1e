import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const START_LIMIT_MS = 10_000
const STOP_LIMIT_MS = 2_000
const POLL_MS = 20

/** A PulseAudio daemon of the test's own, with null sinks instead of hardware. */
export interface PulseServer {
  /**
   * What a child process needs in its environment to use this daemon: PulseAudio's own variables and an
   * ALSA configuration whose `default` and `pulse` devices lead to it. Add `pulseRoute` to choose the sink.
   */
  readonly env: Readonly<Record<string, string>>
  /** The daemon's process, for tests in which it dies. */
  readonly pid: number
  /** Runs `pactl` against this daemon and answers its output. */
  pactl(...args: string[]): Promise<string>
  /** Loads a null sink; the answer takes it away again, as somebody who pulls a plug. */
  plugSink(name: string): Promise<() => Promise<void>>
  /** The same for a microphone that hears what is played into a sink named `tone`. */
  plugMicrophone(name: string): Promise<() => Promise<void>>
  /** How many streams clients have open now, both directions. */
  streams(): Promise<{ playback: number; capture: number }>
  close(): Promise<void>
}

/** Environment that leads ALSA's `pulse` device to one sink, and to the microphone that records another. */
export function pulseRoute(route: {
  readonly sink?: string
  readonly monitorOf?: string
}): Record<string, string> {
  return {
    ...(route.sink === undefined ? {} : { PULSE_SINK: route.sink }),
    ...(route.monitorOf === undefined ? {} : { PULSE_SOURCE: `${route.monitorOf}.monitor` }),
  }
}

/**
 * Starts a private daemon with one null sink per name (48 kHz, stereo); what is played into sink `a` can be
 * recorded from its source `a.monitor`. Runs as any user, root included, and touches no real device.
 */
export async function startPulse(sinks: readonly string[]): Promise<PulseServer> {
  const directory = await mkdtemp(join(tmpdir(), 'palabre-pulse-'))
  const socket = join(directory, 'native')
  const env = await configure(directory, socket)
  const [command, ...args] = [...(await realTime()), 'pulseaudio', ...daemonArguments(socket, sinks)]
  const daemon = spawn(command ?? '', args, {
    env: { ...process.env, ...env, HOME: directory, XDG_RUNTIME_DIR: directory, XDG_CONFIG_HOME: directory },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  daemon.stderr.on('data', (text: Buffer) => {
    log = (log + text.toString()).slice(-4_000)
  })
  const close = async (): Promise<void> => {
    await stop(daemon)
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await reachable(socket, daemon)
  } catch (error) {
    await close()
    throw new Error(`pulseaudio did not start: ${log}`, { cause: error })
  }
  const pactl = async (...args: string[]): Promise<string> =>
    (await run('pactl', args, { env: { ...process.env, ...env } })).stdout
  const plug = async (...module: string[]): Promise<() => Promise<void>> => {
    const index = (await pactl('load-module', ...module)).trim()
    return async () => {
      await pactl('unload-module', index)
    }
  }
  return {
    ...{ env, pid: daemon.pid ?? 0, pactl, streams: () => countStreams(pactl), close },
    plugSink: (name) => plug(...nullSink(name)),
    plugMicrophone: (name) => plug('module-remap-source', `source_name=${name}`, 'master=tone.monitor'),
  }
}

/** Writes the clients' configuration files. */
async function configure(directory: string, socket: string): Promise<Record<string, string>> {
  const alsa = join(directory, 'alsa.conf')
  const client = join(directory, 'client.conf')
  // Complete by itself: the machine's own configuration would add devices that the test must not see.
  const devices = ['default', 'pulse'].map(
    (name) => `pcm.${name} { type pulse }\nctl.${name} { type pulse }\n`,
  )
  await writeFile(alsa, devices.join(''))
  await writeFile(
    client,
    `autospawn = no\ndefault-server = unix:${socket}\ncookie-file = ${join(directory, 'cookie')}\n`,
  )
  return { PULSE_SERVER: `unix:${socket}`, PULSE_CLIENTCONFIG: client, ALSA_CONFIG_PATH: alsa }
}

function daemonArguments(socket: string, sinks: readonly string[]): string[] {
  const modules = sinks.map((name) => nullSink(name).join(' '))
  // The protocol comes last: whoever reaches the socket finds every sink.
  modules.push(`module-native-protocol-unix auth-anonymous=1 socket=${socket}`)
  return [
    ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--system=false', '--use-pid-file=no'],
    ...['--disallow-exit', '--log-target=stderr', '--log-level=error'],
    ...modules.flatMap((module) => ['-L', module]),
  ]
}

/**
 * The words that give a command real-time priority, none where this user may not: the daemon stands for hardware, which
 * other programs do not make wait.
 */
async function realTime(): Promise<string[]> {
  const words = ['chrt', '--rr', '50']
  return run('chrt', [...words.slice(1), 'true']).then(
    () => words,
    () => [],
  )
}

function nullSink(name: string): string[] {
  // Without norewinds a null sink that wakes renders two seconds ahead, so that streams stand still at first.
  return ['module-null-sink', `sink_name=${name}`, 'rate=48000', 'channels=2', 'norewinds=1']
}

async function reachable(socket: string, daemon: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS
  while (performance.now() < deadline && daemon.exitCode === null) {
    if (await accepts(socket)) return
    await delay(POLL_MS)
  }
  throw new Error(daemon.exitCode === null ? 'no answer' : `ended with code ${String(daemon.exitCode)}`)
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket)
    connection.once('connect', () => {
      connection.destroy()
      resolve(true)
    })
    connection.once('error', () => {
      resolve(false)
    })
  })
}

async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  const ended = once(daemon, 'exit')
  daemon.kill('SIGTERM')
  const limit = new AbortController()
  await Promise.race([
    ended,
    delay(STOP_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined),
  ])
  limit.abort()
  daemon.kill('SIGKILL')
  await ended
}

async function countStreams(pactl: PulseServer['pactl']): Promise<{ playback: number; capture: number }> {
  const rows = (text: string): number => text.split('\n').filter((line) => line !== '').length
  return {
    playback: rows(await pactl('list', 'short', 'sink-inputs')),
    capture: rows(await pactl('list', 'short', 'source-outputs')),
  }
}
