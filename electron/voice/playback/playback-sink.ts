import type { FrameWriter, Stage } from '../interfaces.ts'

export interface PlaybackStats {
  /** Times the device found nothing to play. */
  readonly underruns: number
  /** Times the sound system itself reported a gap. */
  readonly deviceUnderruns: number
}

/** Where the mixed voices go: a device, a file, nowhere. Blocks are interleaved stereo. */
export interface PlaybackSink extends FrameWriter, Stage<PlaybackStats> {
  /** Lets a paced sink begin; a device has begun when it was opened. Again: nothing. */
  start(): void
  /** Whether a block should be written now. */
  wants(block: Float32Array): boolean
  /** When the next block will be wanted, in the clock's milliseconds; Infinity where a device decides. */
  dueMs(): number
  /** CLOCK_MONOTONIC at which the first sample is played, nanoseconds; undefined before it. */
  startedNs(): bigint | undefined
}
