import type { Clock } from '../../electron/base/clock.ts'

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #nowMs: number
  readonly #timers: { at: number; callback: () => void }[] = []

  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  nowNs(): bigint {
    return BigInt(Math.round(this.#nowMs * 1e6))
  }

  nowMs(): number {
    return this.#nowMs
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#nowMs + delayMs, callback }
    this.#timers.push(timer)
    return () => {
      const place = this.#timers.indexOf(timer)
      if (place >= 0) this.#timers.splice(place, 1)
    }
  }

  /** Moves on, calling back what falls due, in order of time. */
  advance(ms: number): void {
    const end = this.#nowMs + ms
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.splice(this.#timers.indexOf(due), 1)
      this.#nowMs = Math.max(this.#nowMs, due.at)
      due.callback()
    }
    this.#nowMs = end
  }

  /** The same, letting promises settle between one timer and the next. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#nowMs + ms
    for (;;) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      const next = Math.min(...this.#timers.map(({ at }) => at))
      if (next > end) break
      this.advance(Math.max(0, next - this.#nowMs))
    }
    this.#nowMs = end
  }

  /** Timers that have not been called or cancelled. */
  get pending(): number {
    return this.#timers.length
  }
}
