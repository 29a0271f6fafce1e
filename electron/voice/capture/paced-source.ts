import type { Clock } from '../../base/clock.ts'
import { Pacer } from '../../base/pacer.ts'
import { SAMPLE_RATE } from '../units.ts'
import type { CaptureSource, CaptureStats } from './capture-source.ts'

/** Gives samples to a paced source: `fill` writes the next ones, and their side, starting at sample `position`. */
export interface SampleGenerator {
  fill(frame: Float32Array, position: number, side?: Float32Array): void
  /** Samples in all; Infinity for one without end. */
  readonly length: number
}

/**
 * A source without a device: a frame can be read when the time of its last sample has come, as from a microphone.
 * What is read late is not lost.
 */
export class PacedSource implements CaptureSource {
  readonly #generator: SampleGenerator
  readonly #pacer: Pacer
  #position = 0

  constructor(generator: SampleGenerator, clock: Clock) {
    this.#generator = generator
    this.#pacer = new Pacer(clock, SAMPLE_RATE)
  }

  start(): void {
    this.#pacer.start()
  }

  available(): number {
    return this.ended() ? 0 : Math.max(0, this.#pacer.passed() - this.#position)
  }

  dueMs(samples: number): number {
    return this.ended() ? Infinity : this.#pacer.whenMs(this.#position + samples)
  }

  read(frame: Float32Array, side?: Float32Array): boolean {
    if (this.available() < frame.length) return false
    this.#generator.fill(frame, this.#position, side)
    this.#position += frame.length
    return true
  }

  ended(): boolean {
    return this.#position >= this.#generator.length
  }

  startedNs(): bigint | undefined {
    return this.#pacer.startedNs
  }

  stats(): CaptureStats {
    return { overruns: 0, deviceOverruns: 0, delayMs: 0 }
  }

  close(): void {}
}
