import { DEVICE_CONFIG } from './config.ts'

/** What the watchdog says of a stream. */
export type StreamHealth = 'running' | 'silent'

/** Watches a stream's callback counter: one that has stopped for too long will not come back by itself. */
export class StreamWatch {
  #callbacks = 0
  #changedMs: number

  /** `nowMs` is when the stream was started. */
  constructor(nowMs: number) {
    this.#changedMs = nowMs
  }

  /** Takes the counter as it is now. */
  observe(callbacks: number, nowMs: number): StreamHealth {
    if (callbacks !== this.#callbacks) {
      this.#callbacks = callbacks
      this.#changedMs = nowMs
    }
    const limitMs = this.#callbacks === 0 ? DEVICE_CONFIG.firstCallbackMs : DEVICE_CONFIG.silentMs
    return nowMs - this.#changedMs > limitMs ? 'silent' : 'running'
  }
}
