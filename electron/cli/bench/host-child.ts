import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processCost, type ProcessCost } from '../process-cost.ts'
import { Child } from './child.ts'
import { threadCpuNs } from './thread-cpu.ts'

/** What of the first line of `palabre host --json` benchmarks use. */
interface Ready {
  readonly invite: string
  readonly port: number
  readonly fingerprint: string
  readonly ownerToken: string
  readonly pid: number
  readonly mediaThreadId: number
}

/** What a host has taken of the machine, and of it the thread that forwards voice. */
export interface HostCost extends ProcessCost {
  readonly mediaS: number
}

const NS_PER_S = 1e9

/** A real host, as `palabre host` runs it, on loopback and in a folder that goes with it. */
export class HostChild {
  readonly ready: Ready
  readonly folder: string
  readonly #child: Child

  private constructor(ready: Ready, folder: string, child: Child) {
    this.ready = ready
    this.folder = folder
    this.#child = child
  }

  static async start(): Promise<HostChild> {
    const folder = await mkdtemp(join(tmpdir(), 'palabre-bench-'))
    const child = new Child(['host', '--data', folder, '--bind', '127.0.0.1', '--port', '0'])
    try {
      return new HostChild((await child.event('ready')) as Ready, folder, child)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  cost(): HostCost {
    const { pid, mediaThreadId } = this.ready
    return { ...processCost(pid), mediaS: threadCpuNs(pid, mediaThreadId) / NS_PER_S }
  }

  async end(): Promise<void> {
    await this.#child.end()
    await rm(this.folder, { recursive: true, force: true })
  }
}
