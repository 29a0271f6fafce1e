import { gainOf } from '../units.ts'
import { MIX_CONFIG } from './config.ts'
import { SlidingMinimum } from './sliding-minimum.ts'

/**
 * Keeps what is played finite and at or below the ceiling, by looking ahead: samples come out `delaySamples` later,
 * and the gain a peak needs is reached by then.
 *
 *     needed gain   1 1 1 1 1 .5 1 1 1 1 1     of each sample
 *     least         1 1 1 1 1 .5 .5 .5 .5 1    of the samples ahead; recovers slowly
 *     mean          1 1 1 1 .9 .8 .7 .6 .5 ..  of as many: never above what any of them needs
 *
 * While nothing is above the ceiling samples pass untouched, bit for bit. All channels get the same gain.
 */
export class Limiter {
  /** Samples per channel by which the output is late. */
  readonly delaySamples = MIX_CONFIG.lookaheadSamples
  readonly #channels: number
  readonly #ceiling = gainOf(MIX_CONFIG.ceilingDb)
  readonly #delay: Float32Array
  readonly #least = new SlidingMinimum(MIX_CONFIG.lookaheadSamples + 1)
  readonly #means = new Float64Array(MIX_CONFIG.lookaheadSamples).fill(1)
  #place = 0
  #sum: number = MIX_CONFIG.lookaheadSamples
  #held = 1
  /** Samples since a gain below 1 was in use. */
  #calm: number = MIX_CONFIG.lookaheadSamples

  /** `channels` of a frame, interleaved. */
  constructor(channels: 1 | 2 = 1) {
    this.#channels = channels
    this.#delay = new Float32Array(MIX_CONFIG.lookaheadSamples * channels)
  }

  /** The gain now, 0..1. */
  get gain(): number {
    return this.#sum / this.#means.length
  }

  /** Works in place; samples that are no numbers become silence. */
  process(frame: Float32Array): void {
    const peak = this.#clean(frame)
    if (peak <= this.#ceiling && this.#calm >= this.#means.length) this.#delayOnly(frame)
    else this.#limit(frame)
  }

  /** Removes what is no number; answers the highest amplitude. */
  #clean(frame: Float32Array): number {
    let peak = 0
    for (let index = 0; index < frame.length; index += 1) {
      const sample = frame[index] ?? 0
      const size = Math.abs(sample)
      // Infinity minus itself is not a number either.
      if (size < MIX_CONFIG.leastSample || sample - sample !== 0) frame[index] = 0
      else if (size > peak) peak = size
    }
    return peak
  }

  #delayOnly(frame: Float32Array): void {
    const delay = this.#delay
    let slot = this.#place * this.#channels
    for (let index = 0; index < frame.length; index += 1) {
      const late = delay[slot] ?? 0
      delay[slot] = frame[index] ?? 0
      frame[index] = late
      slot = slot + 1 === delay.length ? 0 : slot + 1
    }
    this.#place = Math.floor(slot / this.#channels)
  }

  #limit(frame: Float32Array): void {
    for (let index = 0; index + this.#channels <= frame.length; index += this.#channels) {
      const left = Math.abs(frame[index] ?? 0)
      const right = this.#channels === 2 ? Math.abs(frame[index + 1] ?? 0) : 0
      const gain = this.#nextGain(left > right ? left : right)
      for (let channel = 0; channel < this.#channels; channel += 1) {
        const slot = this.#place * this.#channels + channel
        const late = (this.#delay[slot] ?? 0) * gain
        this.#delay[slot] = frame[index + channel] ?? 0
        // The last bit of rounding.
        frame[index + channel] =
          late > this.#ceiling ? this.#ceiling : late < -this.#ceiling ? -this.#ceiling : late
      }
      this.#place = this.#place + 1 === this.#means.length ? 0 : this.#place + 1
    }
  }

  /** The gain for the sample that leaves as one with this peak enters. */
  #nextGain(peak: number): number {
    const least = this.#least.next(peak > this.#ceiling ? this.#ceiling / peak : 1)
    const risen = this.#held + (1 - this.#held) * MIX_CONFIG.releasePerSample
    this.#held = Math.min(least, risen > MIX_CONFIG.unityGain ? 1 : risen)
    this.#sum += this.#held - (this.#means[this.#place] ?? 1)
    this.#means[this.#place] = this.#held
    this.#calm = this.#held === 1 ? this.#calm + 1 : 0
    // All ones again: without what rounding has left in the sum.
    if (this.#calm === this.#means.length) this.#sum = this.#means.length
    return this.#sum / this.#means.length
  }
}
