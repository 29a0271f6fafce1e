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

  /** `channels` of the block, interleaved; where it is one, the side of a speaker is not heard. */
  constructor(channels: 1 | 2 = 1) {
    this.#channels = channels
    this.#limiter = new Limiter(channels)
  }

  /** Samples per channel by which the block comes out later than what was added. */
  get delaySamples(): number {
    return this.#limiter.delaySamples
  }

  /** What the limiter leaves of the sum now, 0..1. */
  get limiterGain(): number {
    return this.#limiter.gain
  }

  /** Starts with silence. */
  begin(block: Float32Array): void {
    block.fill(0)
  }

  /** Adds a speaker's frame with a linear gain per channel; what is not a number counts as silence. */
  add(block: Float32Array, frame: Float32Array, left: GainRamp, right = left, side?: Float32Array): void {
    if (this.#channels === 1) addMono(block, frame, left)
    else if (side === undefined) addStereo(block, frame, left, right)
    else {
      addPart(block, 0, left, frame, side, 1)
      addPart(block, 1, right, frame, side, -1)
    }
  }

  /** Limits the sum. */
  finish(block: Float32Array): void {
    this.#limiter.process(block)
  }
}

function addMono(block: Float32Array, frame: Float32Array, ramp: GainRamp): void {
  const length = Math.min(block.length, frame.length)
  const from = safe(ramp.from)
  const step = (safe(ramp.to) - from) / frame.length
  if (from === 0 && step === 0) return
  for (let index = 0; index < length; index += 1) {
    block[index] = (block[index] ?? 0) + bounded(frame[index] ?? 0) * (from + step * (index + 1))
  }
}

function addStereo(block: Float32Array, frame: Float32Array, left: GainRamp, right: GainRamp): void {
  const length = Math.min(block.length / 2, frame.length)
  const leftFrom = safe(left.from)
  const rightFrom = safe(right.from)
  const leftStep = (safe(left.to) - leftFrom) / frame.length
  const rightStep = (safe(right.to) - rightFrom) / frame.length
  if (leftFrom === 0 && rightFrom === 0 && leftStep === 0 && rightStep === 0) return
  for (let index = 0, place = 0; index < length; index += 1, place += 2) {
    const sample = bounded(frame[index] ?? 0)
    block[place] = (block[place] ?? 0) + sample * (leftFrom + leftStep * (index + 1))
    block[place + 1] = (block[place + 1] ?? 0) + sample * (rightFrom + rightStep * (index + 1))
  }
}

/** Adds one channel of sound in stereo: the frame with (1) or less (-1) its side. */
function addPart(
  block: Float32Array,
  channel: 0 | 1,
  ramp: GainRamp,
  frame: Float32Array,
  side: Float32Array,
  sign: 1 | -1,
): void {
  const length = Math.min(block.length / 2, frame.length)
  const from = safe(ramp.from)
  const step = (safe(ramp.to) - from) / frame.length
  for (let index = 0, place: number = channel; index < length; index += 1, place += 2) {
    const sample = bounded((frame[index] ?? 0) + sign * (side[index] ?? 0))
    block[place] = (block[place] ?? 0) + sample * (from + step * (index + 1))
  }
}

/** A sample that can be added to others; 0 for what is no number. */
function bounded(sample: number): number {
  // Infinity minus itself is not a number either.
  if (sample - sample !== 0) return 0
  return sample > mostSample ? mostSample : sample < -mostSample ? -mostSample : sample
}

/** 0 for what is no gain. */
function safe(gain: number): number {
  return gain >= 0 ? Math.min(gain, MOST_GAIN) : 0
}
