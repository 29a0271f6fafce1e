import { CAPTURE_CONFIG } from './config.ts'
import { VoiceActivity } from './voice-activity.ts'

/** What becomes of a frame where pauses are left out; `background` is sent and marked as being no speech. */
export type FrameKind = 'speech' | 'background' | 'omitted'

/**
 * Tells speech from pauses, frame by frame. A pause is sent for a moment, so that listeners can go on with its noise,
 * then left out but for a frame now and then.
 */
export class PauseDetector {
  readonly #activity = new VoiceActivity(CAPTURE_CONFIG.pauseGate)
  #hasSpeech = false
  #pausedMs = 0
  #describedMs = 0

  /** Takes the level of the next block of the frame, dBov, its length, and how likely it is speech (NaN: unknown). */
  observe(levelDb: number, blockMs: number, probability = NaN): void {
    if (this.#activity.observe(levelDb, blockMs, probability) !== 'silent') this.#hasSpeech = true
  }

  /** The frame is whole; the next block belongs to another. */
  judge(frameMs: number): FrameKind {
    if (this.#hasSpeech) {
      this.reset()
      return 'speech'
    }
    const { pauseNoiseMs, pauseDescribedMs } = CAPTURE_CONFIG
    const isDescribed = this.#pausedMs >= pauseNoiseMs && this.#describedMs + frameMs < pauseDescribedMs
    this.#pausedMs += frameMs
    this.#describedMs = isDescribed ? this.#describedMs + frameMs : 0
    return isDescribed ? 'omitted' : 'background'
  }

  /** What comes next is another pause, or none. */
  reset(): void {
    this.#hasSpeech = false
    this.#pausedMs = 0
    this.#describedMs = 0
  }
}
