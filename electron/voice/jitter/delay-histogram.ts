import { JITTER_CONFIG } from './config.ts'

/** Bins of a quarter of a millisecond, a power of two above the range that is kept: near, each of them is heard. */
const BINS_PER_MS = 4
const BINS = 2_048
const RANGE = JITTER_CONFIG.targetMostMs * BINS_PER_MS
/** Newer packets weigh more; when a weight has grown to this all are divided by it. */
const WEIGHT_MOST = 1e12

/**
 * How often which delay above the floor occurred, older packets less and less. The bins lie in a circle and stand for
 * absolute delays, so a floor that moves moves no counts:
 *
 *       floor                      floor + RANGE
 *   ... | 40 | 22 |  7 |  1 |  0 |  0 | ...
 */
export class DelayHistogram {
  readonly #weights = new Float64Array(BINS)
  #floorBin = 0
  #origin = 0
  #total = 0
  #weight = 1
  #growth = 1
  #growthFrameMs = 0

  /** Counts one packet; delays beyond the range count as the range. Delays in ms, never below the floor. */
  add(delayMs: number, floorMs: number, frameMs: number): void {
    this.#moveFloor(this.#binOf(floorMs))
    const above = Math.min(RANGE, this.#binOf(delayMs) - this.#floorBin)
    this.#grow(frameMs)
    this.#put(this.#floorBin + above, this.#weight)
  }

  /** The floor jumped without the path having changed: the counts go with it. */
  shift(floorMs: number): void {
    this.#origin = floorMs - this.#floorBin / BINS_PER_MS
  }

  /** The delay above the floor, ms, that the given share (0..1) of packets does not exceed; 0 where there are none. */
  quantile(share: number): number {
    const most = this.#total * share
    let sum = 0
    for (let above = 0; above < RANGE; above += 1) {
      sum += this.#weights[(this.#floorBin + above) & (BINS - 1)] ?? 0
      // From the floor up: on a quiet network few bins are looked at.
      if (sum >= most) return (above === 0 ? 0 : above + 1) / BINS_PER_MS
    }
    return RANGE / BINS_PER_MS
  }

  #binOf(delayMs: number): number {
    return Math.floor((delayMs - this.#origin) * BINS_PER_MS)
  }

  #grow(frameMs: number): void {
    if (frameMs !== this.#growthFrameMs) {
      this.#growth = Math.exp(frameMs / JITTER_CONFIG.forgetMs)
      this.#growthFrameMs = frameMs
    }
    this.#weight *= this.#growth
    if (this.#weight < WEIGHT_MOST) return
    this.#total = 0
    for (let bin = 0; bin < BINS; bin += 1) {
      const less = (this.#weights[bin] ?? 0) / this.#weight
      this.#weights[bin] = less
      this.#total += less
    }
    this.#weight = 1
  }

  #put(bin: number, weight: number): void {
    const slot = bin & (BINS - 1)
    this.#weights[slot] = (this.#weights[slot] ?? 0) + weight
    this.#total += weight
  }

  /** What falls out of the range at either end is forgotten. */
  #moveFloor(floorBin: number): void {
    const by = floorBin - this.#floorBin
    if (by > 0) this.#forget(this.#floorBin, Math.min(by, BINS))
    if (by < 0) this.#forget(Math.max(floorBin, this.#floorBin - BINS) + RANGE + 1, Math.min(-by, BINS))
    this.#floorBin = floorBin
  }

  #forget(first: number, count: number): void {
    for (let bin = first; bin < first + count; bin += 1) {
      const slot = bin & (BINS - 1)
      this.#total -= this.#weights[slot] ?? 0
      this.#weights[slot] = 0
    }
    this.#total = Math.max(0, this.#total)
  }
}
