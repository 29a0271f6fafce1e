import { CAPTURE_CONFIG } from './config.ts'

/** Average level of speech, and of speech alone: gated, in power. */
export class SpeechLevel {
  #power = 0
  #heardMs = 0

  /** Whether enough was heard to say anything. */
  get isKnown(): boolean {
    return this.#heardMs >= CAPTURE_CONFIG.gainFirstMs
  }

  /** dBov, of the last few words. */
  get levelDb(): number {
    return 10 * Math.log10(Math.max(1e-13, this.#power))
  }

  /** Takes the level of a frame of speech, dBov, and its length. */
  observe(levelDb: number, frameMs: number): void {
    this.#heardMs += frameMs
    // At first the plain average of all heard, later a sliding one.
    const weight = frameMs / Math.min(this.#heardMs, CAPTURE_CONFIG.gainAverageMs)
    this.#power += (10 ** (levelDb / 10) - this.#power) * Math.min(1, weight)
  }

  reset(): void {
    this.#power = 0
    this.#heardMs = 0
  }
}
