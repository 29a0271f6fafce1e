import type { Clock } from './clock.ts'

/** Tells how many samples of a stream at a fixed rate have had their time: a sound card's clock without the card. */
export class Pacer {
  readonly #clock: Clock
  readonly #rate: number
  #startedMs: number | undefined
  #startedNs: bigint | undefined

  /** `rate` in samples per second. */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock
    this.#rate = rate
  }

  /** The first sample's time begins now; later calls change nothing. */
  start(): void {
    if (this.#startedMs !== undefined) return
    this.#startedMs = this.#clock.nowMs()
    this.#startedNs = this.#clock.nowNs()
  }

  /** CLOCK_MONOTONIC at which the first sample's time began. */
  get startedNs(): bigint | undefined {
    return this.#startedNs
  }

  /** Samples whose time is over; -1 before the start. A microsecond of tolerance makes up for rounding. */
  passed(): number {
    if (this.#startedMs === undefined) return -1
    return Math.floor(((this.#clock.nowMs() - this.#startedMs + 0.001) * this.#rate) / 1000)
  }

  /** The time at which `samples` will have passed, in the clock's milliseconds; Infinity before the start. */
  whenMs(samples: number): number {
    return this.#startedMs === undefined ? Infinity : this.#startedMs + (samples * 1000) / this.#rate
  }
}
