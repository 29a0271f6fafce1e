import type { Clock } from '../../base/clock.ts'
import { Pacer } from '../../base/pacer.ts'
import { PLAYBACK_CHANNELS, SAMPLE_RATE } from '../units.ts'
import type { PlaybackSink, PlaybackStats } from './playback-sink.ts'

/** Takes the samples of a paced sink, interleaved stereo. */
export interface SampleStore {
  append(frame: Float32Array): void
  close(): void
}

/** Keeps nothing. */
export const nullStore: SampleStore = {
  append() {},
  close() {},
}

/**
 * A sink without a device: a block is wanted when the time of its first sample has come, as a loudspeaker wants it.
 * After a pause of the loop the missing blocks are wanted at once, so that the recording has no gap.
 */
export class PacedSink implements PlaybackSink {
  readonly #store: SampleStore
  readonly #pacer: Pacer
  #written = 0

  constructor(store: SampleStore, clock: Clock) {
    this.#store = store
    this.#pacer = new Pacer(clock, SAMPLE_RATE)
  }

  start(): void {
    this.#pacer.start()
  }

  wants(): boolean {
    return this.#pacer.passed() >= this.#written
  }

  dueMs(): number {
    return this.#pacer.whenMs(this.#written)
  }

  write(frame: Float32Array): boolean {
    this.#store.append(frame)
    this.#written += frame.length / PLAYBACK_CHANNELS
    return true
  }

  queued(): number {
    return Math.max(0, this.#written - Math.max(0, this.#pacer.passed()))
  }

  startedNs(): bigint | undefined {
    return this.#pacer.startedNs
  }

  stats(): PlaybackStats {
    return { underruns: 0, deviceUnderruns: 0 }
  }

  close(): void {
    this.#store.close()
  }
}
