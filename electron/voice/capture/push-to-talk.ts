import { CAPTURE_CONFIG } from './config.ts'
import type { SpurtStep } from './voice-activity.ts'

/** Talk spurts by a key: from the press until a little after the release. Nothing from before the press is sent. */
export class PushToTalk {
  /** How long speech is sent after the key was let go, ms. */
  releaseMs: number
  #pressed = false
  #open = false
  #releasedMs = 0

  constructor(releaseMs: number = CAPTURE_CONFIG.pttReleaseMs) {
    this.releaseMs = releaseMs
  }

  /** The key is down, or up. */
  set(pressed: boolean): void {
    this.#pressed = pressed
  }

  /** Takes the length of the next frame; the last frame of the release delay carries the end. */
  observe(frameMs: number): SpurtStep {
    if (this.#pressed) {
      const step = this.#open ? 'speech' : 'start'
      this.#open = true
      this.#releasedMs = 0
      return step
    }
    if (!this.#open) return 'silent'
    this.#releasedMs += frameMs
    if (this.#releasedMs < this.releaseMs) return 'speech'
    this.#open = false
    return 'end'
  }

  /** Ends a spurt; a key that is held begins another. */
  reset(): void {
    this.#open = false
  }
}
