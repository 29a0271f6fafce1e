import { JITTER_CONFIG } from './config.ts'

/**
 * How long a packet waits in the buffer, ms. Fixed: the adaptive rule takes this class's place and learns from
 * `observe`.
 */
export class TargetDelay {
  readonly #fixedMs: number

  constructor(fixedMs: number = JITTER_CONFIG.fixedTargetMs) {
    this.#fixedMs = fixedMs
  }

  /** Target for a stream of frames of the given length: at least one frame. */
  ms(frameMs: number): number {
    return Math.max(this.#fixedMs, frameMs)
  }
}
