import type { FrameReader, Stage } from '../interfaces.ts'

export interface CaptureStats {
  /** Times samples were lost because nobody read them. */
  readonly overruns: number
  /** Times the sound system itself reported a gap. */
  readonly deviceOverruns: number
  /** How late it gives what it has taken from the device, ms: that of its resampler. */
  readonly delayMs: number
}

/** Where frames come from: a device, a file, a tone. */
export interface CaptureSource extends FrameReader, Stage<CaptureStats> {
  /** Lets a paced source begin; a device has begun when it was opened. Again: nothing. */
  start(): void
  /** When `samples` will be available, in the clock's milliseconds; Infinity where a device decides. */
  dueMs(samples: number): number
  /** Whether a finite input has been read to its end. */
  ended(): boolean
  /** CLOCK_MONOTONIC of the first sample, nanoseconds; undefined before it. */
  startedNs(): bigint | undefined
}
