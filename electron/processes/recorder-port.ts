import { Worker } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { RecorderCommand, RecorderEvent } from '../contract/recording.ts'
import type { RecorderPort } from '../host/recorder-port.ts'
import { entryUrl } from './entry.ts'

/** Time to close what is being written, ms. */
const STOP_MS = 2_000

/**
 * The recorder of a host, which reads the ring that its media worker writes. Its thread begins with the first recording
 * and ends after the last one.
 */
export class RecorderThread implements RecorderPort {
  readonly #ring: SharedArrayBuffer
  readonly #logger: Logger
  readonly #events = new Emitter<RecorderEvent>()
  /** Recordings that have not been told `stopped`. */
  readonly #open = new Set<number>()
  #worker: Worker | undefined
  #gone: Promise<void> = Promise.resolve()

  constructor(ring: SharedArrayBuffer, logger: Logger) {
    this.#ring = ring
    this.#logger = logger
  }

  post(command: RecorderCommand): void {
    if (command.type === 'start') {
      this.#open.add(command.recordingId)
      this.#worker ??= this.#start()
    }
    this.#worker?.postMessage(command)
  }

  onEvent(listener: (event: RecorderEvent) => void): () => void {
    return this.#events.on(listener)
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    const cancel = systemClock.after(STOP_MS, () => void worker.terminate())
    this.post({ type: 'close' })
    await this.#gone
    cancel()
  }

  #start(): Worker {
    const worker = new Worker(entryUrl('recorder.worker'), { name: 'recorder', workerData: this.#ring })
    worker.on('message', (event: RecorderEvent) => {
      this.#onEvent(event)
    })
    worker.on('error', (error) => {
      this.#logger.error({ cause: error instanceof Error ? error.stack : String(error) }, 'recorder failed')
    })
    this.#gone = new Promise((resolve) => {
      worker.once('exit', () => {
        if (this.#worker === worker) this.#worker = undefined
        this.#abandon()
        resolve()
      })
    })
    return worker
  }

  #onEvent(event: RecorderEvent): void {
    if (event.type === 'stopped') {
      this.#open.delete(event.recordingId)
      if (this.#open.size === 0) {
        this.#worker?.postMessage({ type: 'close' } satisfies RecorderCommand)
        this.#worker = undefined
      }
    }
    this.#events.emit(event)
  }

  /** What a thread was writing that is gone is as whole as it was. */
  #abandon(): void {
    for (const recordingId of [...this.#open]) {
      this.#open.delete(recordingId)
      this.#events.emit({ type: 'refused', recordingId, reason: 'failed', detail: 'the recorder ended' })
      this.#events.emit({ type: 'stopped', recordingId, bytes: 0 })
    }
  }
}
