import { SAMPLE_RATE } from '../units.ts'
import type { CaptureStage } from './capture-stage.ts'
import { CAPTURE_CONFIG } from './config.ts'

/** State below this is nothing: numbers that shrink for ever become slow to compute with. */
const NOTHING = 1e-20

/** Butterworth high-pass of second order (12 dB per octave) by the bilinear transform, in transposed direct form II. */
export class HighPass implements CaptureStage {
  readonly delaySamples = 0
  readonly #b0: number
  readonly #a1: number
  readonly #a2: number
  #z1 = 0
  #z2 = 0

  /** `hz` is where the power is halved; below half the sampling rate. */
  constructor(hz: number = CAPTURE_CONFIG.highPassHz) {
    const k = Math.tan((Math.PI * hz) / SAMPLE_RATE)
    const norm = 1 / (1 + Math.SQRT2 * k + k * k)
    this.#b0 = norm
    this.#a1 = 2 * (k * k - 1) * norm
    this.#a2 = (1 - Math.SQRT2 * k + k * k) * norm
  }

  process(frame: Float32Array): void {
    let z1 = this.#z1
    let z2 = this.#z2
    const b0 = this.#b0
    const a1 = this.#a1
    const a2 = this.#a2
    for (let index = 0; index < frame.length; index += 1) {
      const input = b0 * (frame[index] ?? 0)
      const output = input + z1
      z1 = z2 - 2 * input - a1 * output
      z2 = input - a2 * output
      frame[index] = output
    }
    this.#z1 = Math.abs(z1) < NOTHING ? 0 : z1
    this.#z2 = Math.abs(z2) < NOTHING ? 0 : z2
  }

  reset(): void {
    this.#z1 = 0
    this.#z2 = 0
  }

  close(): void {}
}
