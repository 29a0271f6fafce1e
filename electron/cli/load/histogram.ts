const STEPS_PER_MS = 10
const STEPS = 20_000

/** Delays in steps of 0.1 ms up to 2 s, in memory of constant size; longer ones count as the longest step. */
export class Histogram {
  readonly #counts = new Uint32Array(STEPS)
  #total = 0

  get total(): number {
    return this.#total
  }

  add(delayMs: number): void {
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(delayMs * STEPS_PER_MS)))
    this.#counts[step] = (this.#counts[step] ?? 0) + 1
    this.#total += 1
  }

  /** The delay, ms, that the given share of all, 0..1, does not exceed, to the upper end of its step; null of none. */
  at(share: number): number | null {
    if (this.#total === 0) return null
    let left = Math.max(1, Math.ceil(share * this.#total))
    for (let step = 0; step < STEPS; step += 1) {
      left -= this.#counts[step] ?? 0
      if (left <= 0) return (step + 1) / STEPS_PER_MS
    }
    return STEPS / STEPS_PER_MS
  }
}
