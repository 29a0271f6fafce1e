import type { SharedRing } from '../../../native/types.ts'
import { Resampler, resamplerKernel } from '../../base/resampler.ts'
import { PLAYBACK_CHANNELS, SAMPLE_RATE } from '../units.ts'
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
  /** Of the samples in the ring, Hz. */
  readonly sampleRate: number
  /** Samples at SAMPLE_RATE kept waiting in the ring while there are no underruns. */
  readonly fill: number
  /** CLOCK_MONOTONIC at which the first sample is heard, nanoseconds; undefined before it was taken. */
  startedNs(): bigint | undefined
  /** Times the callback found the ring empty. */
  xruns(): number
  /** Times the sound system itself reported a gap. */
  deviceXruns(): number
}

/** Fills the ring that a playback device's callback empties; for other rates than SAMPLE_RATE it resamples. */
export class RingSink implements PlaybackSink {
  readonly #stream: PlaybackStream
  readonly #mask: number
  readonly #control: FillControl
  /** Left and right; undefined where the device has our rate. */
  readonly #resamplers: readonly [Resampler, Resampler] | undefined
  /** Samples at SAMPLE_RATE for one of the ring. */
  readonly #scale: number
  #readBefore: number

  constructor(stream: PlaybackStream) {
    this.#stream = stream
    this.#mask = stream.ring.samples.length / stream.channels - 1
    this.#control = new FillControl(stream.fill, stream.xruns())
    this.#readBefore = Atomics.load(stream.ring.indices, READ)
    this.#scale = SAMPLE_RATE / stream.sampleRate
    if (stream.sampleRate !== SAMPLE_RATE) {
      const kernel = resamplerKernel(SAMPLE_RATE, stream.sampleRate)
      this.#resamplers = [new Resampler(kernel), new Resampler(kernel)]
    }
  }

  start(): void {}

  wants(): boolean {
    const read = Atomics.load(this.#stream.ring.indices, READ)
    this.#control.observe(this.#stream.xruns(), (read - this.#readBefore) >>> 0)
    this.#readBefore = read
    return this.#ready() < this.#control.fill
  }

  dueMs(): number {
    return Infinity
  }

  write(frame: Float32Array): boolean {
    const length = frame.length / PLAYBACK_CHANNELS
    const most = this.#control.fill + PLAYBACK_CONFIG.extraBlocks * length
    if (this.#ready() + length > most) return false
    const { indices } = this.#stream.ring
    const first = Atomics.load(indices, WRITE)
    let put = length
    if (this.#resamplers !== undefined) put = this.#putResampled(frame, first, this.#resamplers)
    else if (this.#stream.channels === 1) this.#putMono(frame, first)
    else this.#putStereo(frame, first)
    Atomics.store(indices, WRITE, (first + put) | 0)
    return true
  }

  /** With what the resampler holds. */
  queued(): number {
    return this.#ready() + (this.#resamplers?.[0].held ?? 0)
  }

  startedNs(): bigint | undefined {
    return this.#stream.startedNs()
  }

  stats(): PlaybackStats {
    return { underruns: this.#stream.xruns(), deviceUnderruns: this.#stream.deviceXruns() }
  }

  close(): void {}

  /** Samples at SAMPLE_RATE that the callback can take. */
  #ready(): number {
    const { indices } = this.#stream.ring
    return ((Atomics.load(indices, WRITE) - Atomics.load(indices, READ)) >>> 0) * this.#scale
  }

  /** Answers how many samples came out. */
  #putResampled(frame: Float32Array, first: number, [left, right]: readonly [Resampler, Resampler]): number {
    const { channels, ring } = this.#stream
    let put = 0
    for (let index = 0; 2 * index < frame.length; index += 1) {
      left.push(frame[2 * index] ?? 0)
      right.push(frame[2 * index + 1] ?? 0)
      for (; !left.wants; put += 1) {
        const place = ((first + put) & this.#mask) * channels
        const one = left.next()
        const other = right.next()
        ring.samples[place] = channels === 1 ? (one + other) / 2 : one
        if (channels > 1) ring.samples[place + 1] = other
      }
    }
    return put
  }

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
