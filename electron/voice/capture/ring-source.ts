import type { SharedRing } from '../../../native/types.ts'
import { Resampler, resamplerKernel } from '../../base/resampler.ts'
import { SAMPLE_RATE } from '../units.ts'
import type { CaptureSource, CaptureStats } from './capture-source.ts'

/** Words of a ring's indices. */
const WRITE = 0
const READ = 16

/** An open capture stream as far as its reader goes. */
export interface CaptureStream {
  readonly ring: SharedRing
  readonly channels: number
  /** Of the samples in the ring, Hz. */
  readonly sampleRate: number
  /** CLOCK_MONOTONIC at which the first sample was spoken, nanoseconds; undefined before it came. */
  startedNs(): bigint | undefined
  /** Times the callback found the ring full. */
  xruns(): number
  /** Times the sound system itself reported a gap. */
  deviceXruns(): number
}

/** Reads the ring that a capture device's callback fills; channels are averaged to one, other rates resampled. */
export class RingSource implements CaptureSource {
  readonly #stream: CaptureStream
  readonly #mask: number
  readonly #resampler: Resampler | undefined

  constructor(stream: CaptureStream) {
    this.#stream = stream
    this.#mask = stream.ring.samples.length / stream.channels - 1
    if (stream.sampleRate !== SAMPLE_RATE) {
      this.#resampler = new Resampler(resamplerKernel(stream.sampleRate, SAMPLE_RATE))
    }
  }

  start(): void {}

  available(): number {
    const { indices } = this.#stream.ring
    const inRing = (Atomics.load(indices, WRITE) - Atomics.load(indices, READ)) >>> 0
    return this.#resampler === undefined ? inRing : this.#resampler.yields(inRing)
  }

  dueMs(): number {
    return Infinity
  }

  read(frame: Float32Array, side?: Float32Array): boolean {
    if (this.available() < frame.length) return false
    const { indices } = this.#stream.ring
    const first = Atomics.load(indices, READ)
    const taken = this.#resampler === undefined ? this.#copy(frame, first) : this.#resample(frame, first)
    if (side !== undefined) this.#copySide(side, first)
    Atomics.store(indices, READ, (first + taken) | 0)
    return true
  }

  ended(): boolean {
    return false
  }

  startedNs(): bigint | undefined {
    return this.#stream.startedNs()
  }

  stats(): CaptureStats {
    const delayMs = (1000 * (this.#resampler?.held ?? 0)) / this.#stream.sampleRate
    return { overruns: this.#stream.xruns(), deviceOverruns: this.#stream.deviceXruns(), delayMs }
  }

  close(): void {}

  /** Both answer how many samples were taken. */
  #copy(frame: Float32Array, first: number): number {
    for (let index = 0; index < frame.length; index += 1) frame[index] = this.#sampleAt(first + index)
    return frame.length
  }

  /** A stream that is resampled is taken for mono: its side would need a resampler of its own. */
  #copySide(side: Float32Array, first: number): void {
    const { channels, ring } = this.#stream
    if (channels !== 2 || this.#resampler !== undefined) side.fill(0)
    else
      for (let index = 0; index < side.length; index += 1) {
        const place = ((first + index) & this.#mask) * 2
        side[index] = ((ring.samples[place] ?? 0) - (ring.samples[place + 1] ?? 0)) / 2
      }
  }

  #resample(frame: Float32Array, first: number): number {
    const resampler = this.#resampler
    let taken = 0
    for (let index = 0; resampler !== undefined && index < frame.length; index += 1) {
      for (; resampler.wants; taken += 1) resampler.push(this.#sampleAt(first + taken))
      frame[index] = resampler.next()
    }
    return taken
  }

  #sampleAt(index: number): number {
    const { channels, ring } = this.#stream
    const place = (index & this.#mask) * channels
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1) sum += ring.samples[place + channel] ?? 0
    return sum / channels
  }
}
