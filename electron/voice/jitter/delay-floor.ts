import { JITTER_CONFIG } from './config.ts'

/**
 * The shortest delay of late: over the running window and the one before it. Clocks that drift and paths that grow
 * longer raise it when those windows have passed.
 */
export class DelayFloor {
  #current = Infinity
  #before = Infinity
  #startedMs = 0

  /** The floor, ms; Infinity before the first packet. */
  get ms(): number {
    return Math.min(this.#current, this.#before)
  }

  /** Takes a packet's delay; answers false where the floor had to begin anew, since time or the clock jumped. */
  observe(delayMs: number, nowMs: number): boolean {
    const { floorWindowMs, floorJumpMs } = JITTER_CONFIG
    const age = nowMs - this.#startedMs
    if (this.ms === Infinity || age > 2 * floorWindowMs || delayMs < this.ms - floorJumpMs) {
      this.restart(delayMs, nowMs)
      return false
    }
    if (age > floorWindowMs) {
      this.#before = this.#current
      this.#current = delayMs
      this.#startedMs = nowMs
    }
    this.#current = Math.min(this.#current, delayMs)
    return true
  }

  /** Begins anew at the given delay. */
  restart(delayMs: number, nowMs: number): void {
    this.#current = delayMs
    this.#before = Infinity
    this.#startedMs = nowMs
  }
}
