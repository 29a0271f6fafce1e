import { DEVICE_CONFIG } from './config.ts'

/** What the watchdog says of a stream. */
export type StreamHealth = 'running' | 'silent'

/** Watches a stream's callback counter: one that has stopped for too long will not come back by itself. */
export class StreamWatch {
  #callbacks = 0
  #changedMs: number
  readonly #firstMs: number

  /** `nowMs` is when the stream was started, `firstMs` what its first callback may take. */
  constructor(nowMs: number, firstMs: number) {
    this.#changedMs = nowMs
    this.#firstMs = firstMs
  }

  /** Takes the counter as it is now. */
  observe(callbacks: number, nowMs: number): StreamHealth {
    if (callbacks !== this.#callbacks) {
      this.#callbacks = callbacks
      this.#changedMs = nowMs
    }
    const limitMs = this.#callbacks === 0 ? this.#firstMs : DEVICE_CONFIG.silentMs
    return nowMs - this.#changedMs > limitMs ? 'silent' : 'running'
  }
}
