/** A step of the capture chain. Passive; works on frames in place and allocates nothing. */
export interface CaptureStage {
  /** Samples by which what comes out lags behind what goes in. */
  readonly delaySamples: number
  /** Takes the next frame: finite samples, always of the length the stage was made for. */
  process(frame: Float32Array): void
  /** Forgets everything heard; the next frame is the first. */
  reset(): void
  close(): void
}
