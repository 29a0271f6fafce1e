import { Backoff } from '../../base/backoff.ts'
import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { LogTail } from '../../base/log-tail.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Port } from '../../processes/port.ts'
import type { Runner, RunningService, ProcessName } from '../../processes/runner.ts'
import { APP_CONFIG } from '../config.ts'

/** What a supervised service needs around it. */
export interface SupervisorParts {
  readonly runner: Runner
  readonly dataDir: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Keeps the end of what the services write. */
  readonly log: LogTail
}

/** One service that must run: started at once, started again with back-off when it stops by itself. */
export class SupervisedService {
  readonly name: ProcessName
  readonly #parts: SupervisorParts
  readonly #backoff: Backoff
  readonly #running = new Emitter<boolean>()
  #process: RunningService | undefined
  #cancelRestart: () => void = () => {}
  #stopped = false
  #restarts = 0

  constructor(name: ProcessName, parts: SupervisorParts) {
    this.name = name
    this.#parts = parts
    this.#backoff = new Backoff(APP_CONFIG.restart, parts.random)
  }

  /** Told with false when the service has stopped by itself, with true when it was started again. */
  onRunning(listener: (running: boolean) => void): () => void {
    return this.#running.on(listener)
  }

  start(): void {
    const { runner, dataDir, clock, logger, log } = this.#parts
    const process = runner.start(this.name, dataDir)
    const startedMs = clock.nowMs()
    this.#process = process
    process.onLog((text) => {
      log.write(this.name, text)
    })
    process.onExit((code) => {
      if (this.#process !== process) return
      this.#process = undefined
      if (this.#stopped) return
      if (clock.nowMs() - startedMs >= APP_CONFIG.soundAfterMs) this.#backoff.reset()
      logger.warn({ service: this.name, code }, 'service stopped by itself')
      // First, so that who hears of it may still say that it is not wanted any more.
      this.#cancelRestart = clock.after(this.#backoff.next(), () => {
        this.#restart()
      })
      this.#running.emit(false)
    })
  }

  /** A line to the service; undefined while it does not run. */
  open(): Port | undefined {
    return this.#process?.open()
  }

  /** From now on the service may end and is not started again. */
  letEnd(): void {
    this.#stopped = true
    this.#cancelRestart()
  }

  /** Ends the service and keeps it ended. */
  async stop(): Promise<void> {
    this.letEnd()
    await this.#process?.stop(APP_CONFIG.stopLimitMs)
    this.#process = undefined
  }

  stats(): { pid: number | undefined; restarts: number } {
    return { pid: this.#process?.pid, restarts: this.#restarts }
  }

  #restart(): void {
    this.#restarts += 1
    this.start()
    this.#running.emit(true)
  }
}
