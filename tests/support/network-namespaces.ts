import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
/** Nothing that is started is left longer after it was asked to end, ms. */
const END_MS = 8_000

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** An adapter of a machine: an address, and the network it is on; none where the cable leads nowhere. */
export interface TestAdapter {
  readonly address: string
  readonly network?: string
}

/** Machines and networks of their own on this one, made of network namespaces, bridges and veth pairs. */
export class TestNetworks {
  readonly #prefix = `palabre${String(process.pid)}`
  readonly #namespaces: string[] = []
  readonly #switch: string
  readonly #children = new Set<ChildProcess>()
  #next = 0

  constructor(networks: readonly string[]) {
    this.#switch = this.#namespace('switch')
    for (const network of networks) {
      this.#in(this.#switch, 'link', 'add', network, 'type', 'bridge', 'mcast_snooping', '0')
      this.#in(this.#switch, 'link', 'set', network, 'up')
    }
  }

  /** A machine with adapters eth0, eth1 and so on; the first given is the way to everything else. */
  machine(name: string, adapters: readonly TestAdapter[]): string {
    const namespace = this.#namespace(name)
    this.#in(namespace, 'link', 'set', 'lo', 'up')
    for (const [index, { address, network }] of adapters.entries()) {
      const [near, far] = [`eth${String(index)}`, `p${String(this.#next)}`]
      this.#next += 1
      this.#in(this.#switch, 'link', 'add', far, 'type', 'veth', 'peer', 'name', near, 'netns', namespace)
      if (network !== undefined) this.#in(this.#switch, 'link', 'set', far, 'master', network)
      this.#in(this.#switch, 'link', 'set', far, 'up')
      this.#in(namespace, 'address', 'add', address, 'broadcast', '+', 'dev', near)
      this.#in(namespace, 'link', 'set', near, 'up')
    }
    this.#in(namespace, 'route', 'add', 'default', 'dev', 'eth0')
    return namespace
  }

  /** Takes an adapter down, or brings it up again. */
  setAdapter(machine: string, adapter: string, isUp: boolean): void {
    this.#in(machine, 'link', 'set', adapter, isUp ? 'up' : 'down')
  }

  /** What a machine does with what it would send to an address: `prohibit` it, know no way, or (null) send it. */
  setRoute(machine: string, address: string, refusal: 'prohibit' | 'unreachable' | 'blackhole' | null): void {
    this.#in(machine, 'route', 'flush', `${address}/32`)
    if (refusal !== null) this.#in(machine, 'route', 'add', refusal, `${address}/32`)
  }

  /** Starts `palabre WORDS...` on a machine. */
  palabre(machine: string, ...words: string[]): TestProgram {
    const args = ['netns', 'exec', machine, process.execPath, CLI, ...words]
    const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#children.add(child)
    return new TestProgram(child)
  }

  /** Starts another script of Node on a machine. */
  script(machine: string, file: string, ...words: string[]): TestProgram {
    const args = ['netns', 'exec', machine, process.execPath, file, ...words]
    const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#children.add(child)
    return new TestProgram(child)
  }

  /** Ends what runs, and takes everything away. */
  async remove(): Promise<void> {
    await Promise.all([...this.#children].map(endChild))
    for (const namespace of this.#namespaces.reverse()) ip('netns', 'delete', namespace)
  }

  #namespace(name: string): string {
    const namespace = `${this.#prefix}-${name}`
    ip('netns', 'add', namespace)
    this.#namespaces.push(namespace)
    return namespace
  }

  #in(namespace: string, ...args: string[]): void {
    ip('-n', namespace, ...args)
  }
}

/** A program on a machine, and what it prints. */
export class TestProgram {
  readonly child: ChildProcess
  readonly lines: string[] = []
  #errors = ''
  readonly #exited: Promise<unknown>

  constructor(child: ChildProcess) {
    this.child = child
    this.#exited = once(child, 'close')
    child.stderr?.on('data', (text: Buffer) => (this.#errors += text.toString()))
    if (child.stdout !== null) createInterface(child.stdout).on('line', (line) => this.lines.push(line))
  }

  get errors(): string {
    return this.#errors
  }

  /** Its exit code. */
  async end(): Promise<number | null> {
    await this.#exited
    return this.child.exitCode
  }

  /** Asks it to end; answers its exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return this.end()
  }

  /** The first line of JSON that fits; rejects where it ends without one. */
  async line<T>(fits: (line: Record<string, unknown>) => boolean): Promise<T> {
    for (;;) {
      const found = this.lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(fits)
      if (found !== undefined) return found as T
      const { stdout, exitCode } = this.child
      if (exitCode !== null || stdout === null)
        throw new Error(`ended with ${String(exitCode)}: ${this.#errors}`)
      await Promise.race([once(stdout, 'data'), this.#exited])
    }
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  await closed
  clearTimeout(timer)
}
