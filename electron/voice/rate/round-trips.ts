import { RATE_CONFIG } from './config.ts'

/** The last round trips: how long they take at best, and how much longer now. */
export class RoundTrips {
  readonly #times = new Float64Array(RATE_CONFIG.rttFloorAnswers)
  #count = 0

  /** The quickest of late, ms; Infinity before the first. */
  get floorMs(): number {
    return this.#least(RATE_CONFIG.rttFloorAnswers)
  }

  /** Whether there are enough of them for the quickest to be one that did not wait on its way. */
  get areKnown(): boolean {
    return this.#count >= RATE_CONFIG.rttKnownAnswers
  }

  /** By how much the quickest of the last few is above that, ms. */
  get riseMs(): number {
    return this.#count === 0 ? 0 : this.#least(RATE_CONFIG.rttNowAnswers) - this.floorMs
  }

  observe(rttMs: number): void {
    this.#times[this.#count % this.#times.length] = rttMs
    this.#count += 1
  }

  /** Another path. */
  reset(): void {
    this.#count = 0
  }

  #least(answers: number): number {
    let least = Infinity
    for (let age = 1; age <= Math.min(answers, this.#count); age += 1) {
      least = Math.min(least, this.#times[(this.#count - age) % this.#times.length] ?? Infinity)
    }
    return least
  }
}
