import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { PalabreError } from '../../contract/errors.ts'
import { findAddon } from '../../../native/index.ts'
import type { Forwarder, ForwarderTotals } from './forwarder.ts'
import { threadCpuNs } from './thread-cpu.ts'

/** How the bare loop sends: a call per datagram, or one for all. */
export type BaselineMode = 'sendto' | 'sendmmsg'

interface Said {
  readonly port?: number
  readonly packetsIn?: number
  readonly packetsOut?: number
  readonly sendFailed?: number
}

/** The bare loop in C (native/src/bench/forward_baseline.c) as a process of its own. */
export class BaselineForwarder implements Forwarder {
  readonly port: number
  readonly #child: ChildProcess
  readonly #lines: Interface

  private constructor(child: ChildProcess, lines: Interface, port: number) {
    this.#child = child
    this.#lines = lines
    this.port = port
  }

  static async start(mode: BaselineMode, listenerPorts: readonly number[]): Promise<BaselineForwarder> {
    const child = spawn(programPath(), [mode, ...listenerPorts.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface(child.stdout)
    const said = await nextLine(lines)
    return new BaselineForwarder(child, lines, said.port ?? 0)
  }

  async totals(): Promise<ForwarderTotals> {
    const answer = nextLine(this.#lines)
    await this.#tell(new Uint8Array(1))
    const { packetsIn = 0, packetsOut = 0, sendFailed = 0 } = await answer
    const pid = this.#child.pid ?? 0
    return { cpuNs: threadCpuNs(pid, pid), packetsIn, packetsOut, sendFailed }
  }

  async close(): Promise<void> {
    const exited = once(this.#child, 'exit')
    await this.#tell(new Uint8Array(0))
    await exited
    this.#lines.close()
  }

  #tell(datagram: Uint8Array): Promise<void> {
    const socket = createSocket('udp4')
    return new Promise((resolve, reject) => {
      socket.send(datagram, this.port, '127.0.0.1', (error) => {
        socket.close()
        if (error === null) resolve()
        else reject(error)
      })
    })
  }
}

function programPath(): string {
  const addon = findAddon('net')
  const path = addon === undefined ? undefined : join(dirname(addon), 'forward_baseline')
  if (path !== undefined && existsSync(path)) return path
  throw new PalabreError('native-missing', { detail: 'forward_baseline has not been built' })
}

async function nextLine(lines: Interface): Promise<Said> {
  const [line] = (await once(lines, 'line')) as [string]
  return JSON.parse(line) as Said
}
