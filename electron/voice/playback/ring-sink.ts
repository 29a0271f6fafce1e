import type { SharedRing } from '../../../native/types.ts'
import { PLAYBACK_CONFIG } from './config.ts'
import type { PlaybackSink, PlaybackStats } from './playback-sink.ts'

/** Words of a ring's indices. */
const WRITE = 0
const READ = 16

/** An open playback stream as far as its writer goes. */
export interface PlaybackStream {
  readonly ring: SharedRing
  readonly channels: number
  /** Samples kept waiting in the ring when all goes well. */
  readonly fill: number
  /** CLOCK_MONOTONIC at which the first sample is heard, nanoseconds; undefined before it was taken. */
  startedNs(): bigint | undefined
  /** Times the callback found the ring empty. */
  xruns(): number
}

/** Fills the ring that a playback device's callback empties; every channel gets the same. */
export class RingSink implements PlaybackSink {
  readonly #stream: PlaybackStream
  readonly #mask: number

  constructor(stream: PlaybackStream) {
    this.#stream = stream
    this.#mask = stream.ring.samples.length / stream.channels - 1
  }

  start(): void {}

  wants(): boolean {
    return this.queued() < this.#stream.fill
  }

  dueMs(): number {
    return Infinity
  }

  write(frame: Float32Array): boolean {
    const most = this.#stream.fill + PLAYBACK_CONFIG.extraBlocks * frame.length
    if (this.queued() + frame.length > most) return false
    const { indices, samples } = this.#stream.ring
    const { channels } = this.#stream
    const first = Atomics.load(indices, WRITE)
    for (let index = 0; index < frame.length; index += 1) {
      const place = ((first + index) & this.#mask) * channels
      for (let channel = 0; channel < channels; channel += 1) samples[place + channel] = frame[index] ?? 0
    }
    Atomics.store(indices, WRITE, (first + frame.length) | 0)
    return true
  }

  queued(): number {
    const { indices } = this.#stream.ring
    return (Atomics.load(indices, WRITE) - Atomics.load(indices, READ)) >>> 0
  }

  startedNs(): bigint | undefined {
    return this.#stream.startedNs()
  }

  stats(): PlaybackStats {
    return { underruns: this.#stream.xruns() }
  }

  close(): void {}
}
