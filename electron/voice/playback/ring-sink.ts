import type { SharedRing } from '../../../native/types.ts'
import { PLAYBACK_CHANNELS } from '../units.ts'
import { PLAYBACK_CONFIG } from './config.ts'
import { FillControl } from './fill-control.ts'
import type { PlaybackSink, PlaybackStats } from './playback-sink.ts'

/** Words of a ring's indices. */
const WRITE = 0
const READ = 16

/** An open playback stream as far as its writer goes. */
export interface PlaybackStream {
  readonly ring: SharedRing
  /** One gets the mean of left and right; of more, the first two get one each. */
  readonly channels: number
  /** Samples kept waiting in the ring while there are no underruns. */
  readonly fill: number
  /** CLOCK_MONOTONIC at which the first sample is heard, nanoseconds; undefined before it was taken. */
  startedNs(): bigint | undefined
  /** Times the callback found the ring empty. */
  xruns(): number
  /** Times the sound system itself reported a gap. */
  deviceXruns(): number
}

/** Fills the ring that a playback device's callback empties. */
export class RingSink implements PlaybackSink {
  readonly #stream: PlaybackStream
  readonly #mask: number
  readonly #control: FillControl
  #readBefore: number

  constructor(stream: PlaybackStream) {
    this.#stream = stream
    this.#mask = stream.ring.samples.length / stream.channels - 1
    this.#control = new FillControl(stream.fill, stream.xruns())
    this.#readBefore = Atomics.load(stream.ring.indices, READ)
  }

  start(): void {}

  wants(): boolean {
    const read = Atomics.load(this.#stream.ring.indices, READ)
    this.#control.observe(this.#stream.xruns(), (read - this.#readBefore) >>> 0)
    this.#readBefore = read
    return this.queued() < this.#control.fill
  }

  dueMs(): number {
    return Infinity
  }

  write(frame: Float32Array): boolean {
    const length = frame.length / PLAYBACK_CHANNELS
    const most = this.#control.fill + PLAYBACK_CONFIG.extraBlocks * length
    if (this.queued() + length > most) return false
    const { indices } = this.#stream.ring
    const first = Atomics.load(indices, WRITE)
    if (this.#stream.channels === 1) this.#putMono(frame, first)
    else this.#putStereo(frame, first)
    Atomics.store(indices, WRITE, (first + length) | 0)
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
    return { underruns: this.#stream.xruns(), deviceUnderruns: this.#stream.deviceXruns() }
  }

  close(): void {}

  #putMono(frame: Float32Array, first: number): void {
    const { samples } = this.#stream.ring
    for (let index = 0; 2 * index < frame.length; index += 1) {
      samples[(first + index) & this.#mask] = ((frame[2 * index] ?? 0) + (frame[2 * index + 1] ?? 0)) / 2
    }
  }

  #putStereo(frame: Float32Array, first: number): void {
    const { samples } = this.#stream.ring
    const { channels } = this.#stream
    for (let index = 0; 2 * index < frame.length; index += 1) {
      const place = ((first + index) & this.#mask) * channels
      samples[place] = frame[2 * index] ?? 0
      samples[place + 1] = frame[2 * index + 1] ?? 0
    }
  }
}
