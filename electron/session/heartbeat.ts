import type { Clock } from '../base/clock.ts'

export interface HeartbeatOptions {
  readonly clock: Clock
  /** Between two pings, ms. */
  readonly intervalMs: number
  /** Silence after which the other end is dead, ms. */
  readonly deadMs: number
  readonly ping: () => void
  readonly onDead: () => void
}

/** Pings at a steady pace, and says once when nothing has been heard for too long. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #heardAt: number
  #cancelPing: () => void
  #cancelCheck: () => void

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#heardAt = options.clock.nowMs()
    this.#cancelPing = options.clock.after(options.intervalMs, this.#ping)
    this.#cancelCheck = options.clock.after(options.deadMs, this.#check)
  }

  /** A byte of the other end has come. */
  heard(): void {
    this.#heardAt = this.#options.clock.nowMs()
  }

  stop(): void {
    this.#cancelPing()
    this.#cancelCheck()
  }

  readonly #ping = (): void => {
    this.#cancelPing = this.#options.clock.after(this.#options.intervalMs, this.#ping)
    this.#options.ping()
  }

  readonly #check = (): void => {
    const left = this.#heardAt + this.#options.deadMs - this.#options.clock.nowMs()
    if (left > 0) {
      this.#cancelCheck = this.#options.clock.after(left, this.#check)
      return
    }
    this.stop()
    this.#options.onDead()
  }
}
