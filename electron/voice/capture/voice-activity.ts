import { CAPTURE_CONFIG } from './config.ts'

/** What a frame is in mode vad. */
export type SpurtStep = 'silent' | 'start' | 'speech' | 'end'

/**
 * Finds talk spurts by level, with hysteresis and a hang-over. The end is known one frame late, so the last frame
 * of the hang-over carries it.
 */
export class VoiceActivity {
  readonly #hangMs: number
  #open = false
  #quietMs = 0

  constructor(hangMs: number = CAPTURE_CONFIG.vadHangMs) {
    this.#hangMs = hangMs
  }

  /** Takes the level of the next frame, dBov, and its length. */
  observe(levelDb: number, frameMs: number): SpurtStep {
    if (!this.#open) return this.#start(levelDb)
    this.#quietMs = levelDb >= CAPTURE_CONFIG.vadCloseDb ? 0 : this.#quietMs + frameMs
    if (this.#quietMs < this.#hangMs) return 'speech'
    this.#open = false
    return 'end'
  }

  reset(): void {
    this.#open = false
  }

  #start(levelDb: number): SpurtStep {
    if (levelDb < CAPTURE_CONFIG.vadOpenDb) return 'silent'
    this.#open = true
    this.#quietMs = 0
    return 'start'
  }
}
