import { JITTER_CONFIG } from './config.ts'

/**
 * How much faster the sender's clock runs than this one: the slope of a line through the shortest delays of window
 * after window (least squares, older windows less and less). Jitter only ever adds to a delay, so the shortest tell of
 * the clocks; a path that grows longer misleads it until that is forgotten.
 */
export class ClockDrift {
  #ppm = 0
  #windowMs = NaN
  #leastMs = Infinity
  #leastAtMs = 0
  #originMs = 0
  #originDelayMs = 0
  #weight = 0
  #t = 0
  #d = 0
  #tt = 0
  #td = 0

  /** Parts per million, positive where the sender's clock is the faster one; 0 until enough is known. */
  get ppm(): number {
    return this.#ppm
  }

  /** Takes a packet's delay: arrival less the sender's time, ms, of any origin. */
  observe(delayMs: number, nowMs: number): void {
    if (!(nowMs - this.#windowMs < JITTER_CONFIG.driftWindowMs)) this.#endWindow(nowMs)
    if (delayMs >= this.#leastMs) return
    this.#leastMs = delayMs
    this.#leastAtMs = nowMs
  }

  /** The stream jumped: delays before and after cannot be compared. The estimate stays until there is another. */
  restart(): void {
    this.#windowMs = NaN
    this.#leastMs = Infinity
    this.#weight = 0
  }

  #endWindow(nowMs: number): void {
    this.#windowMs = nowMs
    if (this.#leastMs < Infinity) this.#add()
    this.#leastMs = Infinity
  }

  #add(): void {
    if (this.#weight === 0) {
      this.#originMs = this.#leastAtMs
      this.#originDelayMs = this.#leastMs
      this.#t = this.#d = this.#tt = this.#td = 0
    }
    const t = this.#leastAtMs - this.#originMs
    const d = this.#leastMs - this.#originDelayMs
    const keep = JITTER_CONFIG.driftKeep
    this.#weight = this.#weight * keep + 1
    this.#t = this.#t * keep + t
    this.#d = this.#d * keep + d
    this.#tt = this.#tt * keep + t * t
    this.#td = this.#td * keep + t * d
    const spread = this.#weight * this.#tt - this.#t * this.#t
    if (this.#weight < JITTER_CONFIG.driftWeightLeast || spread <= 0) return
    this.#ppm = (-1e6 * (this.#weight * this.#td - this.#t * this.#d)) / spread
  }
}
