import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { PalabreError } from '../../contract/errors.ts'

/** A `palabre COMMAND --json` of this very program in a process of its own. */
export class Child {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #events = new Map<string, object>()
  readonly #waiting = new Map<string, (event: object) => void>()

  constructor(args: readonly [name: string, ...words: string[]]) {
    const [program = ''] = process.argv.slice(1)
    this.#name = args[0]
    this.#child = spawn(process.execPath, [...process.execArgv, program, ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (this.#child.stdout === null) throw new Error('a child has an output')
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#hear(JSON.parse(line) as { event: string })
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The last event of this name, or the next one where none has come. Rejects where the process ends before. */
  async event(name: string): Promise<object> {
    const known = this.#events.get(name)
    if (known !== undefined) return known
    const { promise, resolve, reject } = Promise.withResolvers<object>()
    const onEnd = (code: number | null): void => {
      reject(new PalabreError('internal', { detail: `palabre ${this.#name} ended with ${String(code)}` }))
    }
    this.#waiting.set(name, resolve)
    this.#child.once('close', onEnd)
    try {
      return await promise
    } finally {
      this.#child.off('close', onEnd)
    }
  }

  /** Ends it as somebody at a terminal would, and waits for that; answers the exit code. */
  async end(): Promise<number | null> {
    const { exitCode } = this.#child
    if (exitCode !== null || this.#child.signalCode !== null) return exitCode
    const closed = once(this.#child, 'close')
    this.#child.kill('SIGINT')
    const [code] = (await closed) as [number | null]
    return code
  }

  #hear(event: { event: string }): void {
    this.#events.set(event.event, event)
    this.#waiting.get(event.event)?.(event)
    this.#waiting.delete(event.event)
  }
}
