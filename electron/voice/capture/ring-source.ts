import type { SharedRing } from '../../../native/types.ts'
import type { CaptureSource, CaptureStats } from './capture-source.ts'

/** Words of a ring's indices. */
const WRITE = 0
const READ = 16

/** An open capture stream as far as its reader goes. */
export interface CaptureStream {
  readonly ring: SharedRing
  readonly channels: number
  /** CLOCK_MONOTONIC at which the first sample was spoken, nanoseconds; undefined before it came. */
  startedNs(): bigint | undefined
  /** Times the callback found the ring full. */
  xruns(): number
  /** Times the sound system itself reported a gap. */
  deviceXruns(): number
}

/** Reads the ring that a capture device's callback fills; channels are averaged to one. */
export class RingSource implements CaptureSource {
  readonly #stream: CaptureStream
  readonly #mask: number

  constructor(stream: CaptureStream) {
    this.#stream = stream
    this.#mask = stream.ring.samples.length / stream.channels - 1
  }

  start(): void {}

  available(): number {
    const { indices } = this.#stream.ring
    return (Atomics.load(indices, WRITE) - Atomics.load(indices, READ)) >>> 0
  }

  dueMs(): number {
    return Infinity
  }

  read(frame: Float32Array): boolean {
    if (this.available() < frame.length) return false
    const { indices, samples } = this.#stream.ring
    const { channels } = this.#stream
    const first = Atomics.load(indices, READ)
    for (let index = 0; index < frame.length; index += 1) {
      const place = ((first + index) & this.#mask) * channels
      let sum = 0
      for (let channel = 0; channel < channels; channel += 1) sum += samples[place + channel] ?? 0
      frame[index] = sum / channels
    }
    Atomics.store(indices, READ, (first + frame.length) | 0)
    return true
  }

  ended(): boolean {
    return false
  }

  startedNs(): bigint | undefined {
    return this.#stream.startedNs()
  }

  stats(): CaptureStats {
    return { overruns: this.#stream.xruns(), deviceOverruns: this.#stream.deviceXruns() }
  }

  close(): void {}
}
