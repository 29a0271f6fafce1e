import { CODEC_CONFIG } from './config.ts'

const ORDER = CODEC_CONFIG.noiseOrder
/** Uniform noise of this amplitude has a variance of 1. */
const UNIT = Math.sqrt(3)

/**
 * Goes on with the noise of the background: white noise through the all-pole filter that linear prediction finds in it
 * (Levinson-Durbin). The filter starts from the last samples heard, so that the noise begins without a step.
 */
export class ComfortNoise {
  /** Mean autocorrelation of the background, per sample. */
  readonly #correlation = new Float64Array(ORDER + 1)
  readonly #filter = new Float64Array(ORDER)
  readonly #swapped = new Float64Array(ORDER)
  /** The last samples, newest last. */
  readonly #past = new Float64Array(ORDER)
  #amplitude = 0
  #isKnown = false
  #random = 1

  /** Takes the first `count` samples of a frame without speech. */
  learn(frame: Float32Array, count: number): void {
    if (count <= ORDER) return
    const weight = this.#isKnown ? CODEC_CONFIG.noiseGain : 1
    for (let lag = 0; lag <= ORDER; lag += 1) {
      const heard = correlation(frame, count, lag)
      const known = this.#correlation[lag] ?? 0
      this.#correlation[lag] = known + (heard - known) * weight
    }
    this.#isKnown = true
    this.#solve()
  }

  /** These are the last samples heard. */
  follow(frame: Float32Array, count: number): void {
    const kept = Math.max(0, ORDER - count)
    this.#past.copyWithin(0, ORDER - kept)
    for (let index = kept; index < ORDER; index += 1) this.#past[index] = frame[count - ORDER + index] ?? 0
  }

  /** Fills the first `count` samples with what follows; before anything was learnt that is silence. */
  fill(frame: Float32Array, count: number): void {
    for (let at = 0; at < count; at += 1) {
      let sample = this.#amplitude * this.#white()
      for (let lag = 1; lag <= ORDER; lag += 1) {
        const before = at >= lag ? (frame[at - lag] ?? 0) : (this.#past[ORDER + at - lag] ?? 0)
        sample += (this.#filter[lag - 1] ?? 0) * before
      }
      frame[at] = sample
    }
    this.follow(frame, count)
  }

  /** -UNIT..UNIT: xorshift of 32 bits. */
  #white(): number {
    this.#random ^= this.#random << 13
    this.#random ^= this.#random >>> 17
    this.#random ^= this.#random << 5
    return (this.#random / 0x8000_0000) * UNIT
  }

  /** Levinson-Durbin: the filter that predicts best, and the amplitude of what it cannot. */
  #solve(): void {
    const power = this.#correlation[0] ?? 0
    this.#filter.fill(0)
    this.#amplitude = 0
    if (!(power > 0)) return
    let error = power * (1 + CODEC_CONFIG.noiseFloor)
    for (let order = 0; order < ORDER; order += 1) {
      let sum = this.#correlation[order + 1] ?? 0
      for (let lag = 0; lag < order; lag += 1)
        sum -= (this.#filter[lag] ?? 0) * (this.#correlation[order - lag] ?? 0)
      const reflection = sum / error
      this.#extend(order, reflection)
      error *= 1 - reflection * reflection
    }
    this.#amplitude = Math.sqrt(Math.max(0, error))
  }

  #extend(order: number, reflection: number): void {
    this.#swapped.set(this.#filter)
    for (let lag = 0; lag < order; lag += 1)
      this.#filter[lag] = (this.#filter[lag] ?? 0) - reflection * (this.#swapped[order - 1 - lag] ?? 0)
    this.#filter[order] = reflection
  }
}

function correlation(frame: Float32Array, count: number, lag: number): number {
  let sum = 0
  for (let at = lag; at < count; at += 1) sum += (frame[at] ?? 0) * (frame[at - lag] ?? 0)
  return sum / count
}
