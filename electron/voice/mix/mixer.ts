import { gainOf } from '../units.ts'
import { MIX_CONFIG } from './config.ts'
import type { GainRamp } from './gain-ramp.ts'
import { Limiter } from './limiter.ts'

const { mostSample } = MIX_CONFIG
const MOST_GAIN = gainOf(MIX_CONFIG.mostGainDb)

/**
 * Sums the speakers of one block: `begin`, `add` for each, `finish`. Works in the caller's block.
 *
 *     speaker 1   0.10  0.20 -0.10      gain 1
 *     speaker 2   0.30 -0.40  0.20      gain 0.5
 *     block       0.25  0.00  0.00      (comes out a look-ahead later)
 */
export class Mixer {
  readonly #limiter: Limiter
  readonly #channels: number

  /** `channels` of the block, interleaved; speakers are mono. */
  constructor(channels: 1 | 2 = 1) {
    this.#channels = channels
    this.#limiter = new Limiter(channels)
  }

  /** Samples per channel by which the block comes out later than what was added. */
  get delaySamples(): number {
    return this.#limiter.delaySamples
  }

  /** Starts with silence. */
  begin(block: Float32Array): void {
    block.fill(0)
  }

  /** Adds a speaker's frame with a linear gain per channel; what is not a number counts as silence. */
  add(block: Float32Array, frame: Float32Array, left: GainRamp, right = left): void {
    addRamped(block, frame, left, 0, this.#channels)
    if (this.#channels === 2) addRamped(block, frame, right, 1, this.#channels)
  }

  /** Limits the sum. */
  finish(block: Float32Array): void {
    this.#limiter.process(block)
  }
}

function addRamped(
  block: Float32Array,
  frame: Float32Array,
  ramp: GainRamp,
  channel: number,
  channels: number,
): void {
  const from = safe(ramp.from)
  const step = (safe(ramp.to) - from) / frame.length
  if (from === 0 && step === 0) return
  const length = Math.min(block.length / channels, frame.length)
  for (let index = 0, place = channel; index < length; index += 1, place += channels) {
    const sample = frame[index] ?? 0
    if (sample - sample !== 0) continue
    const bounded = sample > mostSample ? mostSample : sample < -mostSample ? -mostSample : sample
    block[place] = (block[place] ?? 0) + bounded * (from + step * (index + 1))
  }
}

/** 0 for what is no gain. */
function safe(gain: number): number {
  return gain >= 0 ? Math.min(gain, MOST_GAIN) : 0
}
