import { Worker } from 'node:worker_threads'
import { Backoff, type BackoffConfig } from '../base/backoff.ts'
import { makeByteRing } from '../base/byte-ring.ts'
import { systemClock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import { systemRandom } from '../base/random.ts'
import { PalabreError } from '../contract/errors.ts'
import {
  counterIndex,
  DROP_REASONS,
  dropIndex,
  FORWARD_BOUNDS_US,
  FORWARD_INDEX,
  MEDIA_COUNTER_LENGTH,
  MEDIA_COUNTERS,
  type MediaCommand,
  type MediaEvent,
  type MediaWorkerOptions,
} from '../contract/media.ts'
import type { MediaPort, MediaStarted, OpenMedia } from '../host/media-port.ts'
import { loadNet } from '../../native/index.ts'
import { entryUrl } from './entry.ts'
import { RecorderThread } from './recorder-port.ts'

/** A worker that dies comes back soon, but one that cannot live does not eat the processor. */
const RESTART: BackoffConfig = { firstMs: 100, mostMs: 5_000, factor: 2, jitter: 0.3 }
/** A worker that lived this long had a fault of its own, not of its start, ms. */
const HEALTHY_MS = 10_000
/** Bytes of the ring to the recorder: 4 s of 50 voices with copies; memory that nobody writes to is not taken. */
const RECORDINGS_BYTES = 2 ** 22
/** Memory of what a worker makes and soon forgets, MB: it makes little, and would let 32 of it gather. */
const YOUNG_MB = 4
/** Time to stop by itself, ms. */
const STOP_MS = 2_000

/** Starts media workers as threads of this process. `entry` is their file, `router.worker` by default. */
export function mediaWorkers(logger: Logger, entry: URL = entryUrl('router.worker')): OpenMedia {
  return async ({ bind, port, transport }) => {
    const counters = new SharedArrayBuffer(MEDIA_COUNTER_LENGTH * Float64Array.BYTES_PER_ELEMENT)
    const recordings = makeByteRing(RECORDINGS_BYTES)
    const media = new MediaWorkers(entry, { bind, port, transport, counters, recordings }, logger)
    await media.start()
    return media
  }
}

/** One media worker after another behind one port; the counters go on over all of them. */
class MediaWorkers implements MediaPort {
  readonly recorder: RecorderThread
  readonly #entry: URL
  readonly #options: MediaWorkerOptions
  readonly #logger: Logger
  readonly #events = new Emitter<MediaEvent>()
  readonly #backoff = new Backoff(RESTART, systemRandom)
  #worker: Worker | undefined
  #started: MediaStarted | undefined
  #stopping = false
  /** Whether the worker is about to be woken. */
  #waking = false
  #cancelRestart: () => void = () => {}

  constructor(entry: URL, options: MediaWorkerOptions & { recordings: SharedArrayBuffer }, logger: Logger) {
    this.#entry = entry
    this.#options = options
    this.recorder = new RecorderThread(options.recordings, logger)
    this.#logger = logger
  }

  get started(): MediaStarted {
    if (this.#started === undefined) throw new Error('The media worker has not started.')
    return this.#started
  }

  get running(): boolean {
    return this.#worker !== undefined
  }

  post(command: MediaCommand): void {
    if (this.#worker === undefined) return
    this.#worker.postMessage(command)
    this.#wakeSoon()
  }

  /**
   * Once for all commands of a callback, since each waking costs both threads; no later, so that no guest speaks under a
   * key that the worker has not been woken for.
   */
  #wakeSoon(): void {
    const wakeId = this.#started?.wakeId
    if (wakeId === undefined || this.#waking) return
    this.#waking = true
    queueMicrotask(() => {
      this.#waking = false
      // The worker, and its number, may be another by now.
      if (this.#worker !== undefined) loadNet().wake(this.#started?.wakeId ?? wakeId)
    })
  }

  onEvent(listener: (event: MediaEvent) => void): () => void {
    return this.#events.on(listener)
  }

  counters(): Record<string, number> {
    const values = new Float64Array(this.#options.counters)
    const own = MEDIA_COUNTERS.map((name) => [name, values[counterIndex(name)] ?? 0] as const)
    const drops = DROP_REASONS.map((reason) => [`drop:${reason}`, values[dropIndex(reason)] ?? 0] as const)
    const bounds = [...FORWARD_BOUNDS_US.map(String), 'more']
    const through = bounds.map(
      (bound, place) => [`forwardUs:${bound}`, values[FORWARD_INDEX + place] ?? 0] as const,
    )
    return Object.fromEntries([...own, ...drops, ...through])
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#cancelRestart()
    const worker = this.#worker
    if (worker === undefined) return
    await new Promise<void>((resolve) => {
      const cancel = systemClock.after(STOP_MS, () => {
        void worker.terminate().then(() => {
          resolve()
        })
      })
      worker.once('exit', () => {
        cancel()
        resolve()
      })
      this.post({ type: 'stop' })
    })
  }

  /** Starts a worker; rejects with what it says where it cannot. */
  start(): Promise<void> {
    // Who comes again takes the port that the guests know.
    const port = this.#started?.port ?? this.#options.port
    const worker = new Worker(this.#entry, {
      name: 'media',
      workerData: { ...this.#options, port } satisfies MediaWorkerOptions,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    const startedMs = systemClock.nowMs()
    return new Promise((resolve, reject) => {
      worker.on('message', (event: MediaEvent) => {
        if (event.type === 'started') {
          this.#worker = worker
          this.#started = event
          resolve()
        } else if (event.type === 'failed') {
          reject(new PalabreError(event.code, { detail: event.detail }))
          this.#logger.warn({ code: event.code, cause: event.detail }, 'media worker failed')
        }
        this.#events.emit(event)
      })
      worker.on('error', (error) => {
        this.#logger.error(
          { cause: error instanceof Error ? error.stack : String(error) },
          'media worker failed',
        )
      })
      worker.on('exit', (code) => {
        reject(new PalabreError('internal', { detail: `the media worker ended with ${String(code)}` }))
        if (this.#worker === worker) this.#onGone(systemClock.nowMs() - startedMs)
      })
    })
  }

  #onGone(livedMs: number): void {
    this.#worker = undefined
    if (this.#stopping) return
    if (livedMs > HEALTHY_MS) this.#backoff.reset()
    this.#restartLater()
  }

  #restartLater(): void {
    this.#cancelRestart = systemClock.after(this.#backoff.next(), () => {
      this.#logger.warn({ attempt: this.#backoff.attempt }, 'media worker starts again')
      this.start().catch((error: unknown) => {
        this.#logger.error({ cause: String(error) }, 'media worker could not start')
        if (!this.#stopping) this.#restartLater()
      })
    })
  }
}
