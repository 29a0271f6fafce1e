import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { silentLogger } from '../../electron/base/logger.ts'
import type { HostOptions } from '../../electron/contract/services.ts'
import { HOST_CONFIG, type HostConfig } from '../../electron/host/config.ts'
import { startHost, type Host, type HostSurroundings } from '../../electron/host/host.ts'
import { entryUrl } from '../../electron/processes/entry.ts'
import { mediaWorkers } from '../../electron/processes/media-port.ts'
import { temporaryFolder } from './temporary-folder.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')

/** What a test may want different of a host in its own process. */
export interface TestHostOptions extends Partial<Omit<HostSurroundings, 'config'>> {
  /** Kept when the host closes; a temporary one, removed then, where it is not given. */
  readonly folder?: string
  readonly config?: Partial<HostConfig>
  readonly options?: Partial<HostOptions>
}

/** A real host in this process, on loopback and a free port, with its real media worker. */
export async function runHost(wanted: TestHostOptions = {}): Promise<Host> {
  const { folder, config, options, ...surroundings } = wanted
  const place = folder === undefined ? await temporaryFolder() : { folder, remove: async () => {} }
  const host = await startHost(
    place.folder,
    { name: 'Test host', bind: '127.0.0.1', port: 0, owners: [], ...options },
    {
      openMedia: mediaWorkers(silentLogger),
      jobsEntry: entryUrl('jobs.worker'),
      logger: silentLogger,
      ...surroundings,
      config: { ...HOST_CONFIG, ...config },
    },
  )
  return {
    ...host,
    get status() {
      return host.status
    },
    close: async () => {
      await host.close()
      await place.remove()
    },
  }
}

/** The first line of `palabre host --json`. */
export interface HostReady {
  readonly event: 'ready'
  readonly invite: string
  readonly address: string
  readonly port: number
  readonly api: string
  readonly fingerprint: string
  readonly ownerToken: string
  readonly claim?: string
  readonly pid: number
  readonly mediaThreadId: number
}

/** A `palabre host` in a process of its own. */
export interface HostProcess {
  readonly ready: HostReady
  readonly child: ChildProcess
  /** Ends it with a signal; resolves with the exit code, null where the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts `palabre host --json` with these further words. */
export async function spawnHost(...args: string[]): Promise<HostProcess> {
  const child = spawn(process.execPath, [CLI, 'host', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  child.stderr.on('data', (text: Buffer) => errors.push(text.toString()))
  const ready = await new Promise<HostReady>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => {
      resolve(JSON.parse(line) as HostReady)
    })
    child.once('exit', (code) => {
      reject(new Error(`palabre host ended with ${String(code)}: ${errors.join('')}`))
    })
  })
  return {
    ready,
    child,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const exited = once(child, 'exit')
      child.kill(signal)
      const [code] = (await exited) as [number | null]
      return code
    },
  }
}
