import { gainOf } from '../units.ts'
import { MIX_CONFIG } from './config.ts'
import { Limiter } from './limiter.ts'

/**
 * Sums the speakers of one block: `begin`, `add` for each, `finish`. Works in the caller's block.
 *
 *     speaker 1   0.10  0.20 -0.10      gain 1
 *     speaker 2   0.30 -0.40  0.20      gain 0.5
 *     block       0.25  0.00  0.00
 */
export class Mixer {
  readonly #limiter = new Limiter()
  readonly #mostGain = gainOf(MIX_CONFIG.mostGainDb)
  readonly #channels: number

  /** `channels` of the block, interleaved; speakers are mono. */
  constructor(channels: 1 | 2 = 1) {
    this.#channels = channels
  }

  /** Starts with silence. */
  begin(block: Float32Array): void {
    block.fill(0)
  }

  /** Adds a speaker's frame with a linear gain per channel; what is not a number counts as silence. */
  add(block: Float32Array, frame: Float32Array, left: number, right = left): void {
    const leftGain = this.#safe(left)
    const rightGain = this.#safe(right)
    if (this.#channels === 1) addScaled(block, frame, leftGain)
    else addStereo(block, frame, leftGain, rightGain)
  }

  /** Limits the sum. */
  finish(block: Float32Array): void {
    this.#limiter.process(block)
  }

  #safe(gain: number): number {
    return gain >= 0 ? Math.min(gain, this.#mostGain) : 0
  }
}

function addScaled(block: Float32Array, frame: Float32Array, gain: number): void {
  const length = Math.min(block.length, frame.length)
  for (let index = 0; index < length; index += 1) {
    const sample = frame[index] ?? 0
    if (sample - sample === 0) block[index] = (block[index] ?? 0) + sample * gain
  }
}

function addStereo(block: Float32Array, frame: Float32Array, left: number, right: number): void {
  const length = Math.min(block.length >> 1, frame.length)
  for (let index = 0; index < length; index += 1) {
    const sample = frame[index] ?? 0
    if (sample - sample !== 0) continue
    block[2 * index] = (block[2 * index] ?? 0) + sample * left
    block[2 * index + 1] = (block[2 * index + 1] ?? 0) + sample * right
  }
}
