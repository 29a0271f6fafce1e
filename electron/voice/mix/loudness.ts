import { LOUDNESS_CONFIG } from './config.ts'
import { KWeighting } from './k-weighting.ts'

/** Loudness of a mean square after K-weighting, LUFS, at least `silenceLufs`. */
export function lufsOf(meanSquare: number): number {
  const { offsetLufs, silenceLufs } = LOUDNESS_CONFIG
  return meanSquare > 0 ? Math.max(silenceLufs, offsetLufs + 10 * Math.log10(meanSquare)) : silenceLufs
}

/**
 * Loudness of one voice after ITU-R BS.1770-4 and EBU Tech 3341, in steps of 100 ms: momentary (400 ms) and
 * short-term (3 s).
 */
export class LoudnessMeter {
  readonly #loudspeakers: number
  readonly #weighting = new KWeighting()
  readonly #steps = new Float64Array(LOUDNESS_CONFIG.shortTermSteps)
  #taken = 0
  #samples = 0

  /** `loudspeakers` that play the voice: two add up to 3 LU more than one. */
  constructor(loudspeakers: 1 | 2 = 2) {
    this.#loudspeakers = loudspeakers
  }

  /** Takes samples; answers how many steps they completed. */
  observe(frame: Float32Array): number {
    let completed = 0
    for (let from = 0; from < frame.length;) {
      const to = Math.min(frame.length, from + LOUDNESS_CONFIG.stepSamples - this.#samples)
      this.#weighting.add(frame, from, to)
      this.#samples += to - from
      from = to
      if (this.#samples < LOUDNESS_CONFIG.stepSamples) continue
      this.#complete()
      completed += 1
    }
    return completed
  }

  /** Mean square of the newest step, all loudspeakers together. */
  get newest(): number {
    return this.#meanOf(1)
  }

  /** Over the last 400 ms, LUFS. */
  momentary(): number {
    return lufsOf(this.#meanOf(LOUDNESS_CONFIG.momentarySteps))
  }

  /** Over the last 3 s, LUFS. */
  shortTerm(): number {
    return lufsOf(this.#meanOf(LOUDNESS_CONFIG.shortTermSteps))
  }

  #complete(): void {
    const mean = (this.#weighting.take() * this.#loudspeakers) / this.#samples
    this.#steps[this.#taken % this.#steps.length] = mean
    this.#taken += 1
    this.#samples = 0
  }

  #meanOf(most: number): number {
    const count = Math.min(most, this.#taken)
    let sum = 0
    for (let back = 1; back <= count; back += 1) {
      sum += this.#steps[(this.#taken - back) % this.#steps.length] ?? 0
    }
    return count === 0 ? 0 : sum / count
  }
}
