import { gainOf } from '../units.ts'
import { MIX_CONFIG } from './config.ts'

/**
 * Keeps a frame finite and at or below the ceiling. A frame that fits is left untouched, bit for bit. One that does
 * not is scaled so that its own peak fits: the gain falls over the first millisecond, where what still sticks out
 * is cut, and comes back slowly. No delay.
 */
export class Limiter {
  readonly #ceiling = gainOf(MIX_CONFIG.ceilingDb)
  #gain = 1

  /** The gain now, 0..1. */
  get gain(): number {
    return this.#gain
  }

  /** Works in place; samples that are no numbers become silence. */
  process(frame: Float32Array): void {
    const peak = this.#peakOf(frame)
    if (this.#gain === 1 && peak <= this.#ceiling) return
    const target = peak > this.#ceiling ? this.#ceiling / peak : 1
    const attack = (this.#gain - target) / MIX_CONFIG.attackSamples
    let gain = this.#gain
    for (let index = 0; index < frame.length; index += 1) {
      if (gain > target) gain = Math.max(target, gain - attack)
      else gain += (target - gain) * MIX_CONFIG.releasePerSample
      const sample = (frame[index] ?? 0) * gain
      frame[index] =
        sample > this.#ceiling ? this.#ceiling : sample < -this.#ceiling ? -this.#ceiling : sample
    }
    // Near enough to 1 to leave frames alone again.
    this.#gain = gain > MIX_CONFIG.unityGain ? 1 : gain
  }

  #peakOf(frame: Float32Array): number {
    let peak = 0
    for (let index = 0; index < frame.length; index += 1) {
      const sample = frame[index] ?? 0
      // Infinity minus itself is not a number either.
      if (sample - sample !== 0) frame[index] = 0
      else if (sample > peak) peak = sample
      else if (-sample > peak) peak = -sample
    }
    return peak
  }
}
