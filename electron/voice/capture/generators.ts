import { SAMPLE_RATE } from '../units.ts'
import { CAPTURE_CONFIG } from './config.ts'
import type { SampleGenerator } from './paced-source.ts'

/** A sine tone. */
export class ToneGenerator implements SampleGenerator {
  readonly length = Infinity
  readonly #hz: number

  /** `hz` below half the sampling rate. */
  constructor(hz: number) {
    this.#hz = hz
  }

  fill(frame: Float32Array, position: number, side?: Float32Array): void {
    side?.fill(0)
    for (let index = 0; index < frame.length; index += 1) {
      // The whole turns are taken off first: large arguments would cost the sine its precision.
      const turns = (((position + index) % SAMPLE_RATE) * this.#hz) / SAMPLE_RATE
      frame[index] = CAPTURE_CONFIG.toneAmplitude * Math.sin(2 * Math.PI * (turns - Math.floor(turns)))
    }
  }
}

/** Nothing at all. */
export class SilenceGenerator implements SampleGenerator {
  readonly length = Infinity

  fill(frame: Float32Array, _position: number, side?: Float32Array): void {
    frame.fill(0)
    side?.fill(0)
  }
}

/** Samples in memory, once or again and again; the last frame is filled up with silence. */
export class ClipGenerator implements SampleGenerator {
  readonly length: number
  readonly #samples: Float32Array
  readonly #side: Float32Array | undefined

  /** `side`, as long: where it is sound in stereo. */
  constructor(samples: Float32Array, loop: boolean, side?: Float32Array) {
    this.#samples = samples
    this.#side = side
    this.length = loop && samples.length > 0 ? Infinity : samples.length
  }

  fill(frame: Float32Array, position: number, side?: Float32Array): void {
    const size = this.#samples.length
    let place = this.length === Infinity ? position % size : position
    for (let index = 0; index < frame.length; index += 1) {
      frame[index] = this.#samples[place] ?? 0
      if (side !== undefined) side[index] = this.#side?.[place] ?? 0
      place += 1
      if (place === size && this.length === Infinity) place = 0
    }
  }
}
