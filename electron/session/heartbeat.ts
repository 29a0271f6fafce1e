import type { Clock } from '../base/clock.ts'

export interface HeartbeatOptions {
  readonly clock: Clock
  /** Between two pings, ms. */
  readonly intervalMs: number
  /** Silence after which the other end is dead, ms. */
  readonly deadMs: number
  /** Between two pings, ms, while the other end is known to live by other signs. */
  readonly calmMs: number
  readonly ping: () => void
  readonly onDead: () => void
}

/**
 * Pings at a steady pace, and says once when nothing has been heard for too long. While somebody vouches for the other
 * end the pace is slower: then only this way to it may be broken, and that is found as much later.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #heardAt: number
  #pingedAt: number
  #isVouched = false
  #cancelPing: () => void = () => {}
  #cancelCheck: () => void = () => {}

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#heardAt = options.clock.nowMs()
    this.#pingedAt = this.#heardAt
    this.#arm()
  }

  /** A byte of the other end has come. */
  heard(): void {
    this.#heardAt = this.#options.clock.nowMs()
  }

  /** Whether the other end is known to live by signs that do not come this way. Where not any more, it is asked at once. */
  vouch(isVouched: boolean): void {
    if (isVouched === this.#isVouched) return
    this.#isVouched = isVouched
    const { clock, intervalMs } = this.#options
    // What was silent for a reason has time for an answer.
    if (!isVouched) this.#heardAt = Math.max(this.#heardAt, clock.nowMs() - intervalMs)
    this.#arm()
  }

  stop(): void {
    this.#cancelPing()
    this.#cancelCheck()
  }

  get #intervalMs(): number {
    return this.#isVouched ? this.#options.calmMs : this.#options.intervalMs
  }

  /** When the other end counts as dead if nothing comes. */
  get #deadAt(): number {
    const { intervalMs, deadMs } = this.#options
    return this.#heardAt + this.#intervalMs + deadMs - intervalMs
  }

  #arm(): void {
    this.stop()
    const { clock } = this.#options
    const nowMs = clock.nowMs()
    this.#cancelPing = clock.after(Math.max(0, this.#pingedAt + this.#intervalMs - nowMs), this.#ping)
    this.#cancelCheck = clock.after(Math.max(0, this.#deadAt - nowMs), this.#check)
  }

  readonly #ping = (): void => {
    const { clock, ping } = this.#options
    this.#pingedAt = clock.nowMs()
    this.#cancelPing = clock.after(this.#intervalMs, this.#ping)
    ping()
  }

  readonly #check = (): void => {
    const left = this.#deadAt - this.#options.clock.nowMs()
    if (left > 0) {
      this.#cancelCheck = this.#options.clock.after(left, this.#check)
      return
    }
    this.stop()
    this.#options.onDead()
  }
}
