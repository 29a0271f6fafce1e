import { JITTER_CONFIG } from './config.ts'

/** Bins of 1 ms, a power of two above the range that is kept. */
const BINS = 512
const RANGE = JITTER_CONFIG.targetMostMs
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
    this.#moveFloor(Math.floor(floorMs - this.#origin))
    const above = Math.min(RANGE, Math.floor(delayMs - this.#origin) - this.#floorBin)
    this.#grow(frameMs)
    this.#put(this.#floorBin + above, this.#weight)
  }

  /** The floor jumped without the path having changed: the counts go with it. */
  shift(floorMs: number): void {
    this.#origin = floorMs - this.#floorBin
  }

  /** The delay above the floor, ms, that the given share (0..1) of packets does not exceed; 0 where there are none. */
  quantile(share: number): number {
    const tail = this.#total * (1 - share)
    let sum = 0
    for (let above: number = RANGE; above > 0; above -= 1) {
      sum += this.#weights[(this.#floorBin + above) & (BINS - 1)] ?? 0
      if (sum > tail) return above + 1
    }
    return 0
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
