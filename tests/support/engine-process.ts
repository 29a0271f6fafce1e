import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EngineCommand, EngineEvent, EngineOptions } from '../../electron/contract/engine.ts'
import { EngineEvents, type Stopped } from './engine-events.ts'

/** An engine in a process of its own, for tests whose devices are chosen by the environment. */
export class EngineProcess extends EngineEvents {
  readonly #child: ChildProcess

  private constructor(env: Readonly<Record<string, string>>) {
    super()
    const file = fileURLToPath(new URL('engine-process-entry.ts', import.meta.url))
    this.#child = fork(file, { env: { ...process.env, ...env }, serialization: 'advanced', stdio: 'ignore' })
    this.#child.on('message', (event: EngineEvent) => {
      this.take(event)
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

  get pid(): number {
    return this.#child.pid ?? 0
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
