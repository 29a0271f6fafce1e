import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EngineCommand, EngineEvent, EngineOptions } from '../../electron/contract/engine.ts'
import type { Stopped } from './engine-worker.ts'

/** An engine in a process of its own, for tests whose devices are chosen by the environment. */
export class EngineProcess {
  readonly events: EngineEvent[] = []
  readonly #child: ChildProcess
  readonly #waiting = new Set<() => void>()

  private constructor(env: Readonly<Record<string, string>>) {
    const file = fileURLToPath(new URL('engine-process-entry.ts', import.meta.url))
    this.#child = fork(file, { env: { ...process.env, ...env }, serialization: 'advanced', stdio: 'ignore' })
    this.#child.on('message', (event: EngineEvent) => {
      this.events.push(event)
      for (const wake of [...this.#waiting]) wake()
    })
  }

  /** Resolves when the engine runs. */
  static async start(
    options: Partial<EngineOptions>,
    env: Readonly<Record<string, string>>,
  ): Promise<EngineProcess> {
    const made = new EngineProcess(env)
    made.#child.send(options)
    await made.until((event) => event.type === 'started')
    return made
  }

  post(...commands: EngineCommand[]): void {
    for (const command of commands) this.#child.send(command)
  }

  /** The first event, past or to come, that fits. */
  async until(fits: (event: EngineEvent) => boolean): Promise<EngineEvent> {
    for (;;) {
      const event = this.events.find(fits)
      if (event !== undefined) return event
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  /** Resolves with the last report after the process has ended. */
  async stop(): Promise<Stopped> {
    const exited = once(this.#child, 'exit')
    this.post({ type: 'stop' })
    const last = await this.until((event) => event.type === 'stopped')
    await exited
    return last as Stopped
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
