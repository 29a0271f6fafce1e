import { Worker } from 'node:worker_threads'
import { Backoff, type BackoffConfig } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import {
  changedProcessing,
  type EngineCommand,
  type EngineEvent,
  type EngineOptions,
} from '../contract/engine.ts'
import { errorOf, PalabreError } from '../contract/errors.ts'
import { entryUrl } from './entry.ts'

/** Tunables of the engine's supervision. */
export const ENGINE_PORT_CONFIG = {
  /** For an engine to open its devices, ms: sound systems take up to a few seconds at their first use. */
  startMs: 10_000,
  /** For the last word of an engine that was told to stop, ms; then its thread is ended. */
  stopMs: 3_000,
  /** A dead engine is started again at once the first time; a broken one must not eat the machine. */
  restart: { firstMs: 50, mostMs: 5_000, factor: 3, jitter: 0.2 } satisfies BackoffConfig,
} as const

/** The last word of an engine. */
export type EngineStopped = Extract<EngineEvent, { type: 'stopped' }>

/** What of a worker thread this file needs. */
export interface EngineWorker {
  postMessage(command: EngineCommand): void
  on(event: 'message', listener: (event: EngineEvent) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  terminate(): Promise<unknown>
}

export interface EngineThreadOptions {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Starts the thread; by default the real one. */
  readonly spawn?: (options: EngineOptions) => EngineWorker
}

/** One life of the engine. */
interface Life {
  readonly worker: EngineWorker
  readonly started: PromiseWithResolvers<undefined>
  readonly exited: PromiseWithResolvers<undefined>
  hasStarted: boolean
  isStopping: boolean
  stopped: EngineStopped | undefined
  /** What the engine said of its own end. */
  failure: PalabreError | undefined
}

/**
 * The voice engine in its worker thread. Where it dies it is started again with growing delays;
 * `onLost` tells so, because keys it used must not be used by the next one.
 */
export class EngineThread {
  readonly #options: EngineThreadOptions
  readonly #events = new Emitter<EngineEvent>()
  readonly #lost = new Emitter<PalabreError>()
  readonly #backoff: Backoff
  #engine: EngineOptions | undefined
  #life: Life | undefined
  /** Commands for an engine that is about to be started again. */
  #waiting: EngineCommand[] = []
  #cancelRestart: () => void = () => {}

  constructor(options: EngineThreadOptions) {
    this.#options = options
    this.#backoff = new Backoff(ENGINE_PORT_CONFIG.restart, options.random)
  }

  /** Whether an engine runs or will again by itself. */
  get isRunning(): boolean {
    return this.#engine !== undefined
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    return this.#events.on(listener)
  }

  /** The engine died; another one is on its way. */
  onLost(listener: (error: PalabreError) => void): () => void {
    return this.#lost.on(listener)
  }

  /** Starts the engine; rejects with what kept it from starting, and then none runs. */
  async start(engine: EngineOptions): Promise<void> {
    if (this.#engine !== undefined) throw new Error('the engine runs already')
    this.#engine = engine
    this.#backoff.reset()
    try {
      await this.#begin(engine)
    } catch (error) {
      this.#engine = undefined
      throw error
    }
  }

  /** Hands over a command; between two lives it waits for the next one, and without an engine it is void. */
  post(command: EngineCommand): void {
    if (this.#engine === undefined) return
    this.#engine = after(this.#engine, command)
    if (this.#life !== undefined) this.#life.worker.postMessage(command)
    else this.#queue(command)
  }

  /** Ends the engine; answers its last word, where it had one. */
  async stop(): Promise<EngineStopped | undefined> {
    this.#engine = undefined
    this.#waiting = []
    this.#cancelRestart()
    const life = this.#life
    if (life === undefined) return undefined
    life.isStopping = true
    life.worker.postMessage({ type: 'stop' })
    const cancel = this.#options.clock.after(ENGINE_PORT_CONFIG.stopMs, () => {
      void life.worker.terminate()
    })
    await life.exited.promise
    cancel()
    return life.stopped
  }

  async #begin(engine: EngineOptions): Promise<void> {
    const life = this.#live(engine)
    const cancel = this.#options.clock.after(ENGINE_PORT_CONFIG.startMs, () => {
      life.failure = new PalabreError('service-stopped', { detail: 'the voice engine did not start' })
      void life.worker.terminate()
    })
    try {
      await life.started.promise
    } finally {
      cancel()
    }
  }

  #live(engine: EngineOptions): Life {
    const worker = (this.#options.spawn ?? spawnEngine)(engine)
    const life: Life = {
      worker,
      started: Promise.withResolvers(),
      exited: Promise.withResolvers(),
      hasStarted: false,
      isStopping: false,
      stopped: undefined,
      failure: undefined,
    }
    this.#life = life
    worker.on('message', (event) => {
      this.#onEvent(life, event)
    })
    worker.on('error', (error) => {
      life.failure ??= new PalabreError('service-stopped', { detail: String(error), cause: error })
    })
    worker.on('exit', (code) => {
      this.#onExit(life, code)
    })
    for (const command of this.#waiting.splice(0)) worker.postMessage(command)
    return life
  }

  #onEvent(life: Life, event: EngineEvent): void {
    if (event.type === 'started') {
      life.hasStarted = true
      life.started.resolve(undefined)
    } else if (event.type === 'failed') life.failure = errorOf(event.error)
    else if (event.type === 'stopped') {
      life.stopped = event
      // The thread may be kept alive by what it opened; its work is done.
      if (life.isStopping) void life.worker.terminate()
    }
    this.#events.emit(event)
  }

  #onExit(life: Life, code: number): void {
    const detail = `the voice engine ended with code ${String(code)}`
    const error = life.failure ?? new PalabreError('service-stopped', { detail })
    if (this.#life === life) this.#life = undefined
    life.exited.resolve(undefined)
    // Rejecting has no effect on an engine that had started.
    life.started.reject(error)
    if (life.hasStarted && !life.isStopping) this.#revive(error)
  }

  #revive(error: PalabreError): void {
    const engine = this.#engine
    if (engine === undefined) return
    const delayMs = this.#backoff.next()
    this.#options.logger.error({ code: error.code, detail: error.detail, delayMs }, 'the voice engine died')
    this.#cancelRestart = this.#options.clock.after(delayMs, () => {
      this.#begin(this.#engine ?? engine).catch((again: unknown) => {
        this.#revive(again instanceof PalabreError ? again : error)
      })
    })
    this.#lost.emit(
      new PalabreError('service-stopped', {
        ...(error.detail === undefined ? {} : { detail: error.detail }),
        cause: error,
      }),
    )
  }

  #queue(command: EngineCommand): void {
    // What belonged to an ended session must not reach the next engine.
    if (command.type === 'connect' || command.type === 'disconnect') this.#waiting = []
    if (command.type !== 'tunnelIn') this.#waiting.push(command)
  }
}

/** How an engine that takes this one's place begins after a command. */
function after(engine: EngineOptions, command: EngineCommand): EngineOptions {
  switch (command.type) {
    case 'devices':
      return { ...engine, capture: command.capture, playback: command.playback }
    case 'processing':
      return { ...engine, processing: changedProcessing(engine.processing, command) }
    case 'mode':
      return { ...engine, mode: command.mode, gate: { ...engine.gate, ...command.gate } }
    case 'profile':
      return { ...engine, profile: command.profile }
    case 'playback':
      return { ...engine, matching: command.matching }
    default:
      return engine
  }
}

function spawnEngine(options: EngineOptions): EngineWorker {
  return new Worker(entryUrl('engine.worker'), { workerData: options })
}
